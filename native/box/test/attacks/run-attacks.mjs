#!/usr/bin/env node
// Runs the corpus of attack programs against the box and says for each whether it was contained and whether the next
// job was unharmed. One line per attack; the last line is `N passed, N failed`. Exit code 1 when one failed.
//
//   node run-attacks.mjs [--isolation full|reduced] [--as root|user] [--box PATH] [--build DIR] [--only TEXT] [--verbose]
//   node run-attacks.mjs --engine unix:///var/run/docker.sock --container ID
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compile, loadCorpus } from './lib/corpus.mjs';
import { missing, runAttack } from './lib/session.mjs';

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
    verbose: { type: 'boolean', default: false },
  },
});

/** Uids of this run alone, so that what a box leaves behind can be told from everything else on the machine. */
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

/** Boxes inside a running runner container, which nobody else uses meanwhile: its processes are told by their cgroup. */
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

async function prepare(mode, attacks) {
  mkdirSync(options.build, { recursive: true });
  const header = join(here, 'programs/attack.h');
  const built = new Map();
  for (const { file, compiler, interpreter } of attacks)
    if (!compiler && !interpreter && !built.has(file)) built.set(file, await compile(file, options.build, header));
  const support = async (name) => compile(join(here, 'support', `${name}.c`), options.build, header);
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

async function main() {
  const mode = makeMode(options);
  if (!mode.container && !existsSync(options.box)) throw new Error(`there is no ${options.box}: build the box first (make -C native/box)`);
  const attacks = loadCorpus(join(here, 'programs'), mode).filter(({ name }) => name.includes(options.only));
  const context = await prepare(mode, attacks);
  const tally = { passed: 0, known: 0, failed: 0, skipped: 0 };
  try {
    console.log(`${attacks.length} attacks, isolation ${mode.isolation}, as ${mode.as}${mode.container ? ' in a container' : ''}`);
    for (const attack of attacks) {
      const lacking = missing(attack);
      if (lacking) {
        console.log(`skip    ${attack.name}: this host has no ${lacking}`);
        tally.skipped += 1;
        continue;
      }
      report(attack, await runAttack(attack, mode, context), tally);
    }
  } finally {
    context.cleanUp();
  }
  if (tally.known > 0) console.log(`${tally.known} known limitations of this mode (see README.md)`);
  if (tally.skipped > 0) console.log(`${tally.skipped} skipped`);
  console.log(`${tally.passed} passed, ${tally.failed} failed`);
  process.exitCode = tally.failed > 0 || tally.passed === 0 ? 1 : 0;
}

await main();
