import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../api/support/app.js';
import { launchBrowser } from '../support/browser.js';

let api: TestApi;
let browser: Browser;
let page: Page;
/** Errors on the console: what the Content-Security-Policy refuses is among them. */
let complaints: string[];

beforeAll(async () => {
  [api, browser] = await Promise.all([startTestApi(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await api?.close();
});
beforeEach(async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
  complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return () => context.close();
});

it('Swagger UI shows every operation and tries one out, under our Content-Security-Policy', async () => {
  const response = await page.goto(`${api.url}/api/v1/docs/swagger-ui`);
  expect(response!.headers()['content-security-policy']).toContain("script-src 'self'");
  await page.locator('.opblock').first().waitFor();
  const document = await page.request.get(`${api.url}/api/v1/docs/openapi.json`);
  const { paths } = (await document.json()) as { paths: Record<string, object> };
  const operations = Object.values(paths).flatMap((methods) => Object.keys(methods));
  expect(await page.locator('.opblock').count()).toBe(operations.length);
  const health = page.locator('.opblock', { hasText: '/health_check' });
  await health.locator('.opblock-summary').click();
  await health.getByRole('button', { name: 'Try it out' }).click();
  await health.getByRole('button', { name: 'Execute' }).click();
  await health.locator('.live-responses-table', { hasText: '"status": "ok"' }).waitFor();
  expect(complaints).toEqual([]);
});

it('an unknown address is a page that leads back', async () => {
  const response = await page.goto(`${api.url}/nothing/here`);
  expect(response!.status()).toBe(404);
  await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
  expect(await page.getByRole('link', { name: 'To the start page' }).getAttribute('href')).toBe('/');
  // The status itself is all that Chromium complains of: the style is allowed.
  expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
});
