// Programs that the tests need beyond Node.js, from Debian's packages where that is possible.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Cure, isExecutable, run, say } from './steps.mjs';

const ENVIRONMENT = {
  DEBIAN_FRONTEND: 'noninteractive',
  // In this run level no init script starts what was installed: the tests start their own services.
  RUNLEVEL: '1',
};

/** The program's path: on the PATH, or where Debian keeps those of administrators. null: it is not here. */
export function findProgram(name) {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

const isRoot = () => process.getuid?.() === 0;

/**
 * Whether packages can be installed without a password: as root, or with a sudo that asks for no password.
 */
export function mayInstall() {
  return findProgram('apt-get') !== null && (isRoot() || isExecutable('sudo', ['-n', 'true']));
}

let isUpdated = false;

/**
 * Installs packages.
 * @param {{ what: string, packages: string[], otherwise?: string }} need `what` the tests need, in words; `otherwise` follows
 *   `run: apt-get install ...` in the cure
 * @throws Cure when that is impossible here
 */
export async function installDebian({ what, packages, otherwise = '' }) {
  if (!mayInstall())
    throw new Cure(
      `the tests need ${what} and found none; run: apt-get install ${packages.join(' ')}${otherwise}`,
    );
  say(`${what}: installing ${packages.join(' ')} ...`);
  const settings = Object.entries(ENVIRONMENT).map(([name, value]) => `${name}=${value}`);
  const [command, ...args] = [...(isRoot() ? [] : ['sudo', '-n']), 'env', ...settings, 'apt-get'];
  // Lists that cannot be brought up to date may still do; the installation tells.
  if (!isUpdated) spawnSync(command, [...args, 'update', '-qq'], { stdio: 'ignore' });
  isUpdated = true;
  await run(command, [...args, 'install', '-y', '-qq', '--no-install-recommends', ...packages]);
}
