import { describe, expect, it } from 'vitest';
import { startProduct } from '../support/product.js';
import { storedDrafts } from './support/stored-drafts.js';
import { Tab } from './support/tab.js';

// What was wrong with the page once, in the order of the list of its faults (U4 to U29).
const tab = Tab.of(startProduct, { console: 'any' });
const { editor, at } = { editor: tab.editor.bind(tab), at: tab.at.bind(tab) };
const PUTS = (text: string) => `#include <stdio.h>\nint main(void) { fputs("${text}", stdout); }`;

async function open(address = ''): Promise<void> {
  await tab.page.goto(tab.url + address);
  await editor('candidate').getByText('best').first().waitFor();
  await at('clex-preview').waitFor();
}

async function writeC(reference: string, candidate: string): Promise<void> {
  await at('language-reference').selectOption('c');
  await at('language-candidate').selectOption('c');
  await editor('reference').fill(reference);
  await editor('candidate').fill(candidate);
}

async function runToVerdict(words: string | RegExp = ''): Promise<void> {
  await at('run-button').click();
  await at('verdict').getByText(words).first().waitFor();
}

const focused = () =>
  tab.page.evaluate(
    'document.activeElement.textContent.slice(0, 50) + document.activeElement.cloneNode().outerHTML',
  );

describe('what is typed', () => {
  it('stays when a piece of clex is taken from the help (U4)', async () => {
    await open();
    await editor('clex').fill('N[1,6]');
    await tab.page.getByText('clex in one minute').click();
    await tab.page.getByRole('button', { name: 'Insert N[1,100] ;' }).click();
    expect(await editor('clex').innerText()).toBe('N[1,6] N[1,100] ;');
  });

  it('is kept with its languages and settings, and what is shown is called older (U13)', async () => {
    await open();
    await runToVerdict('Difference found');
    await at('language-candidate').selectOption('c');
    await tab.page.getByLabel('Number of inputs').fill('777');
    await tab.page.getByText('edited since this run').waitFor();
    await expect.poll(() => storedDrafts(tab.page)).toContain('777');
    await tab.page.reload();
    await tab.page.getByText('edited since this run').waitFor();
    expect(await tab.page.getByLabel('Number of inputs').inputValue()).toBe('777');
    expect(await at('language-candidate').inputValue()).toBe('c');
  });

  it('is not emptied by Ctrl+Z (U25)', async () => {
    await open();
    const before = await editor('candidate').innerText();
    await editor('candidate').click();
    await tab.page.keyboard.press('Control+z');
    expect(await editor('candidate').innerText()).toBe(before);
  });
});

describe('a clex', () => {
  it('whose input is too large for a preview is not called wrong (U11)', async () => {
    await open();
    await editor('clex').fill('(?:N[0,9]){1500000}');
    await tab.page.getByText('Shown: the first').waitFor();
    expect(await at('clex-error').count()).toBe(0);
    expect(await editor('clex').getAttribute('aria-invalid')).toBe('false');
  });

  it('alarms nobody and moves nothing while it is typed (U12)', async () => {
    await open();
    await tab.page.evaluate(`
      window.alarms = 0;
      new MutationObserver((changes) => changes.forEach(({ addedNodes }) => addedNodes.forEach((node) => {
        if (node.nodeType === 1 && (node.matches('[role=alert]') || node.querySelector('[role=alert]'))) window.alarms += 1;
      }))).observe(document.body, { childList: true, subtree: true })`);
    await editor('clex').fill('');
    const top = () =>
      at('run-button').evaluate(
        (button) => button.getBoundingClientRect().top + button.ownerDocument.defaultView!.scrollY,
      );
    const before = await top();
    await editor('clex').pressSequentially('(N[1,5', { delay: 60 });
    await tab.page.getByText('not finished yet').waitFor();
    await editor('clex').pressSequentially(']) N[\\1,9]', { delay: 20 });
    await at('clex-preview').waitFor();
    expect(await tab.page.evaluate('window.alarms')).toBe(0);
    expect(await top()).toBe(before);
  });

  it('is previewed again as soon as the service is back (U19)', async () => {
    await open();
    await tab.page.route('**/clex/generate', (route) => route.abort());
    await tab.page.getByRole('button', { name: 'Re-roll' }).click();
    await tab.page.locator('.preview .card-error').waitFor();
    await tab.page.unroute('**/clex/generate');
    await at('clex-preview').waitFor();
  });
});

