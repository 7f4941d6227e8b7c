// The part of `npm run bench` about runners: runs per second in boxes on this host and in runner containers,
// beside what the machine can do at all, in the same rounds; and how long a job waits for its first run.
import { cpus } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findEngine } from './services/docker.mjs';
import { Cure, ROOT, say } from './steps.mjs';

const ROUNDS = 7;
/** Runs in each lane, one lane for each core. */
const RUNS = 1500;
const FIRST_RUNS = 30;
/** What the runners were built to reach. */
const AIMS = { ofLimit: 0.75, ofNative: 0.9 };
const LIMITS = {
  cpuTimeLimitMs: 2_000,
  wallTimeLimitMs: 10_000,
  memoryLimitBytes: 256 * 1024 * 1024,
  outputLimitBytes: 16 * 1024 * 1024,
  processLimit: 64,
};

/**
 * Measures and prints.
 * @param folder for data; removed by the caller
 * @param source a C++ program that answers a number
 * @param limit gives the launches per second that this machine can do at all
 */
export async function benchRunners(folder, source, limit) {
  const engine = await findEngine().catch((error) => {
    console.log(`runner containers: left out, ${error.message}`);
    return null;
  });
  try {
    await measure(await openRunners(folder, engine?.url ?? null), source, limit);
  } finally {
    await engine?.service?.remove();
  }
}

async function measure(runners, source, limit) {
  try {
    const lanes = [];
    for (const [kind, runner] of Object.entries(runners)) lanes.push([kind, await prepare(runner, source)]);
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      const before = limit();
      const figures = {};
      // They take turns at going first: the first one finds the machine cooler.
      for (const [kind, its] of round % 2 ? [...lanes].reverse() : lanes)
        figures[kind] = await its.perSecond();
      rounds.push({ ...figures, limit: (before + limit()) / 2 });
    }
    console.log(
      `\nrunners alone, ${RUNS} runs on each of ${cpus().length} cores, tiny inputs, ${ROUNDS} rounds`,
    );
    console.log(
      `  vfork+exec+wait limit        ${median(rounds.map((round) => round.limit)).toFixed(0)} runs/s`,
    );
    for (const [kind, its] of lanes) {
      const speed = median(rounds.map((round) => round[kind]));
      const share = median(rounds.map((round) => round[kind] / round.limit));
      const first = median(await its.firstRunsMs());
      console.log(
        `  ${kind.padEnd(27)}  ${speed.toFixed(0)} runs/s, ${share.toFixed(2)} of the limit (aim ${AIMS.ofLimit}); from job to first outcome ${first.toFixed(1)} ms`,
      );
    }
    if (runners.docker)
      console.log(
        `  docker to native             ${median(rounds.map((round) => round.docker / round.native)).toFixed(2)} (aim ${AIMS.ofNative})`,
      );
  } finally {
    for (const runner of Object.values(runners)) await runner.close();
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

async function openRunners(folder, dockerHost) {
  const built = join(ROOT, 'dist/apps/worker/apps/worker/src/runner/index.js');
  const { createDockerRunner, createNativeRunner, LANGUAGE_ROWS } = await import(pathToFileURL(built).href);
  const common = {
    isolation: undefined,
    production: false,
    slots: cpus().length,
    log: () => {},
    rows: LANGUAGE_ROWS.filter(({ id }) => id === 'cpp'),
  };
  const boxPath = join(ROOT, 'native/box/build/box');
  const native = await createNativeRunner({ ...common, boxPath, dataDir: join(folder, 'native') });
  await native.detected;
  if (dockerHost === null) return { native };
  say('runner containers: building the image if the engine lacks it ...');
  const docker = await createDockerRunner({
    ...common,
    dockerHost,
    image: null,
    root: ROOT,
    dataDir: join(folder, 'docker'),
  });
  await docker.detected;
  return { native, docker };
}

async function prepare(runner, source) {
  const prepared = await runner.prepare({ language: 'cpp', source });
  if (prepared.kind !== 'ready') throw new Cure(`the program does not compile: ${JSON.stringify(prepared)}`);
  const { program } = prepared;
  const items = Array.from({ length: RUNS }, (_, index) => ({ stdin: `${index}\n` }));
  const check = (outcomes) => {
    const wrong = outcomes.findIndex(
      (outcome, index) => outcome.kind !== 'ok' || outcome.stdout.toString() !== `${index * 2}\n`,
    );
    if (wrong >= 0) throw new Cure(`run ${wrong} ended as ${outcomes[wrong].kind}`);
  };
  return {
    async perSecond() {
      const sandboxes = await Promise.all(cpus().map(() => runner.open([program])));
      try {
        // The boxes are there then.
        for (const sandbox of sandboxes) check(await sandbox.run(program, items.slice(0, 1), LIMITS));
        const startedAt = performance.now();
        const all = await Promise.all(sandboxes.map((sandbox) => sandbox.run(program, items, LIMITS)));
        const seconds = (performance.now() - startedAt) / 1000;
        all.forEach(check);
        return (RUNS * sandboxes.length) / seconds;
      } finally {
        await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
      }
    },
    /**
     * Compiled before; from asking for a sandbox to the outcome of its first run, one job after the other.
     */
    async firstRunsMs() {
      const took = [];
      for (let index = 0; index < FIRST_RUNS; index++) {
        const startedAt = performance.now();
        const sandbox = await runner.open([program]);
        check(await sandbox.run(program, items.slice(0, 1), LIMITS));
        took.push(performance.now() - startedAt);
        await sandbox.close();
      }
      return took;
    },
  };
}
