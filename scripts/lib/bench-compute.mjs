// The part of `npm run bench` about programs that only compute: their CPU time in a box, beside that of the
// same files with the same command line outside it, by turns.
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { median } from './bench-client.mjs';
import { Cure, ROOT, say } from './steps.mjs';

const ROUNDS = 5;
/** What the box may add to the CPU time. */
const AIM = 1.05;
const BUILT = join(ROOT, 'dist/apps/worker/apps/worker/src/runner');
/** Each takes some tenths of a second: what starting costs is measured elsewhere. */
const SIZES = { sieve: 40_000_000, paths: 600, floats: 60_000_000, words: 4_000_000, calls: 40 };
const LANGUAGES = {
  cpp: { file: 'main.cpp', sizes: SIZES },
  java: { file: 'Main.java', sizes: SIZES },
  python: {
    file: 'main.py',
    sizes: { sieve: 3_000_000, paths: 160, floats: 2_000_000, words: 1_000_000, calls: 30 },
  },
  javascript: { file: 'main.js', sizes: SIZES },
  go: { file: 'main.go', sizes: SIZES },
  rust: { file: 'main.rs', sizes: SIZES },
};
const LIMITS = {
  cpuTimeLimitMs: 20_000,
  wallTimeLimitMs: 60_000,
  memoryLimitBytes: 256 * 1024 * 1024,
  outputLimitBytes: 1024,
  processLimit: 64,
};

/** Prints the ratios of each language that this machine has. @param folder for data; removed by the caller */
export async function benchCompute(folder) {
  const { createNativeRunner, LANGUAGE_ROWS } = await built('index.js');
  const runner = await createNativeRunner({
    isolation: undefined,
    production: false,
    slots: 1,
    log: () => {},
    rows: LANGUAGE_ROWS.filter(({ id }) => id in LANGUAGES),
    boxPath: join(ROOT, 'native/box/build/box'),
    dataDir: join(folder, 'compute'),
  });
  try {
    say('looking for languages ...');
    await runner.detected;
    console.log(
      `\nprograms that compute, CPU time in a box beside the same command line outside (aim ${AIM}), ${ROUNDS} rounds`,
    );
    for (const [language, { file, sizes }] of Object.entries(LANGUAGES)) {
      const source = readFileSync(join(ROOT, 'bench/compute', file), 'utf8');
      const prepared = await runner.prepare({ language, source });
      if (prepared.kind === 'ready') await measure(runner, language, prepared.program, sizes, folder);
      else console.log(`  ${language.padEnd(11)} left out: ${prepared.kind}`);
    }
  } finally {
    await runner.close();
  }
}

async function measure(runner, language, program, sizes, folder) {
  const outside = await placeOutside(program, join(folder, `compute-${language}`));
  const sandbox = await runner.open([program]);
  const inside = async (args) => {
    const [outcome] = await sandbox.run(program, [{ stdin: '', args }], LIMITS);
    if (outcome.kind !== 'ok') throw new Cure(`${language} ${args.join(' ')} ended as ${outcome.kind}`);
    return { cpuTimeMs: outcome.cpuTimeMs, stdout: outcome.stdout.toString() };
  };
  try {
    const cells = [];
    for (const [name, size] of Object.entries(sizes)) {
      const args = [name, String(size)];
      const rounds = [];
      for (let round = 0; round < ROUNDS; round++) {
        // They take turns at going first.
        const first = await (round % 2 ? outside : inside)(args);
        const second = await (round % 2 ? inside : outside)(args);
        if (first.stdout !== second.stdout) throw new Cure(`${language} ${name}: the outputs differ`);
        const [boxed, bare] = (round % 2 ? [second, first] : [first, second]).map((one) => one.cpuTimeMs);
        rounds.push({ bare, ratio: boxed / bare });
      }
      cells.push({
        name,
        bare: median(rounds.map((one) => one.bare)),
        ratio: median(rounds.map((one) => one.ratio)),
      });
    }
    const shown = cells.map(
      ({ name, bare, ratio }) => `${name} ${ratio.toFixed(2)} of ${bare.toFixed(0)} ms`,
    );
    console.log(
      `  ${language.padEnd(11)} ${median(cells.map(({ ratio }) => ratio)).toFixed(2)}   (${shown.join(', ')})`,
    );
  } finally {
    await sandbox.close();
  }
}

/** @returns what runs the program once outside of any box and says its output and CPU time */
async function placeOutside({ executable }, folder) {
  const { runFrame } = await built('program-limits.js');
  const { decodeBundle } = await built('box/bundle.js');
  for (const bundle of [executable.bundle, executable.copies]) {
    for (const { path, content, executable: runs } of bundle ? decodeBundle(bundle) : []) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content, { mode: runs ? 0o755 : 0o644 });
    }
  }
  const folders = { program: folder, work: folder, tmp: folder };
  const { argv, env } = runFrame(executable, LIMITS, {}, folders, { program: '', copies: '' });
  const variables = Object.fromEntries(env.map((one) => one.split(/=(.*)/s).slice(0, 2)));
  return async (args) => {
    const timed = ['-c', 'TIMEFORMAT="%3U %3S"; time "$@"', 'bash', ...argv, ...args];
    const { stdout, stderr } = await promisify(execFile)('bash', timed, { cwd: folder, env: variables });
    const [user, system] = stderr.trim().split(' ').map(Number);
    return { cpuTimeMs: 1000 * (user + system), stdout };
  };
}

const built = (path) => import(pathToFileURL(join(BUILT, path)).href);
