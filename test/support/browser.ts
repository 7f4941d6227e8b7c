import { type Browser, chromium } from 'playwright-core';
import { findChromium } from '../../scripts/lib/browser.mjs';

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * The browser that `npm test` looked for as well. A test that uses it says so in its file's name
 * (`x.browser.spec.ts`).
 */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('no Chromium found; set CHROMIUM_PATH');
  return chromium.launch({ executablePath, args: ARGS });
}
