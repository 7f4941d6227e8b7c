import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { type Product, startProduct } from '../support/product.js';

let product: Product;
let browser: Browser;
let page: Page;
/** What a page must not do: errors on the console, and requests to anywhere else. */
let complaints: string[];
/** Complaints of Chromium that belong to what a test does; answers from 400 on are among them. */
let expected: RegExp[];

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

beforeEach(async () => {
  page = await openPage({ width: 1280, height: 900 });
});

afterEach(async () => {
  await page.context().close();
  expect(complaints.filter((text) => !expected.some((pattern) => pattern.test(text)))).toEqual([]);
});

async function openPage(viewport: { width: number; height: number }): Promise<Page> {
  const context = await browser.newContext({ viewport });
  const opened = await context.newPage();
  opened.setDefaultTimeout(30_000);
  complaints = [];
  expected = [];
  opened.on('pageerror', (error) => complaints.push(error.message));
  opened.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  opened.on('request', (request) => {
    if (new URL(request.url()).host !== new URL(product.url).host)
      complaints.push(`request to ${request.url()}`);
  });
  return opened;
}

const at = (id: string): Locator => page.getByTestId(id);
const editor = (id: string): Locator => at(`${id}-editor`).locator('.cm-content');

/** Opens the page and waits until it is ready to run its example. */
async function open(): Promise<void> {
  await page.goto(product.url);
  await editor('candidate').getByText('best').first().waitFor();
  await at('clex-preview').waitFor();
}

async function pickExample(name: string): Promise<void> {
  await page.getByRole('button', { name: 'Examples' }).click();
  await page.getByRole('menuitem', { name }).click();
}

