// What has to be true before cpast can run, each as one step that is skipped when nothing it depends on has
// changed. Plain Node, no dependency: this file runs before `npm ci` has.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { failIfStopped, track, wasStopped } from './interrupt.mjs';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const STAMPS = join(ROOT, '.build');

/** A problem that the person at the keyboard can cure: one line, no stack. */
export class Cure extends Error {}

/** Runs `main`; a Cure ends the process with its one line, anything else with its stack. */
export async function runScript(main) {
  try {
    await main();
  } catch (error) {
    if (wasStopped()) process.exit(130);
    console.error(error instanceof Cure ? `cpast: ${error.message}` : error);
    process.exit(1);
  }
}

/** Says what is being done, e.g. `[cpast] installing packages ...`. */
export function say(text) {
  console.error(`[cpast] ${text}`);
}

/** SHA-256 over names and contents of everything below the given paths (relative to the root), hex. */
function digest(paths) {
  const hash = createHash('sha256');
  const visit = (path) => {
    const full = join(ROOT, path);
    if (!existsSync(full)) return;
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).sort())
        if (!['node_modules', 'dist', 'build', '.build'].includes(name)) visit(join(path, name));
      return;
    }
    hash.update(`${path}\0`).update(readFileSync(full)).update('\0');
  };
  paths.forEach(visit);
  return hash.digest('hex');
}

/**
 * Runs `work` unless it succeeded before with the same inputs and its output is still there.
 * @param {{ name: string, inputs: string[], output: string, work: () => Promise<void> }} step
 */
export async function once({ name, inputs, output, work }) {
  const stamp = join(STAMPS, name);
  const now = digest(inputs);
  const before = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (before === now && existsSync(join(ROOT, output))) return;
  const startedAt = Date.now();
  say(`${name} ...`);
  await work();
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(stamp, now);
  say(`${name}: done in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}

/** Runs a command; its output is shown only when it fails. Throws a Cure that says which command failed. */
export function run(command, args, { env = process.env, show = false, cwd = ROOT, isGroup = false } = {}) {
  return new Promise((resolve, reject) => {
    failIfStopped();
    const stdio = ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'];
    const child = track(spawn(command, args, { cwd, env, stdio, detached: isGroup }), isGroup);
    const output = [];
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => reject(new Cure(`cannot run ${command}: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve();
      process.stderr.write(Buffer.concat(output));
      reject(new Cure(`\`${command} ${args.join(' ')}\` failed (${signal ?? `exit code ${code}`})`));
    });
  });
}

/** @throws Cure when this Node.js is too old */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Cure(
    `Node.js 20.19 or newer is needed, this is ${process.versions.node}: install it from https://nodejs.org`,
  );
}

/** Whether the command is there and ends with success. */
export function isExecutable(command, args = ['--version']) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/**
 * The C compiler's name. The box is linked statically, so the compiler alone is not enough: libc.a must be
 * there.
 */
export function findCompiler() {
  const cure = 'run: apt-get install gcc libc6-dev';
  const compiler = [process.env.CC, 'gcc', 'cc', 'clang'].find((name) => name && isExecutable(name));
  if (!compiler) throw new Cure(`no C compiler found; ${cure}`);
  const folder = mkdtempSync(join(tmpdir(), 'cpast-cc-'));
  try {
    writeFileSync(join(folder, 'a.c'), '#include <stdio.h>\nint main(void) { return puts("") < 0; }\n');
    const built = spawnSync(compiler, ['-static', '-o', join(folder, 'a'), join(folder, 'a.c')], {
      stdio: 'ignore',
    });
    if (built.status !== 0)
      throw new Cure(`${compiler} cannot link a static program (libc headers or libc.a missing); ${cure}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return compiler;
}

/** What package-lock.json says, once for each version of it. */
export async function installPackages() {
  await once({
    name: 'installing packages',
    // Not package.json: another script is no other package.
    inputs: ['package-lock.json'],
    output: 'node_modules/.package-lock.json',
    work: () => run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund']),
  });
}

/** The sandbox, once for each version of its sources. @throws Cure without a C compiler */
export async function buildBox() {
  await once({
    name: 'building the sandbox',
    inputs: ['native/box'],
    output: 'native/box/build/box',
    work: () => run('sh', ['native/box/build.sh'], { env: { ...process.env, CC: findCompiler() } }),
  });
}

const LIBS = ['libs', 'src', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json', 'package-lock.json'];
/** @param {'standalone' | 'api' | 'worker' | 'cli'} app */
export async function buildApp(app) {
  const apps = {
    standalone: ['apps/api', 'apps/worker', 'apps/standalone'],
    cli: ['apps/worker', 'apps/cli'],
  }[app] ?? [`apps/${app}`];
  await once({
    name: `building ${app}`,
    inputs: [...LIBS, ...apps],
    output: `dist/apps/${app}/apps/${app}/src/main.js`,
    work: () => run('node_modules/.bin/nest', ['build', app]),
  });
}

/** The client of the api, for scripts. */
export async function buildClient() {
  await once({
    name: 'building the client',
    inputs: ['libs/client', 'libs/contracts', 'tsconfig.json', 'package-lock.json'],
    output: CLIENT,
    work: () => run('node', ['node_modules/typescript/bin/tsc', '-p', 'libs/client/tsconfig.lib.json']),
  });
  return import(pathToFileURL(join(ROOT, CLIENT)).href);
}
const CLIENT = 'dist/libs/client/libs/client/src/index.js';

/** What the api serves to browsers. */
export async function buildWeb() {
  await once({
    name: 'building the web page',
    inputs: ['apps/web', 'libs/contracts', 'libs/client', 'libs/clex', 'package-lock.json'],
    output: 'apps/web/dist/index.html',
    work: () => run('node_modules/.bin/vite', ['build', 'apps/web', '--logLevel', 'warn']),
  });
}

/** Everything the product needs, from a bare clone. */
export async function prepare(apps = ['standalone']) {
  checkNode();
  if (!existsSync(join(ROOT, 'native/box/build/box'))) findCompiler();
  await installPackages();
  await buildBox();
  // The longest first; the compiler uses one processor and most of a gigabyte.
  await inPairs([...apps.map((app) => () => buildApp(app)), buildWeb]);
}

/** Does all of it, two at a time. @param {(() => Promise<void>)[]} work */
export async function inPairs(work) {
  const waiting = [...work];
  const one = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await next();
  };
  await Promise.all([one(), one()]);
}

/** The built entry file of an app. */
export function entryOf(app) {
  return join(ROOT, `dist/apps/${app}/apps/${app}/src/main.js`);
}