describe('a difference', () => {
  const lines = (at: string) => `#include <stdio.h>
    int main(void) { for (int i = 1; i <= 390; i++) printf("%d\\n", ${at} ? -i : i); }`;

  it('far below is in view at once, and the next one is one key away (U8)', async () => {
    await open();
    await writeC(lines('0'), lines('i == 200 || i == 300'));
    await runToVerdict('Difference found');
    const shown = (row: number) =>
      at('actual-output')
        .locator(`[data-n="${row}"]`)
        .evaluate((line) => {
          const box = line.getBoundingClientRect();
          const pane = line.closest('.pane-scroll')!.getBoundingClientRect();
          return box.top >= pane.top && box.bottom <= pane.bottom;
        });
    await expect.poll(() => shown(200)).toBe(true);
    await tab.page.locator('h1').click();
    await tab.page.keyboard.press('n');
    await expect.poll(() => shown(300)).toBe(true);
  });

  it('stands beside what it belongs to, however long the lines are (U9)', async () => {
    await open();
    const long = 'x'.repeat(900);
    await writeC(PUTS(`${long}\\n9\\n`), PUTS('y\\nx\\n'));
    await runToVerdict('Difference found');
    const rows = tab.page.locator(
      '[data-testid=expected-output] [data-n="2"], [data-testid=actual-output] [data-n="2"]',
    );
    await rows.nth(1).waitFor();
    // Both at once: news of the shrinking moves them.
    const [expected, actual] = await rows.evaluateAll((found) =>
      found.map((row) => row.getBoundingClientRect().top),
    );
    expect(expected).toBeGreaterThan(0);
    expect(actual).toBe(expected);
    await tab.page.getByLabel('Wrap').uncheck();
    const scroll = (name: string) => tab.page.getByRole('region', { name });
    await scroll('Expected output').evaluate((pane) => (pane.scrollLeft = 400));
    await expect.poll(() => scroll('Actual output').evaluate((pane) => pane.scrollLeft)).toBe(400);
  });

  it('that cannot be seen has a name (U16)', async () => {
    await open();
    await writeC(PUTS('YES'), PUTS('YES\\342\\200\\213'));
    await runToVerdict('Difference found');
    expect(await at('actual-output').locator('.chip').getAttribute('data-name')).toBe('U+200B');
  });

  it('in bytes that are no text is shown as bytes (U3)', async () => {
    await open();
    await writeC(PUTS('x\\377'), PUTS('x\\376'));
    await runToVerdict('Difference found');
    expect(await at('expected-output').innerText()).toContain('x\\xff');
    expect(await at('actual-output').innerText()).toContain('x\\xfe');
    await tab.page.getByLabel('Bytes').check();
    expect(await at('hex').innerText()).toMatch(/78 ff[\s\S]*78 fe/);
  });

  it('can be run again as it is, and its seed be used (U14)', async () => {
    await open();
    await runToVerdict('Difference found');
    const seed = /seed (\d+)/.exec(await at('verdict').innerText())![1]!;
    const input = await at('failing-input').innerText();
    await tab.page.getByRole('button', { name: 'Use this seed' }).click();
    expect(await tab.page.getByLabel('Seed').inputValue()).toBe(seed);
    await tab.page.getByRole('button', { name: 'Run this input' }).click();
    await tab.page.getByText('My inputs').waitFor();
    await at('verdict').getByText('Difference found on input #1').waitFor();
    expect(await tab.page.getByRole('button', { name: 'My inputs' }).getAttribute('aria-pressed')).toBe(
      'true',
    );
    expect(input).not.toBe('');
  });

  it('is one of many in a list with one stop of the Tab key, the smallest first (U26)', async () => {
    await open();
    await tab.page.getByLabel('Max. differences').fill('5');
    await tab.page.getByLabel('Number of inputs').fill('1000');
    await runToVerdict('more');
    await tab.page.getByText('5 wrong answers').waitFor();
    const picks = tab.page.getByRole('group', { name: 'Pick an input' }).getByRole('button');
    expect(await picks.evaluateAll((all) => all.filter((pick) => pick.tabIndex === 0).length)).toBe(1);
    await picks.first().focus();
    await tab.page.keyboard.press('ArrowRight');
    expect(await picks.nth(1).getAttribute('aria-pressed')).toBe('true');
    expect(await focused()).toContain('aria-pressed="true"');
  });

  it('of the same work done before says that nothing was run (U21)', async () => {
    await open();
    await tab.page.getByLabel('Seed').fill('7');
    await runToVerdict('Difference found');
    const first = tab.page.url();
    await at('run-button').click();
    await at('cached').waitFor();
    expect(tab.page.url()).not.toBe(first);
    await tab.page.getByRole('button', { name: 'Run anew' }).click();
    await at('cached').waitFor({ state: 'detached' });
    await at('verdict').waitFor();
  });
});

