/**
 * Stand-in styles for Shopify's `<s-*>` components, for pictures only: the real ones come from
 * Shopify's servers and are not on npm. Close enough to see order, weight and length of the words.
 */
export const STYLES = `
  body { margin: 24px; background: #f1f1f1; font: 13px/20px Inter, 'Liberation Sans', sans-serif; color: #303030; }
  s-admin-block, s-admin-action, s-admin-print-action, s-section { display: block; background: #fff; border-radius: 12px;
    padding: 16px; box-shadow: 0 1px 0 rgba(0,0,0,.12), 0 0 0 1px rgba(0,0,0,.06); }
  s-admin-block::before, s-admin-action::before, s-section::before { content: attr(heading); display: block;
    font-weight: 650; font-size: 14px; margin-bottom: 12px; }
  s-stack { display: flex; flex-direction: column; }
  s-stack[direction=inline] { flex-direction: row; flex-wrap: wrap; align-items: center; }
  s-stack[gap=base] { gap: 16px; } s-stack[gap=small] { gap: 8px; } s-stack[gap=none] { gap: 0; }
  s-grid { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; }
  s-heading { font-size: 20px; line-height: 28px; font-weight: 650; }
  s-text { display: block; } s-text[color=subdued] { color: #616161; } s-text[type=strong] { font-weight: 650; }
  s-badge { border-radius: 8px; padding: 2px 8px; background: #e3e3e3; font-size: 12px; font-weight: 550; }
  s-badge[tone=info] { background: #e0f0ff; color: #003a5a; } s-badge[tone=success] { background: #cdfee1; color: #0c5132; }
  s-badge[tone=caution] { background: #fff8db; color: #4f4700; } s-badge[tone=warning] { background: #ffd6a4; color: #5e4200; }
  s-badge[tone=critical] { background: #fedad9; color: #8e1f0b; }
  s-button { display: inline-block; border-radius: 8px; padding: 4px 12px; background: #fff; font-weight: 550;
    box-shadow: 0 0 0 1px #ccc, 0 1px 0 #b5b5b5; width: max-content; }
  s-button[variant=primary] { background: #303030; color: #fff; box-shadow: none; }
  s-button[variant=tertiary] { box-shadow: none; background: none; }
  s-admin-action { display: flex; flex-direction: column; gap: 16px; }
  s-admin-action > s-button { align-self: flex-end; }
  s-link { color: #005bd3; } s-divider { border-top: 1px solid #e3e3e3; }
  s-banner { display: block; border-radius: 8px; padding: 12px; background: #e0f0ff; }
  s-banner::before { content: attr(heading); display: block; font-weight: 650; }
  s-banner[tone=critical] { background: #fee9e8; } s-banner[tone=warning] { background: #fff1e3; }
  s-spinner, s-skeleton-paragraph { display: block; width: 20px; height: 20px; border: 3px solid #ddd; border-top-color: #888; border-radius: 50%; }
  s-table { display: table; width: 100%; border-collapse: collapse; } s-table-body { display: table-row-group; }
  s-table-header-row, s-table-row { display: table-row; } s-table-header, s-table-cell { display: table-cell; padding: 8px 4px; border-bottom: 1px solid #ebebeb; }
  s-table-header { color: #616161; font-weight: 550; } s-details, s-summary { display: block; } s-summary { font-weight: 550; margin-bottom: 8px; }
  .field { display: block; } .field b { font-weight: 400; display: block; }
  .field span { display: block; min-height: 20px; border: 1px solid #8a8a8a; border-radius: 8px; padding: 5px 10px; background: #fdfdfd; white-space: pre-line; }
  .field i { color: #8e1f0b; font-style: normal; }
`;

/** Runs in the page: fields show their label and what they say, as far as attributes tell it. */
export const ELEMENTS = `
  const asText = (text) => { const node = document.createElement('p'); node.textContent = text; return node.innerHTML; };
  class Field extends HTMLElement {
    static observedAttributes = ['value', 'label', 'error', 'content'];
    connectedCallback() { this.draw(); }
    attributeChangedCallback() { this.draw(); }
    draw() {
      const of = (name) => this.getAttribute(name) ?? '';
      const chosen = [...this.querySelectorAll('s-option')].find((one) => one.getAttribute('value') === of('value'));
      const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
      const sheet = '<style>' + document.querySelector('style').textContent + '</style>';
      root.innerHTML = this.localName === 's-qr-code'
        ? (window.codes?.[of('content')] ?? '')
        : sheet + '<div class="field"><b>' + asText(of('label')) + '</b><span>' + asText(chosen?.textContent ?? of('value')) + '</span><i>' + asText(of('error')) + '</i></div>';
    }
  }
  for (const name of ['s-select', 's-money-field', 's-date-field', 's-text-field', 's-text-area', 's-qr-code']) {
    customElements.define(name, class extends Field {});
  }
  const later = () => requestAnimationFrame(() => document.querySelectorAll('s-select').forEach((one) => one.draw()));
  new MutationObserver(later).observe(document, { childList: true, subtree: true });
`;
