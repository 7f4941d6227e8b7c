#!/usr/bin/env node
// Runs the corpus of attack programs against the box and says for each whether it was contained and whether
// the next job was unharmed. One line per attack; the last line is `N passed, N failed`. Exit code 1 when one
// failed. An attack that cannot be run here has failed: what it needs must be installed, or be left out by
// name (never in CI).
//
//   node run-attacks.mjs [--isolation full|reduced] [--as root|user] [--box PATH] [--build DIR] [--only TEXT] [--verbose]
//                        [--without javac,node] [--tools DIR,DIR]
//   node run-attacks.mjs --engine unix:///var/run/docker.sock --container ID
//   node run-attacks.mjs --compile-only [--compiler aarch64-linux-gnu-gcc --arch arm64]
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compile, compileAll, loadCorpus } from './lib/corpus.mjs';
import { runAttack } from './lib/session.mjs';
import { TOOLS, TOOL_FOLDERS, cureFor, findTool, toolOf } from './lib/tools.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const isRoot = process.getuid() === 0;
const { values: options } = parseArgs({
  options: {
    isolation: { type: 'string', default: 'full' },
    as: { type: 'string', default: isRoot ? 'root' : 'user' },
    box: { type: 'string', default: join(here, '../../build/box') },
    build: { type: 'string', default: join(here, '../../build/attacks') },
    only: { type: 'string', default: '' },
    engine: { type: 'string', default: 'unix:///var/run/docker.sock' },
    container: { type: 'string', default: '' },
    without: { type: 'string', default: process.env.ATTACKS_WITHOUT ?? '' },
    tools: { type: 'string', default: TOOL_FOLDERS.join(',') },
    compiler: { type: 'string', default: 'gcc' },
    arch: { type: 'string', default: process.arch },
    'compile-only': { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});

/**
 * Uids of this run alone, so that what a box leaves behind can be told from everything else on the machine.
 */
function makeMode({ isolation, as, engine, container }) {
  if (container) return inContainer(engine, container);
  if (!['full', 'reduced'].includes(isolation)) throw new Error('--isolation full|reduced');
  if (as === 'root') {
    if (!isRoot) throw new Error('--as root needs root');
    return { isolation, as, prefix: [], isDedicated: true, range: { first: 1_000_000_000 + (process.pid % 10_000) * 70_000, count: 65_536 } };
  }
  if (as !== 'user') throw new Error('--as root|user');
  if (!isRoot) return { isolation, as, prefix: [], isDedicated: false, range: { first: process.getuid(), count: 1 } };
  const uid = 700_000 + (process.pid % 100_000);
  return { isolation, as, isDedicated: true, range: { first: uid, count: 1 },
    prefix: ['setpriv', '--reuid', String(uid), '--regid', String(uid), '--clear-groups', '--'] };
}

/**
 * Boxes inside a running runner container, which nothing else uses meanwhile: its processes are known by
 * their cgroup.
 */
function inContainer(engine, container) {
  const owns = (pid) => {
    try { return readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(container); } catch { return false; }
  };
  options.box = '/usr/local/bin/box';
  return { isolation: 'full', as: 'user', isDedicated: true, container, range: { first: 10_001, count: 1, owns }, prefix: ['docker', '-H', engine, 'exec', '-i', container] };
}

async function startWitness(program, path) {
  const name = `cpast-attack-witness-${randomBytes(8).toString('hex')}`;
  const child = spawn(program, [name, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the witness ended with ${code}`)));
    child.stdout.on('data', (chunk) => { text += chunk; resolve(); });
  });
  return { name, path, reached: () => text.split('reached').length - 1, stop: () => child.kill() };
}

/** Of `--without`: the compilers and interpreters whose attacks are left out on purpose. */
function leftOut() {
  const names = options.without.split(',').filter(Boolean);
  if (names.length > 0 && process.env.CI) throw new Error('--without: in CI nothing is left out');
  for (const name of names) if (!TOOLS.includes(name)) throw new Error(`--without ${name}: choose of ${TOOLS.join(', ')}`);
  return new Set(names);
}

const header = join(here, 'programs/attack.h');
const supportOf = (name) => join(here, 'support', `${name}.c`);

async function prepare(mode, attacks) {
  mkdirSync(options.build, { recursive: true });
  const built = await compileAll(attacks, options.build, header, options.compiler);
  const support = (name) => compile(supportOf(name), options.build, header, options.compiler);
  const scratch = mkdtempSync(join(mode.isolation === 'reduced' ? '/dev/shm' : tmpdir(), 'box-attacks-'));
  chmodSync(scratch, 0o711);
  if (mode.as === 'user' && isRoot) chownSync(scratch, mode.range.first, mode.range.first);
  const shared = mkdtempSync(join(tmpdir(), 'box-attacks-host-'));
  chmodSync(shared, 0o755);
  const [secretA, secretB, secretText] = [1, 2, 3].map(() => randomBytes(12).toString('hex'));
  const secretFile = join(options.build, `host-secret-${process.pid}`), secretFileTmp = join(shared, 'host-secret');
  writeFileSync(secretFile, secretA, { mode: 0o644 });
  writeFileSync(secretFileTmp, secretB, { mode: 0o644 });
  if (mode.as === 'user' && isRoot) chownSync(secretFileTmp, mode.range.first, mode.range.first);
  const witness = await startWitness(await support('witness'), join(shared, 'socket'));
  return {
    boxPath: options.box, isVerbose: options.verbose, built, scratch, secretFile, secretFileTmp, secretText, secrets: [secretA, secretB, secretText], witness,
    sourceFile: header, victim: readFileSync(await support('victim')), neighbour: readFileSync(await support('neighbour')),
    cleanUp: () => { witness.stop(); for (const path of [scratch, shared, secretFile]) rmSync(path, { recursive: true, force: true }); },
  };
}

function report(attack, { problems, notes }, tally) {
  const isKnown = problems.length > 0 && attack.known !== undefined && problems.every((text) => text.startsWith('ESCAPED') || text.startsWith('outcome'));
  const word = problems.length === 0 ? 'ok    ' : isKnown ? 'known ' : 'FAILED';
  console.log(`${word}  ${attack.name}  (${notes || 'no result'})${isKnown ? `: ${attack.known}` : ''}`);
  if (problems.length > 0 && (!isKnown || options.verbose)) for (const text of problems) console.log(`        ${text}`);
  tally[problems.length === 0 ? 'passed' : isKnown ? 'known' : 'failed'] += 1;
}

/** Why this attack cannot be run here; undefined: it can. */
function hindrance(attack, mode, context) {
  const error = context.built.get(attack.file)?.error;
  if (error) return error.split('\n').slice(0, 5);
  const tool = toolOf(attack);
  return tool === undefined || findTool(tool, mode) ? undefined : [cureFor(tool, mode)];
}

async function runAll(attacks, mode, context) {
  const tally = { passed: 0, known: 0, failed: 0 };
  console.log(`${attacks.length} attacks, isolation ${mode.isolation}, as ${mode.as}${mode.container ? ' in a container' : ''}`);
  for (const attack of attacks) {
    const problems = hindrance(attack, mode, context);
    report(attack, problems ? { problems, notes: 'not run' } : await runAttack(attack, mode, context), tally);
  }
  if (tally.known > 0) console.log(`${tally.known} known limitations of this mode (see README.md)`);
  return tally;
}

/** Do the programs build at all, with this compiler? One line for each that does not. */
async function compileOnly(attacks) {
  const support = ['witness', 'victim', 'neighbour'].map((name) => ({ file: supportOf(name) }));
  const built = await compileAll([...attacks, ...support], options.build, header, options.compiler);
  const failed = [...built].filter(([, { error }]) => error);
  for (const [file, { error }] of failed) console.log(`FAILED  ${file}\n        ${error.split('\n').join('\n        ')}`);
  return { passed: built.size - failed.length, failed: failed.length };
}

async function main() {
  const mode = { ...makeMode(options), toolFolders: options.tools.split(',') };
  const all = loadCorpus(join(here, 'programs'), mode).filter(({ name }) => name.includes(options.only));
  const without = leftOut();
  const isForeign = ({ arch }) => arch !== undefined && arch !== options.arch;
  const isLeftOut = (attack) => without.has(toolOf(attack));
  for (const attack of all) {
    if (isForeign(attack)) console.log(`foreign ${attack.name}  (only for ${attack.arch})`);
    else if (isLeftOut(attack)) console.log(`without ${attack.name}  (--without ${toolOf(attack)})`);
  }
  const attacks = all.filter((attack) => !isForeign(attack) && !isLeftOut(attack));
  const tally = options['compile-only'] ? await compileOnly(attacks) : await inContext(attacks, mode);
  console.log(`${tally.passed} passed, ${tally.failed} failed`);
  process.exitCode = tally.failed > 0 || tally.passed === 0 ? 1 : 0;
}

async function inContext(attacks, mode) {
  if (!mode.container && !existsSync(options.box)) throw new Error(`there is no ${options.box}: build the box first (make -C native/box)`);
  const context = await prepare(mode, attacks);
  try {
    return await runAll(attacks, mode, context);
  } finally {
    context.cleanUp();
  }
}

await main();
