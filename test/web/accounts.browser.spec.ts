import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { type Product, startProduct } from '../support/product.js';

let product: Product;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});
beforeEach(async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
  return () => context.close();
});

async function logIn(password: string): Promise<void> {
  await page.fill('#username', 'admin');
  await page.fill('#password', password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

it('logs in from the main page, shows the dashboard, and out again', async () => {
  await page.goto(product.url);
  await page.getByRole('link', { name: 'Log in' }).click();
  await logIn('not the password');
  await page.getByRole('alert').waitFor();
  await logIn('everythinghastostartsomewhere');
  await page.waitForURL('**/admin/dashboard');
  expect(await page.getByRole('heading', { name: 'Workers' }).count()).toBe(1);
  await page.goto(product.url);
  await page.getByRole('link', { name: 'admin' }).waitFor();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('link', { name: 'Log in' }).waitFor();
  await page.goto(`${product.url}/admin/dashboard`);
  expect(new URL(page.url()).pathname).toBe('/login');
});

it('works without scripts, up to the last button', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  page = await context.newPage();
  await page.goto(`${product.url}/login`);
  await logIn('everythinghastostartsomewhere');
  await page.waitForURL('**/admin/dashboard');
  await page.getByRole('link', { name: 'admin' }).click();
  await page.fill('#current_password', 'not the password');
  await page.fill('#new_password', 'a new password');
  await page.fill('#new_password_check', 'a new password');
  await page.getByRole('button', { name: 'Change the password' }).click();
  expect(await page.getByRole('alert').textContent()).toContain('wrong');
  await page.getByRole('button', { name: 'Log out' }).click();
  expect(await page.getByRole('status').textContent()).toContain('logged out');
  await context.close();
});

it('keeps what a visitor submits to the visitor, unless its link is for everyone', async () => {
  const run = async () => {
    const accepted = page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().endsWith('/submissions'),
    );
    await page.getByTestId('run-button').click();
    const { id } = (await (await accepted).json()) as { id: string };
    const path = `/api/v1/submissions/${id}`;
    const own = await page.evaluate(async (address) => (await fetch(address)).status, path);
    return { own, others: (await fetch(product.url + path)).status };
  };
  await page.goto(product.url);
  await page.getByTestId('clex-preview').waitFor();
  await page.getByLabel('Linkable').check();
  expect(await run()).toEqual({ own: 200, others: 200 });
  await page.goto(product.url);
  await page.getByTestId('clex-preview').waitFor();
  await page.getByLabel('Linkable').uncheck();
  expect(await run()).toEqual({ own: 200, others: 404 });
});