describe('a program that does not compile', () => {
  it('is marked where it is wrong, one key away (U18)', async () => {
    await open();
    await at('language-candidate').selectOption('c');
    await editor('candidate').fill('int main(void) {\n  int a = 1;\n  retrun 0;\n}');
    await runToVerdict('does not compile');
    const marked = at('candidate-editor').locator('.cm-lintRange-error');
    expect(await marked.first().innerText()).toBe('retrun');
    await at('compile-error-candidate').getByRole('button', { name: 'line 3' }).click();
    expect(await at('candidate-editor').locator('.cm-activeLine').innerText()).toContain('retrun');
    await tab.page.keyboard.press('F8');
    await tab.page.locator('.cm-tooltip-lint, .cm-panel-lint').first().waitFor();
  });
});

describe('the page', () => {
  it('shows programs and result together (U17)', async () => {
    await tab.reopen({ viewport: { width: 1366, height: 640 } });
    await open();
    // By key: the way to the button would scroll the page.
    await editor('candidate').focus();
    await tab.page.keyboard.press('Control+Enter');
    await at('verdict').getByText('Difference found').first().waitFor();
    const box = (selector: string) =>
      tab.page
        .locator(selector)
        .evaluate(
          (one) =>
            one.getBoundingClientRect().toJSON() as Record<'top' | 'left' | 'right' | 'bottom', number>,
        );
    const [programs, verdict, pane] = [
      await box('.programs'),
      await box('[data-testid=verdict]'),
      await box('.outputs'),
    ];
    expect(verdict.left).toBeGreaterThanOrEqual(programs.right);
    expect(programs.bottom).toBeGreaterThan(100);
    expect(verdict.top).toBeLessThan(640);
    expect(pane.top).toBeLessThan(640);
  });

  it('keeps the focus where one works, and can be skipped to (U20)', async () => {
    await open();
    await tab.page.keyboard.press('Tab');
    expect(await focused()).toContain('Skip to the page');
    await tab.page.getByLabel('Number of inputs').fill('100000');
    await editor('candidate').fill(await editor('reference').innerText());
    await at('language-candidate').selectOption(await at('language-reference').inputValue());
    await at('run-button').click();
    await at('progress').getByText('/ 100,000').waitFor();
    await at('cancel-button').focus();
    await tab.page.keyboard.press('Enter');
    await at('verdict').getByText('Cancelled').waitFor();
    await expect.poll(focused).toContain('run-button');
    await tab.page.getByLabel('Seed').fill('-1');
    await at('run-button').click();
    await expect.poll(focused).toContain('aria-invalid="true"');
  });

  it('forgets a run when one goes back to before it (U24)', async () => {
    await open();
    await runToVerdict('Difference found');
    await tab.page.goBack();
    await at('verdict').waitFor({ state: 'detached' });
    expect(await at('bring-back').count()).toBe(0);
    expect(await tab.page.getByText('edited since').count()).toBe(0);
  });

  it.each([761, 800, 900])('has its header in one row at %i pixels (U29)', async (width) => {
    await tab.page.setViewportSize({ width, height: 700 });
    await tab.page.goto(`${tab.url}/docs/api`);
    await tab.page.getByRole('link', { name: 'Log in' }).waitFor();
    const rows = await tab.page.locator('.top > *').evaluateAll((all) => {
      const boxes = all.map((one) => one.getBoundingClientRect()).filter(({ width: wide }) => wide > 0);
      return {
        lowestTop: Math.max(...boxes.map(({ top }) => top)),
        firstBottom: Math.min(...boxes.map(({ bottom }) => bottom)),
      };
    });
    expect(rows.lowestTop).toBeLessThan(rows.firstBottom);
  });
});

describe('on a phone (U6)', () => {
  it('a run is followed and cancelled where it was started, and nothing is covered', async () => {
    await tab.reopen({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    await open();
    await tab.page.getByLabel('Number of inputs').fill('100000');
    await editor('candidate').fill(await editor('reference').innerText());
    await at('language-candidate').selectOption(await at('language-reference').inputValue());
    await at('run-button').click();
    const cancel = tab.page.getByTestId('cancel-button').filter({ visible: true }).first();
    await cancel.waitFor();
    // The page scrolls to where the run is followed.
    const isOnTop = () =>
      cancel.evaluate((button) => {
        const { left, top, width, height } = button.getBoundingClientRect();
        return button.contains(button.ownerDocument.elementFromPoint(left + width / 2, top + height / 2));
      });
    await expect.poll(isOnTop).toBe(true);
    await cancel.click();
    await at('verdict').getByText('Cancelled').waitFor();
  });

  it('the first wrong place is shown when there is nothing to run', async () => {
    await tab.reopen({ viewport: { width: 360, height: 740 } });
    await open();
    await editor('reference').fill('');
    await at('run-button').click();
    await expect.poll(focused).toContain('Source of the reference');
    await expect
      .poll(() =>
        tab.page.getByText('The program is empty').evaluate((text) => {
          const { top, bottom } = text.getBoundingClientRect();
          return top >= 0 && bottom <= 740;
        }),
      )
      .toBe(true);
  });
});
