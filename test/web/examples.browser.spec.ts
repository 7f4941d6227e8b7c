import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { type Product, startProduct } from '../support/product.js';

let product: Product;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [product, browser] = await Promise.all([
    // Every machine on which cpast starts has them: a C compiler and Node.js itself.
    startProduct({ env: { WORKER_LANGUAGES: 'c,javascript' } }),
    launchBrowser(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});
beforeEach(async () => {
  // A context of its own: nothing is remembered from the test before.
  page = await browser.newPage();
  await page.goto(product.url);
  await page.getByTestId('clex-preview').waitFor();
  return () => page.close();
});

const verdict = () => page.getByTestId('verdict');

it('the first visit finds a bug in one click where there are only C and JavaScript', async () => {
  await page.getByTestId('run-button').click();
  await verdict().getByText('Difference found').waitFor();
});

it.each([
  ['Maximum subarray', 'Difference found'],
  ['Second largest value', 'Difference found'],
  ['Sum of squares', 'Difference found'],
  ['Longest run of a letter', 'Difference found'],
  ['Greatest common divisor', 'No difference in 100 inputs'],
])('%s is offered there and ends with: %s', { timeout: 90_000 }, async (title, expected) => {
  await page.getByRole('button', { name: 'Examples' }).click();
  await page.getByRole('menuitem', { name: title }).click();
  await page.getByTestId('run-button').click();
  await verdict().getByText(expected).waitFor({ timeout: 60_000 });
});
