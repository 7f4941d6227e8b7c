import type { Page } from 'playwright-core';

/** Logs the admin of a new product in, and ends at `next`. */
export async function logInAsAdmin(page: Page, url: string, next: string): Promise<void> {
  await page.goto(`${url}/login?next=${encodeURIComponent(next)}`);
  await page.fill('#username', 'admin');
  await page.fill('#password', 'everythinghastostartsomewhere');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.waitForURL(`**${next}`);
}