describe('the main page', () => {
  it('finds the bug of its first example in one click', async () => {
    await open();
    await at('run-button').click();
    await at('verdict')
      .getByText(/Difference found on input #\d+/)
      .waitFor();
    const [, ...values] = (await at('failing-input').innerText()).trim().split(/\s+/).map(Number);
    // The example's candidate is wrong exactly where every number is negative.
    expect(Math.max(...values)).toBeLessThan(0);
    expect((await at('expected-output').innerText()).trim()).toBe(String(Math.max(...values)));
    expect((await at('actual-output').innerText()).trim()).toBe('0');
    expect(await page.getByRole('region', { name: 'Run of the candidate' }).innerText()).toMatch(
      /Wrong answer[\s\S]*exit code 0[\s\S]*Memory/,
    );
  });

  it('marks in both answers what differs', async () => {
    await open();
    await at('run-button').click();
    await at('verdict').waitFor();
    expect(await at('actual-output').locator('mark').allInnerTexts()).toEqual(['0']);
    expect(await at('expected-output').locator('mark').count()).toBe(1);
  });

  it('runs with the keyboard from within an editor', async () => {
    await open();
    await editor('candidate').click();
    const before = await editor('candidate').innerText();
    await page.keyboard.press('Control+Enter');
    await at('verdict').waitFor();
    expect(await editor('candidate').innerText()).toBe(before);
  });

  it('says that two programs agree', async () => {
    await open();
    await pickExample('Greatest common divisor');
    await page.getByLabel('Number of inputs').fill('20');
    await at('run-button').click();
    await at('verdict').getByText('No difference in 20 inputs').waitFor();
  });

  it('shows an example of what a clex generates, and another one on demand', async () => {
    await open();
    await editor('clex').fill('N[1,1000000000000]');
    await expect.poll(() => at('clex-preview').innerText()).toMatch(/^\d+$/);
    const before = await at('clex-preview').innerText();
    await page.getByRole('button', { name: 'Re-roll' }).click();
    await expect.poll(() => at('clex-preview').innerText()).not.toBe(before);
  });

  it('underlines the mistake in a clex and says what to write instead', async () => {
    expected = [/status of 400/];
    await open();
    await editor('clex').fill('(N[1,6]) (?:N[-10,10]{\\1}');
    await at('clex-error').waitFor();
    expect(await at('clex-error').innerText()).toMatch(/never closed[\s\S]*Close the group/);
    expect(await at('clex-editor').locator('.cm-error-span').count()).toBeGreaterThan(0);
    expect(await at('clex-preview').count()).toBe(0);
    await editor('clex').fill('N[1,6]');
    await at('clex-preview').waitFor();
    expect(await at('clex-error').count()).toBe(0);
  });

  it('shows what the compiler said beside the program that does not compile', async () => {
    await open();
    await at('language-candidate').selectOption('c');
    await editor('candidate').fill('int main(void) { retrun 0; }');
    await at('run-button').click();
    await at('verdict').getByText('The candidate does not compile').waitFor();
    expect(await at('compile-error-candidate').innerText()).toContain('retrun');
    expect(await at('compile-error-reference').count()).toBe(0);
  });

  it('says which field is wrong instead of sending it', async () => {
    await open();
    await page.getByLabel('Memory limit (MiB)').fill('1');
    await page.getByLabel('Seed').fill('-5');
    await at('run-button').click();
    expect(await page.getByRole('alert').allInnerTexts()).toEqual([
      expect.stringContaining('2^64'),
      expect.stringContaining('from 4 to 2048'),
    ]);
    expect(await at('progress').count()).toBe(0);
  });

  it('shows a crash of the candidate with its signal', async () => {
    await open();
    await at('language-candidate').selectOption('c');
    await editor('candidate').fill('#include <stdlib.h>\nint main(void) { abort(); }');
    await at('run-button').click();
    await at('verdict').getByText('Difference found on input #1').waitFor();
    expect(await at('verdict').innerText()).toContain('SIGABRT');
  });

  it('shows white space when nothing else differs', async () => {
    await open();
    await at('language-reference').selectOption('c');
    await at('language-candidate').selectOption('c');
    await editor('reference').fill('#include <stdio.h>\nint main(void) { puts("1 2"); }');
    await editor('candidate').fill('#include <stdio.h>\nint main(void) { puts("1  2"); }');
    await at('run-button').click();
    await at('verdict').getByText('Difference found').waitFor();
    expect(await page.getByLabel('Show white space').isChecked()).toBe(true);
    await page.getByLabel('Compare by').selectOption('tokens');
    await at('run-button').click();
    await at('verdict').getByText('No difference').waitFor();
  });

  it('lists several failing inputs to pick from', async () => {
    await open();
    await page.getByLabel('Max. differences').fill('3');
    await page.getByLabel('Number of inputs').fill('1000');
    await at('run-button').click();
    await at('verdict').getByText('2 more').waitFor();
    const picks = page.getByRole('group', { name: 'Pick an input' }).getByRole('button');
    expect(await picks.count()).toBe(3);
    await picks.nth(2).click();
    expect(await picks.nth(2).getAttribute('aria-pressed')).toBe('true');
    await at('failing-input').waitFor();
  });

  it('stays usable with an answer of a hundred thousand lines', async () => {
    await open();
    await at('language-candidate').selectOption('c');
    const loop = '#include <stdio.h>\nint main(void) { for (int i = 0; i < 100000; i++) puts("7"); }';
    await editor('candidate').fill(loop);
    await at('run-button').click();
    await at('verdict').getByText('Difference found').waitFor();
    await at('actual-output').waitFor();
    expect(await at('actual-output').locator('.line').count()).toBeLessThan(500);
  });

  it('shows a long run while it runs, and cancels it', async () => {
    await open();
    await pickExample('Greatest common divisor');
    await page.getByLabel('Number of inputs').fill('100000');
    await at('run-button').click();
    await at('progress')
      .getByText(/[1-9][\d,]* \/ 100,000/)
      .waitFor();
    await at('cancel-button').click();
    await at('verdict').getByText('Cancelled').waitFor();
    expect(await at('cancel-button').count()).toBe(0);
  });

  it('comes back to its result after a reload', async () => {
    await open();
    await editor('clex').fill('(N[2,4]) (?:N[-9,-1]){\\1}');
    await at('run-button').click();
    await at('verdict').getByText('Difference found').waitFor();
    const input = await at('failing-input').innerText();
    expect(page.url()).toMatch(/#\/s\/[0-9a-f-]{36}$/);
    await page.reload();
    await at('verdict').getByText('Difference found').waitFor();
    expect(await at('failing-input').innerText()).toBe(input);
    expect(await editor('clex').innerText()).toBe('(N[2,4]) (?:N[-9,-1]){\\1}');
  });

  it('opens the result of a link with the programs it was made from', async () => {
    await open();
    await editor('clex').fill('(N[1,1]) N[-5,-5]');
    await at('run-button').click();
    await at('verdict').getByText('Difference found').waitFor();
    const link = page.url();
    await page.context().close();
    page = await openPage({ width: 1280, height: 900 });
    await page.goto(link);
    await at('verdict').getByText('Difference found').waitFor();
    expect(await at('failing-input').innerText()).toBe('1 -5');
    expect(await editor('clex').innerText()).toBe('(N[1,1]) N[-5,-5]');
  });

  it('says so when a link leads nowhere', async () => {
    expected = [/status of 404/];
    await page.goto(`${product.url}/#/s/01890a5d-ac96-774b-bcce-b302099a8057`);
    await at('problem').getByText('no such submission').waitFor();
  });

  it('remembers what was typed', async () => {
    await open();
    await editor('reference').fill('my own program');
    await expect.poll(() => storedDraft()).toContain('my own program');
    await page.reload();
    await editor('reference').getByText('my own program').waitFor();
  });

  it('works where sockets do not', async () => {
    expected = [/socket/i, /ERR_FAILED/];
    await page.routeWebSocket('**', (socket) => socket.close());
    await page.route('**/socket.io/**', (route) => route.abort());
    await open();
    await at('run-button').click();
    await at('verdict').getByText('Difference found').waitFor();
  });

  it.each([360, 760, 1000])('fits a screen that is %d pixels wide', async (width) => {
    await page.setViewportSize({ width, height: 740 });
    await open();
    await at('run-button').click();
    await at('verdict').waitFor();
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBe(0);
  });
});

async function storedDraft(): Promise<string> {
  return String(await page.evaluate('JSON.stringify({ ...localStorage })'));
}
