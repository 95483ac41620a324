import { createHash } from 'node:crypto';
import type { RespondItem, RespondPage } from '../actions/respond.ts';
import { formatDay, formatMoney } from '../domain/letter-formats.ts';
import { type FieldError, PAGE_REASONS, PAGE_WORDS, type PageWords } from './respond-words.ts';

export type FormKind = 'paid' | 'dispute' | 'instalments' | 'date';

/** What the page shows beside the facts: a form that was wrong, or thanks. */
export interface PageState {
  action: string;
  /** Makes a form count once, and proves that it is ours. */
  formToken: string;
  thanks: keyof PageWords['thanks'] | null;
  refused: { kind: FormKind; errors: readonly FieldError[]; given: Given } | null;
}

export type Given = Readonly<Record<string, string>>;

const STYLE = `
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:#f4f5f7;color:#1d2433;font:17px/1.5 system-ui,-apple-system,"Segoe UI",
Roboto,Arial,sans-serif}
main{max-width:42rem;margin:0 auto;padding:1.25rem 1rem 3rem}
header{font-weight:600;color:#46506a}
h1{font-size:1.6rem;line-height:1.2;margin:.25rem 0 .5rem}
section,details,.box{background:#fff;border:1px solid #d5d9e2;border-radius:10px;padding:1rem;
margin:1rem 0}
h2{font-size:1.1rem;margin:0 0 .5rem}
table{width:100%;border-collapse:collapse}
th,td{text-align:left;padding:.5rem .5rem .5rem 0;border-bottom:1px solid #e6e9ef;
vertical-align:top;font-weight:400}
thead th{font-size:.85rem;color:#46506a}
td.money,th.money{text-align:right;white-space:nowrap;padding-right:0;
font-variant-numeric:tabular-nums}
tfoot td,tfoot th{border-bottom:0;font-weight:700}
small{display:block;color:#46506a}
summary{cursor:pointer;font-weight:600;min-height:2rem;line-height:2rem}
summary:focus-visible,input:focus-visible,select:focus-visible,textarea:focus-visible,
button:focus-visible,a:focus-visible{outline:3px solid #1b5fd1;outline-offset:2px}
label{display:block;margin:.9rem 0 .25rem;font-weight:600}
label span{font-weight:400;color:#46506a}
input,select,textarea{width:100%;max-width:26rem;font:inherit;color:inherit;background:#fff;
border:1px solid #7b8499;border-radius:6px;padding:.55rem .6rem;min-height:2.75rem}
textarea{max-width:100%;min-height:7rem}
[aria-invalid=true]{border:2px solid #b3261e}
button{font:inherit;font-weight:600;margin-top:1.1rem;background:#1b5fd1;color:#fff;border:0;
border-radius:6px;padding:.7rem 1.4rem;min-height:2.75rem}
.thanks{border-color:#1f7a3d;background:#eaf6ee}
.wrong{border-color:#b3261e;background:#fdecea}
footer{margin-top:2rem;font-size:.95rem;color:#46506a}
a{color:#1b4fb0}
`;

/** Only our own style may be used, and a form may only go back to us. */
export const CONTENT_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Makes any text safe between tags and in a quoted attribute. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);

function frame(language: string, title: string, body: string): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
}

/** A page that only says something: expired, not there, too often. */
export function messagePage(
  language: 'de' | 'en' | 'it',
  what: 'ended' | 'notFound' | 'tooOften',
): string {
  const words = PAGE_WORDS[language];
  const title = words[`${what}Title`];
  return frame(language, title, `<h1>${escaped(title)}</h1>\n<p>${escaped(words[what])}</p>`);
}

