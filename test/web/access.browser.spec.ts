import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { type Product, startProduct } from '../support/product.js';
import { openPage, type TestPage } from './support/page.js';

let product: Product;
let browser: Browser;
let test: TestPage;

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});
beforeEach(async () => {
  test = await openPage(browser);
});
afterEach(async () => {
  await test.close();
  expect(test.crashes).toEqual([]);
});

async function open(): Promise<void> {
  await test.page.goto(product.url);
  await test.editor('candidate').getByText('best').first().waitFor();
  await test.at('clex-preview').waitFor();
}

describe('by keyboard', () => {
  it('the first and the last example are one key away', async () => {
    await open();
    await test.page.getByRole('button', { name: 'Examples' }).focus();
    await test.page.keyboard.press('ArrowDown');
    const items = test.page.getByRole('menuitem');
    const focused = () =>
      items.evaluateAll((all) => all.findIndex((item) => item === item.ownerDocument.activeElement));
    await expect.poll(focused).toBe(0);
    await test.page.keyboard.press('End');
    expect(await focused()).toBe((await items.count()) - 1);
    await test.page.keyboard.press('ArrowDown');
    expect(await focused()).toBe(0);
    await test.page.keyboard.press('ArrowUp');
    expect(await focused()).toBe((await items.count()) - 1);
    await test.page.keyboard.press('Home');
    expect(await focused()).toBe(0);
    await test.page.keyboard.press('Escape');
    expect(await items.count()).toBe(0);
  });
});

describe('by ear', () => {
  it('an editor says what is wrong with its text, and where', async () => {
    await open();
    await test.editor('clex').fill('N[1,6]\n(N[1,6]');
    await test.at('clex-error').getByText('line 2, column 1').waitFor();
    const described = await test.editor('clex').getAttribute('aria-describedby');
    expect(described).toBe(await test.at('clex-error').getAttribute('id'));
    await test.editor('clex').fill('N[1,6]');
    await test.at('clex-error').waitFor({ state: 'detached' });
    expect(await test.editor('clex').getAttribute('aria-describedby')).toBeNull();
  });

  it('a button that copies says that it has', async () => {
    await open();
    await test.page.context().grantPermissions(['clipboard-write']);
    await test.page.getByRole('button', { name: 'Copy this input' }).click();
    await test.page.getByRole('status').getByText('Copied').waitFor();
  });

  it('a log-out that failed is told', async () => {
    const user = { id: '1', username: 'ada', role: 'user' };
    await test.page.route('**/api/v1/session', (route) =>
      route.fulfill({ json: { user, mustChangePassword: false } }),
    );
    await test.page.route('**/logout', (route) => route.abort());
    await open();
    await test.page.getByRole('button', { name: 'Log out' }).click();
    await test.page.getByRole('alert').getByText('Still logged in').waitFor();
  });
});

describe('at a glance', () => {
  it('the title of the window says how a run ended', async () => {
    await open();
    const before = await test.page.title();
    await test.at('run-button').click();
    await test.at('verdict').waitFor();
    expect(await test.page.title()).toMatch(/^Difference found on input #\d+ · cpast$/);
    await test.page.goBack();
    await test.at('verdict').waitFor({ state: 'detached' });
    expect(await test.page.title()).toBe(before);
  });

  it('a long text says how much of it is shown, each anew', async () => {
    await open();
    await test.editor('clex').fill("S[200000,200000,'é']");
    const note = test.page.getByText('Shown: the first');
    await note.waitFor();
    expect(await note.innerText()).toContain('the first 65,536 characters of 391 KiB');
    await test.page.getByRole('button', { name: 'Show all' }).click();
    await note.waitFor({ state: 'detached' });
    await test.editor('clex').fill("S[200001,200001,'é']");
    await note.waitFor();
  });

  it('the dashboard leads to the jobs that it names', async () => {
    await open();
    await test.at('run-button').click();
    await test.at('verdict').waitFor();
    const verdict = await test.at('verdict').innerText();
    const id = /[0-9a-f-]{36}$/.exec(test.page.url())![0];
    await test.page.goto(`${product.url}/login`);
    await test.page.fill('#username', 'admin');
    await test.page.fill('#password', 'everythinghastostartsomewhere');
    await test.page.getByRole('button', { name: 'Log in' }).click();
    await test.page.waitForURL('**/admin/dashboard');
    await test.page.getByRole('link', { name: id }).click();
    await test.at('verdict').waitFor();
    expect(await test.at('verdict').innerText()).toBe(verdict);
  });
});

describe('on a phone', () => {
  it.each([360, 1280])('everything that is pressed is large enough at %i pixels', async (width) => {
    await test.page.setViewportSize({ width, height: 740 });
    await open();
    await test.page.getByText('clex in one minute').click();
    await test.at('run-button').click();
    await test.at('verdict').waitFor();
    const small = await test.page.locator('a, button, summary, select, input').evaluateAll((targets) =>
      targets
        .map((target) => ({
          name: target.textContent || target.outerHTML,
          box: target.getBoundingClientRect(),
        }))
        .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24))
        .map(({ name, box }) => `${name}: ${box.width} x ${box.height}`),
    );
    expect(small).toEqual([]);
    const overflow = await test.page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBe(0);
  });

  it('the API and the way out of an editor are told as well', async () => {
    await test.page.setViewportSize({ width: 360, height: 740 });
    await open();
    expect(await test.page.getByRole('link', { name: 'API' }).isVisible()).toBe(true);
    expect(await test.page.getByText('leaves an editor').isVisible()).toBe(true);
  });
});
