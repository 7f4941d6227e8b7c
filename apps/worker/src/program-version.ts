import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './open-runner.js';

/** Dependency-injection token of what `programVersion` says. */
export const VERSION = Symbol('VERSION');

/**
 * The version of this program, from its package.json, and that of the sandbox that comes with it:
 * `0.1.0+box.1.0.0`.
 */
export function programVersion(): string {
  const root = packageRoot();
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const box = boxVersion(root);
  return box === null ? version : `${version}+box.${box}`;
}

/**
 * Built where programs run on this host; where containers run them there is only its source, which the image
 * is made of.
 */
function boxVersion(root: string): string | null {
  const built = join(root, 'native/box/build/box');
  const source = join(root, 'native/box/box.h');
  if (existsSync(built))
    return /\S+$/.exec(execFileSync(built, ['version'], { encoding: 'utf8' }).trim())?.[0] ?? null;
  if (!existsSync(source)) return null;
  return /BOX_VERSION "([^"]+)"/.exec(readFileSync(source, 'utf8'))?.[1] ?? null;
}
