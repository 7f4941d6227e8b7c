#!/usr/bin/env node
// `cpast`: the command line. From a clone it prepares whatever is missing; an installed package needs its
// sandbox only.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, buildApp, buildBox, checkNode, entryOf, installPackages, runScript } from './lib/steps.mjs';

const isClone = existsSync(join(ROOT, 'apps/cli/src'));
/** Commands that run no program on this machine. */
const WITHOUT_SANDBOX = new Set([
  undefined,
  'login',
  'logout',
  'generate',
  'completion',
  'help',
  '--help',
  '-h',
  '--version',
  '-V',
]);

await runScript(async () => {
  checkNode();
  if (isClone) {
    await installPackages();
    await buildApp('cli');
  }
  const [command] = process.argv.slice(2);
  const atService = process.argv.some((word) => word === '--server' || word.startsWith('--server='));
  if (!WITHOUT_SANDBOX.has(command) && !atService) await buildBox();
  await import(pathToFileURL(entryOf('cli')).href);
});
