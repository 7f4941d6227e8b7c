// The Chromium in which the page is tested.
import { existsSync } from 'node:fs';
import { findProgram, installDebian } from './debian.mjs';
import { Cure } from './steps.mjs';

/** Chromium without windows: the same engine, and tests of the page take two thirds of the time. */
const SHELL = 'chromium-headless-shell';
const NAMES = [SHELL, 'chromium', 'chromium-browser', 'google-chrome'];

/**
 * Path of the browser: CHROMIUM_PATH, else one on the PATH; null: there is none. @throws Cure when
 * CHROMIUM_PATH is no file
 */
export function findChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given && !existsSync(given)) throw new Cure(`CHROMIUM_PATH: there is no ${given}`);
  return given || (NAMES.map(findProgram).find((path) => path !== null) ?? null);
}

/** Installs Debian's browser where there is none. @throws Cure when that is impossible */
export async function ensureChromium() {
  if (findChromium() !== null) return;
  const otherwise =
    ', set CHROMIUM_PATH, or leave the tests of the page out with: npm test -- --without-browser';
  const install = (name) => installDebian({ what: 'Chromium', packages: [name], otherwise });
  // Not every release of a distribution has the shell.
  await install(SHELL).catch(() => install('chromium'));
}
