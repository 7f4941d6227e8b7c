import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** What one works a page with. */
export interface Hands {
  /** Presses a button, or follows a link. */
  press(target: Locator): Promise<void>;
  /** Picks one of a group of radio buttons. */
  pick(target: Locator): Promise<void>;
  /** Chooses an option by its value. */
  choose(select: Locator, value: string): Promise<void>;
  /** Puts a text in the place of what stands in a field or an editor. */
  write(field: Locator, text: string): Promise<void>;
  /** Goes to the last cell of a grid, and opens it. */
  openLast(cells: Locator): Promise<void>;
}

/** A mouse, or a finger. */
export const mouse: Hands = {
  press: (target) => target.click(),
  pick: (target) => target.check(),
  choose: async (select, value) => void (await select.selectOption(value)),
  write: (field, text) => field.fill(text),
  openLast: (cells) => cells.last().click(),
};

const FURTHEST = 150;
const EDITORS = '.cm-editor, [data-testid=terminal]';
const isFocused = (target: Locator) => target.evaluate((one) => one === one.ownerDocument.activeElement);
/** Where the focus is, as seen from what is to be reached: there, in an editor, before or behind it. */
const lookFrom = (target: Locator, byName: boolean) =>
  target.evaluate(
    (one, [editors, byGroup]) => {
      const active = one.ownerDocument.activeElement!;
      const isInGroup = byGroup && active.getAttribute('name') === one.getAttribute('name');
      return {
        isThere: active === one || isInGroup,
        isInEditor: active.closest(editors) !== null,
        isBehind: (one.compareDocumentPosition(active) & one.DOCUMENT_POSITION_FOLLOWING) !== 0,
      };
    },
    [EDITORS, byName] as const,
  );

/** Nothing but keys: what Tab does not come to cannot be worked. */
export function keyboardOf(page: Page): Hands {
  const { keyboard } = page;
  const reach = async (target: Locator, byName = false) => {
    await target.waitFor();
    let seen = await lookFrom(target, byName);
    for (let step = 0; step < FURTHEST && !seen.isThere; step += 1) {
      if (seen.isInEditor) await keyboard.press('Escape');
      await keyboard.press(seen.isBehind ? 'Shift+Tab' : 'Tab');
      seen = await lookFrom(target, byName);
    }
    expect(seen.isThere).toBe(true);
  };
  return {
    press: async (target) => {
      await reach(target);
      await keyboard.press('Enter');
    },
    pick: async (target) => {
      // Of a group Tab comes to the one that is picked.
      await reach(target, true);
      while (!(await target.isChecked())) await keyboard.press('ArrowDown');
    },
    choose: async (select, value) => {
      await reach(select);
      await keyboard.press('Home');
      const count = await select.locator('option').count();
      for (let step = 0; step < count && (await select.inputValue()) !== value; step += 1)
        await keyboard.press('ArrowDown');
      expect(await select.inputValue()).toBe(value);
    },
    write: async (field, text) => {
      await reach(field);
      await keyboard.press('Control+a');
      await keyboard.insertText(text);
    },
    openLast: async (cells) => {
      await reach(cells.first());
      await keyboard.press('End');
      expect(await isFocused(cells.last())).toBe(true);
      await keyboard.press('Enter');
    },
  };
}
