import { expect, it } from 'vitest';
import { startTestApi } from '../support/test-api.js';
import { Tab } from './support/tab.js';

// What the Content-Security-Policy refuses is an error on the console, which no test here may cause.
const tab = Tab.of(async () => {
  const { url, close } = await startTestApi();
  return { url, stop: close };
});

it('Swagger UI shows every operation and tries one out, under our Content-Security-Policy', async () => {
  const response = await tab.page.goto(`${tab.url}/api/v1/docs/swagger-ui`);
  expect(response!.headers()['content-security-policy']).toContain("script-src 'self'");
  await tab.page.locator('.opblock').first().waitFor();
  const document = await tab.page.request.get(`${tab.url}/api/v1/docs/openapi.json`);
  const { paths } = (await document.json()) as { paths: Record<string, object> };
  const operations = Object.values(paths).flatMap((methods) => Object.keys(methods));
  expect(await tab.page.locator('.opblock').count()).toBe(operations.length);
  const health = tab.page.locator('.opblock', { hasText: '/health_check' });
  await health.locator('.opblock-summary').click();
  await health.getByRole('button', { name: 'Try it out' }).click();
  await health.getByRole('button', { name: 'Execute' }).click();
  await health.locator('.live-responses-table', { hasText: '"status": "ok"' }).waitFor();
});

it('an unknown address is a page that leads back', async () => {
  // All that Chromium complains of: the style is allowed.
  tab.expected = [/status of 404/];
  const response = await tab.page.goto(`${tab.url}/nothing/here`);
  expect(response!.status()).toBe(404);
  await tab.page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
  expect(await tab.page.getByRole('link', { name: 'To the start page' }).getAttribute('href')).toBe('/');
});
