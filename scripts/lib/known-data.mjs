// What a first start finds out and makes, for tests that start the product or a runner
// (test/support/known-data.ts).
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { ROOT, once, say } from './steps.mjs';

const KNOWN = '.build/known-data';
const PATIENCE_MS = 180_000;
const FOLDER = join(ROOT, KNOWN);

/** An empty database, and what is known of the toolchains of this host. The standalone app is built. */
export async function makeKnownData() {
  await once({
    name: 'making an empty database for tests',
    inputs: ['src/migrations', 'apps/api/src/platform/database', 'libs/database', 'package-lock.json'],
    output: `${KNOWN}/postgres/PG_VERSION`,
    work: () => orLater(makeDatabase()),
  });
  await once({
    name: 'warming up the compilers for tests',
    inputs: ['apps/worker/src/runner', 'native/box'],
    output: `${KNOWN}/toolchains.json`,
    work: () => orLater(warmUp()),
  });
}

/** Tests are only slower without it. */
const orLater = (work) => work.catch((error) => say(`each test makes it by itself: ${error.message}`));

async function makeDatabase() {
  const { openDatabase } = await load('apps/api/src/platform/database/open-database.js');
  mkdirSync(FOLDER, { recursive: true });
  const dataDir = mkdtempSync(join(FOLDER, '.making-'));
  const fail = (reason) => {
    throw new Error(`the embedded database died: ${reason}`);
  };
  const database = await openDatabase({ databaseUrl: null, dataDir }, () => {}, fail);
  await database.close();
  rmSync(join(FOLDER, 'postgres'), { recursive: true, force: true });
  renameSync(join(dataDir, 'postgres'), join(FOLDER, 'postgres'));
  rmSync(dataDir, { recursive: true });
}

async function warmUp() {
  const { loadConfig } = await load('libs/config/src/index.js');
  const { openRunner } = await load('apps/worker/src/open-runner.js');
  const config = loadConfig({ RUNNER: 'native', DATA_DIR: FOLDER });
  // What starts boxes does not keep this process alive.
  const awake = setInterval(() => {}, 1_000);
  try {
    const runner = await openRunner(config, () => {}, process.env.PATH);
    await Promise.race([
      runner.detected.then(() => runner.whenWarm()),
      delay(PATIENCE_MS, null, { ref: false }),
    ]);
    await runner.close();
  } finally {
    clearInterval(awake);
  }
  rmSync(join(FOLDER, 'compile-cache'), { recursive: true, force: true });
}

async function load(path) {
  await import('reflect-metadata');
  return import(pathToFileURL(join(ROOT, 'dist/apps/standalone', path)).href);
}
