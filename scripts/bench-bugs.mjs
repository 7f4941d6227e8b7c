// `npm run bench:bugs`: how soon stress jobs find the bugs of bench/bugs, drawn where bugs live and drawn
// uniformly, and how small they make them. Each bug with the bounds of its statement, 100 inputs, five seeds;
// the median counts. URL=http://127.0.0.1:8000 names a running service; otherwise one is started. SEEDS=2
// uses fewer seeds.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProduct } from './lib/product.mjs';
import { Cure, ROOT, prepare, runScript } from './lib/steps.mjs';

const SEEDS = Array.from({ length: Number(process.env.SEEDS ?? 5) }, (_, at) => String(at + 1));
/** What making a failure smaller may cost: inputs that are tried, and milliseconds. */
const SHRINK = { shrinkRuns: 400, shrinkTimeMs: 2_000 };
const ITERATIONS = 100;
const STRATEGIES = ['mixed', 'uniform'];
const FOLDER = join(ROOT, 'bench/bugs');

await runScript(async () => {
  if (process.env.URL !== undefined) return measureAll(process.env.URL, process.argv[2]);
  await prepare(['standalone']);
  const dataDir = await mkdtemp(join(tmpdir(), 'cpast-bugs-'));
  const product = await startProduct({ dataDir });
  try {
    await measureAll(product.url, process.argv[2]);
  } finally {
    await product.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
});

/** @param only part of the names of those to measure; all when absent */
async function measureAll(url, only) {
  const rows = [];
  for (const name of (await readdir(FOLDER)).sort()) {
    if (only !== undefined && !name.includes(only)) continue;
    rows.push(await measure(url, name));
    console.log(lineOf(rows.at(-1)));
  }
  if (rows.length === 0) throw new Cure(`no bug in bench/bugs has ${only} in its name`);
  summarise(rows);
}

async function measure(url, name) {
  const bug = JSON.parse(await readFile(join(FOLDER, name, 'bug.json'), 'utf8'));
  const program = async (file) => ({
    language: 'cpp',
    source: await readFile(join(FOLDER, name, file), 'utf8'),
  });
  const [reference, candidate] = await Promise.all([program('reference.cpp'), program('candidate.cpp')]);
  const row = { name, smallest: bug.smallest };
  for (const strategy of STRATEGIES) {
    const runs = [];
    for (const seed of SEEDS) {
      const generator = { clex: bug.bounds };
      const shrink = strategy === 'mixed';
      const body = {
        kind: 'stress',
        reference,
        candidate,
        generator,
        strategy,
        seed,
        iterations: ITERATIONS,
        ...SHRINK,
      };
      runs.push(await submit(url, { ...body, shrink, ...(bug.checker && { checker: bug.checker }) }));
    }
    const iterations = runs.map(({ found }) => found ?? Infinity).sort((a, b) => a - b);
    row[strategy] = {
      median: iterations[Math.floor(iterations.length / 2)],
      times: iterations.filter((at) => at !== Infinity).length,
    };
    if (strategy === 'mixed') row.shrunk = runs.flatMap(({ shrunk }) => (shrunk ? [shrunk] : []));
  }
  return row;
}

async function submit(url, body) {
  const answer = await fetch(`${url}/api/v1/submissions?wait=60`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  let job = await answer.json();
  if (job.id === undefined) throw new Error(`${answer.status}: ${JSON.stringify(job)}`);
  while (job.status === 'queued' || job.status === 'running') {
    await new Promise((resolve) => setTimeout(resolve, 200));
    job = await (await fetch(`${url}/api/v1/submissions/${job.id}`)).json();
  }
  const [failure] = job.result.failures;
  if (failure === undefined) return { found: null, shrunk: null };
  return {
    found: failure.iteration + 1,
    shrunk: failure.shrunk ?? { input: failure.input, runs: 0, steps: 0 },
  };
}

function lineOf({ name, mixed, uniform, shrunk, smallest }) {
  const inputs = [...new Set(shrunk.map(({ input }) => JSON.stringify(input.slice(0, 40))))];
  const runs = Math.max(0, ...shrunk.map(({ runs: tried }) => tried));
  const side = ({ median, times }) =>
    `${median === Infinity ? '-' : median} (${times}/${SEEDS.length})`.padEnd(12);
  return `${name.padEnd(26)} mixed ${side(mixed)} uniform ${side(uniform)} smallest ${smallest ?? '?'}; shrunk in at most ${runs} runs: ${inputs.join(' ')}`;
}

function summarise(rows) {
  const found = (strategy) => rows.filter((row) => row[strategy].median !== Infinity);
  const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
  const lost = rows.filter(({ mixed, uniform }) => mixed.median === Infinity && uniform.median !== Infinity);
  const share = Math.round((100 * found('mixed').length) / rows.length);
  console.log(
    `mixed finds ${found('mixed').length} of ${rows.length} (${share}%), uniform ${found('uniform').length}`,
  );
  const both = (strategy) => median(rows.map((row) => Math.min(row[strategy].median, ITERATIONS + 1)));
  console.log(`median iterations: mixed ${both('mixed')}, uniform ${both('uniform')}`);
  // As short as the smallest that is known, or shorter.
  const known = rows.filter(({ smallest, shrunk }) => smallest && shrunk.length > 0);
  const reached = known.filter(({ smallest, shrunk }) =>
    shrunk.some(({ input }) => input.trim().length <= smallest.trim().length),
  );
  const missed = known.filter((row) => !reached.includes(row)).map(({ name }) => name);
  console.log(
    `shrunk to the smallest that is known: ${reached.length} of ${known.length}${missed.length > 0 ? `; not ${missed.join(', ')}` : ''}`,
  );
  console.log(lost.length === 0 ? 'none is lost' : `lost: ${lost.map(({ name }) => name).join(', ')}`);
}
