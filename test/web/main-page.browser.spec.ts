import { describe, expect, it } from 'vitest';
import { startProduct } from '../support/product.js';
import { storedDrafts } from './support/stored-drafts.js';
import { Tab } from './support/tab.js';

const tab = Tab.of(startProduct);

/** Opens the page and waits until it is ready to run its example. */
async function open(): Promise<void> {
  await tab.page.goto(tab.url);
  await tab.editor('candidate').getByText('best').first().waitFor();
  await tab.at('clex-preview').waitFor();
}

async function pickExample(name: string): Promise<void> {
  await tab.page.getByRole('button', { name: 'Examples' }).click();
  await tab.page.getByRole('menuitem', { name }).click();
}

describe('the main page', () => {
  it('finds the bug of its first example in one click', async () => {
    await open();
    await tab.at('run-button').click();
    await tab
      .at('verdict')
      .getByText(/Difference found on input #\d+/)
      .waitFor();
    const [, ...values] = (await tab.at('failing-input').innerText()).trim().split(/\s+/).map(Number);
    // The example's candidate is wrong exactly where every number is negative.
    expect(Math.max(...values)).toBeLessThan(0);
    expect((await tab.at('expected-output').innerText()).trim()).toBe(String(Math.max(...values)));
    expect((await tab.at('actual-output').innerText()).trim()).toBe('0');
    expect(await tab.page.getByRole('region', { name: 'Run of the candidate' }).innerText()).toMatch(
      /Wrong answer[\s\S]*exit code 0[\s\S]*Memory/,
    );
  });

  it('marks in both answers what differs', async () => {
    await open();
    await tab.at('run-button').click();
    await tab.at('verdict').waitFor();
    expect(await tab.at('actual-output').locator('mark').allInnerTexts()).toEqual(['0']);
    expect(await tab.at('expected-output').locator('mark').count()).toBe(1);
  });

  it('runs with the keyboard from within an editor', async () => {
    await open();
    await tab.editor('candidate').click();
    const before = await tab.editor('candidate').innerText();
    await tab.page.keyboard.press('Control+Enter');
    await tab.at('verdict').waitFor();
    expect(await tab.editor('candidate').innerText()).toBe(before);
  });

  it('says that two programs agree', async () => {
    await open();
    await pickExample('Greatest common divisor');
    await tab.page.getByLabel('Number of inputs').fill('20');
    await tab.at('run-button').click();
    await tab.at('verdict').getByText('No difference in 20 inputs').waitFor();
  });

  it('shows an example of what a clex generates, and another one on demand', async () => {
    await open();
    await tab.editor('clex').fill('N[1,1000000000000]');
    await expect.poll(() => tab.at('clex-preview').innerText()).toMatch(/^\d+$/);
    const before = await tab.at('clex-preview').innerText();
    await tab.page.getByRole('button', { name: 'Re-roll' }).click();
    await expect.poll(() => tab.at('clex-preview').innerText()).not.toBe(before);
  });

  it('a tree is found by its name and taken with one key', async () => {
    await open();
    await tab.page.getByRole('button', { name: 'Formats' }).click();
    await tab.page.getByRole('searchbox', { name: 'Search a format' }).fill('tree');
    await tab.page.keyboard.press('Enter');
    await tab.editor('clex').getByText('tree').waitFor();
    expect(await tab.editor('clex').innerText()).toBe('n=N[1,8] ; tree(n)');
    await expect.poll(() => tab.at('clex-preview').innerText()).toMatch(/^[1-8]\n/);
  });

  it('underlines the mistake in a clex and says what to write instead', async () => {
    tab.expected = [/status of 400/];
    await open();
    await tab.editor('clex').fill('(N[1,6]) (?:N[-10,10]{\\1}');
    await tab.at('clex-error').waitFor();
    expect(await tab.at('clex-error').innerText()).toMatch(/never closed[\s\S]*Close the group/);
    expect(await tab.at('clex-editor').locator('.cm-error-span').count()).toBeGreaterThan(0);
    expect(await tab.at('clex-preview').count()).toBe(0);
    await tab.editor('clex').fill('N[1,6]');
    await tab.at('clex-preview').waitFor();
    expect(await tab.at('clex-error').count()).toBe(0);
  });

  it('shows what the compiler said beside the program that does not compile', async () => {
    await open();
    await tab.at('language-candidate').selectOption('c');
    await tab.editor('candidate').fill('int main(void) { retrun 0; }');
    await tab.at('run-button').click();
    await tab.at('verdict').getByText('The candidate does not compile').waitFor();
    const said = await tab.at('compile-error-candidate').innerText();
    expect(said).toContain('retrun');
    // A program that was pasted without picking its language is wrong for that reason alone.
    expect(said).toContain('Does not compile as C ');
    expect(await tab.at('compile-error-reference').count()).toBe(0);
  });

  it('says which field is wrong instead of sending it', async () => {
    await open();
    await tab.page.getByLabel('Memory limit (MiB)').fill('1');
    await tab.page.getByLabel('Seed').fill('-5');
    await tab.at('run-button').click();
    expect(await tab.page.getByRole('alert').allInnerTexts()).toEqual([
      expect.stringContaining('2^64'),
      expect.stringContaining('from 4 to 2048'),
    ]);
    expect(await tab.at('progress').count()).toBe(0);
  });

  it('shows a crash of the candidate with its signal', async () => {
    await open();
    await tab.at('language-candidate').selectOption('c');
    await tab.editor('candidate').fill('#include <stdlib.h>\nint main(void) { abort(); }');
    await tab.editor('clex').fill('N[5,9]{6} ;');
    await tab.page.getByLabel('Seed', { exact: true }).fill('1');
    await tab.at('run-button').click();
    await tab.at('verdict').getByText('Difference found on input #1').waitFor();
    expect(await tab.at('verdict').innerText()).toContain('SIGABRT');
    // Its values become smaller, and it is as long as before.
    await tab.at('shrunk').getByText(', still 12 B').waitFor();
  });

  it('shows white space when nothing else differs', async () => {
    await open();
    await tab.at('language-reference').selectOption('c');
    await tab.at('language-candidate').selectOption('c');
    await tab.editor('reference').fill('#include <stdio.h>\nint main(void) { puts("1 2"); }');
    await tab.editor('candidate').fill('#include <stdio.h>\nint main(void) { puts("1  2"); }');
    await tab.at('run-button').click();
    await tab.at('verdict').getByText('Difference found').waitFor();
    expect(await tab.page.getByLabel('Show white space').isChecked()).toBe(true);
    await tab.page.getByLabel('Compare by').selectOption('tokens');
    await tab.at('run-button').click();
    await tab.at('verdict').getByText('No difference').waitFor();
  });

  it('lists several failing inputs to pick from', async () => {
    await open();
    await tab.page.getByLabel('Max. differences').fill('3');
    await tab.page.getByLabel('Number of inputs').fill('1000');
    await tab.at('run-button').click();
    await tab.at('verdict').getByText('2 more').waitFor();
    const picks = tab.page.getByRole('group', { name: 'Pick an input' }).getByRole('button');
    expect(await picks.count()).toBe(3);
    await picks.nth(2).click();
    expect(await picks.nth(2).getAttribute('aria-pressed')).toBe('true');
    await tab.at('failing-input').waitFor();
  });

  it('stays usable with an answer of a hundred thousand lines', async () => {
    await open();
    await tab.at('language-candidate').selectOption('c');
    const loop = '#include <stdio.h>\nint main(void) { for (int i = 0; i < 100000; i++) puts("7"); }';
    await tab.editor('candidate').fill(loop);
    await tab.at('run-button').click();
    await tab.at('verdict').waitFor();
    expect(await tab.at('verdict').innerText()).toContain('Difference found');
    await tab.at('actual-output').waitFor();
    expect(await tab.at('actual-output').locator('.line').count()).toBeLessThan(500);
  });

  it('shows a long run while it runs, and cancels it', async () => {
    await open();
    await pickExample('Greatest common divisor');
    await tab.page.getByLabel('Number of inputs').fill('100000');
    await tab.at('run-button').click();
    await tab
      .at('progress')
      .getByText(/[1-9][\d,]* \/ 100,000/)
      .waitFor();
    await tab.at('cancel-button').click();
    await tab.at('verdict').getByText('Cancelled').waitFor();
    expect(await tab.at('cancel-button').count()).toBe(0);
  });

  it('comes back to its result after a reload', async () => {
    await open();
    await tab.editor('clex').fill('(N[2,4]) (?:N[-9,-1]){\\1}');
    await tab.at('run-button').click();
    await tab.at('verdict').getByText('Difference found').waitFor();
    const input = await tab.at('failing-input').innerText();
    expect(tab.page.url()).toMatch(/\/\?s=[0-9a-f-]{36}$/);
    await tab.page.reload();
    await tab.at('verdict').getByText('Difference found').waitFor();
    expect(await tab.at('failing-input').innerText()).toBe(input);
    expect(await tab.editor('clex').innerText()).toBe('(N[2,4]) (?:N[-9,-1]){\\1}');
  });

  it('says so when a link leads nowhere', async () => {
    tab.expected = [/status of 404/];
    await tab.page.goto(`${tab.url}/#/s/01890a5d-ac96-774b-bcce-b302099a8057`);
    await tab.at('problem').getByText('no such submission').waitFor();
    expect(new URL(tab.page.url()).pathname).toBe('/s/01890a5d-ac96-774b-bcce-b302099a8057');
    await tab.page.getByText('you may have to log in').waitFor();
  });

  it('remembers what was typed', async () => {
    await open();
    await tab.editor('reference').fill('my own program');
    await expect.poll(() => storedDrafts(tab.page)).toContain('my own program');
    await tab.page.reload();
    await tab.editor('reference').getByText('my own program').waitFor();
  });

  it('works where sockets do not', async () => {
    tab.expected = [/socket/i, /ERR_FAILED/];
    await tab.page.routeWebSocket('**', (socket) => socket.close());
    await tab.page.route('**/socket.io/**', (route) => route.abort());
    await open();
    await tab.at('run-button').click();
    await tab.at('verdict').getByText('Difference found').waitFor();
  });

  it.each([320, 360, 760, 1000, 1366])('fits a screen that is %d pixels wide', async (width) => {
    await tab.page.setViewportSize({ width, height: 740 });
    await open();
    await tab.at('run-button').click();
    await tab.at('verdict').waitFor();
    const overflow = await tab.page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBe(0);
  });
});
