import type { Browser, Locator, Page } from 'playwright-core';

/** A page of the product, with what the tests of it look at. */
export interface TestPage {
  readonly page: Page;
  /** What no page may do: errors that nobody caught. */
  readonly crashes: string[];
  at(testId: string): Locator;
  /** Where one types the text of an editor. */
  editor(name: 'reference' | 'candidate' | 'clex'): Locator;
  close(): Promise<void>;
}

/** Opens an empty page in a context of its own. */
export async function openPage(browser: Browser, viewport = { width: 1280, height: 900 }): Promise<TestPage> {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  page.setDefaultTimeout(25_000);
  const crashes: string[] = [];
  page.on('pageerror', (error) => crashes.push(error.message));
  const at = (testId: string) => page.getByTestId(testId);
  return {
    page,
    crashes,
    at,
    editor: (name) => at(`${name}-editor`).getByRole('textbox'),
    close: () => context.close(),
  };
}

/** C programs that answer alike, but for rare inputs of `N[1,100000]`: then the second line differs. White space always does. */
export const RARELY_DIFFERENT = {
  clex: 'N[1,100000]',
  reference: '#include <stdio.h>\nint main(void) { int n; scanf("%d", &n); printf("1 2\\n%d\\n", n); }',
  candidate:
    '#include <stdio.h>\nint main(void) { int n; scanf("%d", &n); printf("1  2\\n%d\\n", n % 997 ? n : -n); }',
};