/** The page of a debtor: what is open, and four ways to answer. Works without a script. */
export function respondPage(page: RespondPage, state: PageState): string {
  const words = PAGE_WORDS[page.language];
  const { creditor, items } = page;
  const body = [
    `<header>${escaped(creditor.name)}</header>`,
    `<h1>${escaped(words.title)}</h1>`,
    state.thanks === null ? '' : box('thanks', 'status', escaped(words.thanks[state.thanks])),
    state.refused === null ? '' : refusal(words, state.refused.errors),
    items.length === 0
      ? `<p>${escaped(words.nothingOpen)}</p>`
      : `<p>${escaped(words.intro)}</p>\n${itemsTable(page, words)}\n${forms(page, words, state)}`,
    contact(page, words),
  ];
  return frame(page.language, words.title, body.filter((part) => part !== '').join('\n'));
}

const box = (kind: string, role: string, html: string): string =>
  `<div class="box ${kind}" role="${role}">${html}</div>`;

function refusal(words: PageWords, errors: readonly FieldError[]): string {
  const list = errors.map((error) => `<li>${escaped(words.errors[error])}</li>`).join('');
  return box('wrong', 'alert', `${escaped(words.wrong)}<ul>${list}</ul>`);
}

function itemsTable({ items, language }: RespondPage, words: PageWords): string {
  const rows = items.map((item) => {
    const due = item.dueOn === null ? '' : formatDay(language, item.dueOn);
    const agency = item.atAgency ? `<small>${escaped(words.atAgency)}</small>` : '';
    const amount = formatMoney(language, item.openCents, item.currency);
    const invoice = item.invoiceNumber;
    const number =
      invoice === null ? '' : `<small>${escaped(`${words.invoice} ${invoice}`)}</small>`;
    return (
      `<tr><th scope="row">${escaped(item.orderName)}${number}${agency}</th>` +
      `<td>${escaped(due)}</td><td class="money">${escaped(amount)}</td></tr>`
    );
  });
  const sums = [...sumsOf(items)].map(
    ([currency, sum]) =>
      `<tr><th scope="row" colspan="2">${escaped(words.sum)}</th>` +
      `<td class="money">${escaped(formatMoney(language, sum, currency))}</td></tr>`,
  );
  return `<section aria-labelledby="open"><h2 id="open">${escaped(words.open)}</h2>
<table>
<thead><tr><th scope="col">${escaped(words.order)}</th><th scope="col">${escaped(words.due)}</th>
<th scope="col" class="money">${escaped(words.amount)}</th></tr></thead>
<tbody>${rows.join('\n')}</tbody>
<tfoot>${sums.join('\n')}</tfoot>
</table></section>`;
}

/** What is open, for each currency. */
function sumsOf(items: readonly RespondItem[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { currency, openCents } of items) {
    sums.set(currency, (sums.get(currency) ?? 0) + openCents);
  }
  return sums;
}

function forms(page: RespondPage, words: PageWords, state: PageState): string {
  const kinds: readonly FormKind[] = ['paid', 'dispute', 'date', 'instalments'];
  return kinds.map((kind) => form(kind, page, words, state)).join('\n');
}

/** Where each mistake is made. */
const FIELDS_OF: Readonly<Record<FieldError, readonly string[]>> = {
  day: ['on'],
  past: ['on'],
  amount: ['amount'],
  reason: ['reason'],
  words: ['text'],
  long: ['text', 'note'],
  count: ['count'],
  item: ['item'],
};

interface Field {
  name: string;
  label: string;
  input: string;
  /** Shown behind the label of a field that may stay empty. */
  optional?: boolean;
}

