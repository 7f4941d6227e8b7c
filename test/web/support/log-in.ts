import type { Page } from 'playwright-core';
import { mouse, type Hands } from './hands.js';

/** Logs the admin of a new product in, and ends at `next`. */
export async function logInAsAdmin(
  page: Page,
  url: string,
  next: string,
  hands: Pick<Hands, 'write' | 'press'> = mouse,
): Promise<void> {
  await page.goto(`${url}/login?next=${encodeURIComponent(next)}`);
  await hands.write(page.locator('#username'), 'admin');
  await hands.write(page.locator('#password'), 'everythinghastostartsomewhere');
  await hands.press(page.getByRole('button', { name: 'Log in' }));
  await page.waitForURL(`**${next}`);
}
