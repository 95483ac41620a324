/** Hands that have a keyboard and no mouse. */
import type { Locator, Page } from 'playwright-core';

type Role = Parameters<Page['getByRole']>[0];

/** More stops than the longest way on any page, so that a trap is told from a long way. */
const MOST_STOPS = 250;

export interface Keyboard {
  /** Presses each key in turn. */
  press: (...keys: readonly string[]) => Promise<void>;
  type: (text: string) => Promise<void>;
  /** Presses Tab until the first of this name has the focus. */
  tabTo: (role: Role, name: string | RegExp, within?: Locator) => Promise<Locator>;
  /** Goes there and presses Enter. */
  use: (role: Role, name: string | RegExp, within?: Locator) => Promise<void>;
  /** Goes to a field and types into it, over what it holds. */
  fill: (name: string | RegExp, text: string, within?: Locator) => Promise<void>;
  /** Goes down in the open menu and takes the item. */
  take: (item: string) => Promise<void>;
  /** What has the focus: its name, or its text. */
  at: () => Promise<string>;
}

/** Every stop on the way must be seen: the focus that is lost or hidden fails the story. */
export function keyboardOf(page: Page): Keyboard {
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const tabTo = async (role: Role, name: string | RegExp, within?: Locator): Promise<Locator> => {
    const wanted = (within ?? page).getByRole(role, { name, exact: true }).first();
    await wanted.waitFor();
    for (let stops = 0; stops < MOST_STOPS; stops += 1) {
      if (await wanted.evaluate((one) => one.matches(':focus'))) return wanted;
      await press('Tab');
      const hidden = await page.evaluate<string | null>(HIDDEN_FOCUS);
      if (hidden !== null) throw new Error(`the focus cannot be seen: ${hidden}`);
    }
    throw new Error(`the keyboard never reached the ${role} ${String(name)}`);
  };
  return {
    press,
    type: (text) => page.keyboard.type(text),
    tabTo,
    async use(role, name, within) {
      await tabTo(role, name, within);
      await press('Enter');
    },
    async fill(name, text, within) {
      await tabTo('textbox', name, within);
      await press('ControlOrMeta+a');
      await page.keyboard.type(text);
    },
    async take(item) {
      const wanted = page.getByRole('menuitem', { name: item, exact: true });
      await wanted.waitFor();
      for (let stops = 0; stops < MOST_STOPS; stops += 1) {
        if (await wanted.evaluate((one) => one.matches(':focus'))) return press('Enter');
        await press('ArrowDown');
      }
      throw new Error(`the keyboard never reached the item ${item}`);
    },
    at: () => page.evaluate<string>(FOCUSED),
  };
}

const FOCUSED = `(() => {
  const one = document.activeElement;
  if (one === document.body) return 'nothing';
  return one.id === 'main' ? 'main' : (one.getAttribute('aria-label') ?? one.textContent).trim();
})()`;

/**
 * Null when the focus is seen: on the screen, under nothing, and with a ring. The ring of a switch
 * is around its track, the ring of a field with pills is around the field.
 */
const HIDDEN_FOCUS = `(() => {
  const one = document.activeElement;
  if (one === document.body || one.id === 'main' || one.tagName === 'IFRAME') return null;
  const name = one.outerHTML.slice(0, 160);
  const box = one.getBoundingClientRect();
  const isOn = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  if (!isOn) return 'off the screen: ' + name;
  const around = one.closest('.mantine-InputWrapper-root, label') ?? one.parentElement;
  const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 20), 0), innerHeight - 1);
  const above = document.elementFromPoint(x, y);
  if (above !== null && !around.contains(above)) {
    return 'under ' + above.outerHTML.slice(0, 80) + ': ' + name;
  }
  const drawn = [one, ...around.querySelectorAll('*')].some((part) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(part);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
  });
  return drawn ? null : 'not drawn: ' + name;
})()`;
