import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const RUN = `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`;

/**
 * What axe finds on a page as it stands, one line for each place. CodeMirror's scroller is excepted: axe asks
 * that what scrolls can have the focus, and its content can.
 */
export async function accessibilityFindings(page: Page): Promise<string[]> {
  const known = await page.evaluate('typeof axe !== "undefined"');
  if (!known) await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(RUN);
  return violations.flatMap(({ id, nodes }) =>
    nodes
      .filter(({ html }) => !(id === 'scrollable-region-focusable' && html.includes('cm-scroller')))
      .map(
        ({ target, failureSummary = '' }) =>
          `${id} at ${target.join(' ')}: ${failureSummary.split('\n')[1]?.trim()}`,
      ),
  );
}