function form(kind: FormKind, page: RespondPage, words: PageWords, state: PageState): string {
  const refused = state.refused?.kind === kind ? state.refused : null;
  const given = refused?.given ?? {};
  const latest = formatDay(page.language, page.latestOn);
  const { title, text } = words[kind];
  const fields = [...itemField(page, words, given), ...fieldsOf(kind, page, words, given)];
  const lines = fields.map(({ name, label, input, optional = false }) => {
    const id = `${kind}-${name}`;
    const mark = optional ? ` <span>(${escaped(words.optional)})</span>` : '';
    const wrong = refused?.errors.some((error) => FIELDS_OF[error].includes(name)) === true;
    const marked = wrong ? `${id}" aria-invalid="true` : id;
    return `<label for="${id}">${escaped(label)}${mark}</label>\n${input.replace('id="ID"', `id="${marked}"`)}`;
  });
  return `<details${refused === null ? '' : ' open'}><summary>${escaped(title)}</summary>
<p>${escaped(text.replace('{latest}', latest))}</p>
<form method="post" action="${escaped(state.action)}" accept-charset="utf-8" autocomplete="off">
<input type="hidden" name="kind" value="${kind}">
<input type="hidden" name="form" value="${escaped(state.formToken)}">
${lines.join('\n')}
<button type="submit">${escaped(words.send)}</button>
</form></details>`;
}

function itemField(page: RespondPage, words: PageWords, given: Given): Field[] {
  if (page.items.length < 2) return [];
  const options = page.items.map(({ receivableId, orderName }) =>
    option(String(receivableId), orderName, given['item']),
  );
  const all = option('', words.allItems, given['item']);
  const input = `<select id="ID" name="item">${all}${options.join('')}</select>`;
  return [{ name: 'item', label: words.about, input }];
}

const option = (value: string, label: string, chosen: string | undefined): string =>
  `<option value="${escaped(value)}"${value === chosen ? ' selected' : ''}>${escaped(label)}</option>`;

function fieldsOf(kind: FormKind, page: RespondPage, words: PageWords, given: Given): Field[] {
  const { today } = page;
  const value = (name: string): string => escaped(given[name] ?? '');
  const day = (name: string, range: string): string =>
    `<input id="ID" type="date" name="${name}" required ${range} value="${value(name)}">`;
  const area = (name: string, required: string): string =>
    `<textarea id="ID" name="${name}" maxlength="2000" ${required}>${value(name)}</textarea>`;
  const note = { name: 'note', label: words.note, input: area('note', ''), optional: true };
  switch (kind) {
    case 'paid': {
      const amount = `<input id="ID" name="amount" inputmode="decimal" maxlength="20" value="${value('amount')}">`;
      return [
        { name: 'on', label: words.paid.on, input: day('on', `max="${today}"`) },
        { name: 'amount', label: words.paid.amount, input: amount, optional: true },
        { ...note, label: `${words.note}, ${words.noteHint}` },
      ];
    }
    case 'dispute': {
      const reasons = PAGE_REASONS.map((r) => option(r, words.reasons[r], given['reason']));
      const none = option('', words.dispute.choose, given['reason']);
      const reason = `<select id="ID" name="reason" required>${none}${reasons.join('')}</select>`;
      return [
        { name: 'reason', label: words.dispute.reason, input: reason },
        { name: 'text', label: words.dispute.words, input: area('text', 'required') },
      ];
    }
    case 'instalments': {
      const count =
        '<input id="ID" type="number" name="count" min="2" max="24" required ' +
        `inputmode="numeric" value="${value('count')}">`;
      return [
        { name: 'count', label: words.instalments.count, input: count },
        { name: 'on', label: words.instalments.first, input: day('on', `min="${today}"`) },
        note,
      ];
    }
    case 'date':
      return [{ name: 'on', label: words.date.on, input: day('on', `min="${today}"`) }, note];
  }
}

function contact({ creditor, privacyUrl }: RespondPage, words: PageWords): string {
  const mail = escaped(creditor.email);
  const phone = creditor.phone === null ? '' : `<br>${escaped(creditor.phone)}`;
  const place = `${creditor.street}, ${creditor.postcode} ${creditor.city}`;
  return `<footer><p>${escaped(words.contact)} <a href="mailto:${mail}">${mail}</a>${phone}</p>
<p>${escaped(creditor.name)}, ${escaped(place)}</p>
<p><a href="${escaped(privacyUrl)}" rel="noreferrer">${escaped(words.privacy)}</a></p></footer>`;
}
