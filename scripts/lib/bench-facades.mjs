// What a facade costs: the same job by our own API, by Judge0's and by Piston's, one after the other, so that
// drift of the machine hits all three alike. The program is C, compiled and cached; each job has an input of
// its own.
import { Cure } from './steps.mjs';

const ROUNDS = 60;
const MOST_RATIO = 1.1;
const SOURCE = '#include <stdio.h>\nint main(void) { int x; scanf("%d", &x); printf("%d\\n", x * 2); }\n';

const WAYS = {
  'own API': {
    path: '/api/v1/submissions?wait=60',
    body: (stdin) => ({
      kind: 'run',
      // As both facades have it compiled.
      program: { language: 'c', source: SOURCE, mainFile: 'main.c', compileArgs: ['-O0'] },
      stdin,
      limits: { allowProcesses: true },
    }),
    stdoutOf: (answer) => answer.result?.execution?.stdout,
  },
  'Judge0, wait=true': {
    path: '/judge0/submissions?wait=true',
    body: (stdin) => ({ language_id: 50, source_code: SOURCE, stdin }),
    stdoutOf: (answer) => answer.stdout,
  },
  'Piston, execute': {
    path: '/piston/api/v2/execute',
    body: (stdin) => ({
      language: 'c',
      version: '*',
      files: [{ name: 'main.c', content: SOURCE }],
      stdin,
    }),
    stdoutOf: (answer) => answer.run?.stdout,
  },
};

/** Prints the median time of one job by each way, and its ratio to our own API's. */
export async function benchFacades(url) {
  const times = Object.fromEntries(Object.keys(WAYS).map((name) => [name, []]));
  for (let round = -2; round < ROUNDS; round++)
    for (const [name, way] of Object.entries(WAYS)) {
      const elapsedMs = await job(url, way, round + 10);
      if (round >= 0) times[name].push(elapsedMs);
    }
  const median = (list) => list.sort((a, b) => a - b)[list.length >> 1];
  const own = median(times['own API']);
  console.log(`one run of a C program, from request to result, ${ROUNDS} rounds, medians`);
  for (const [name, list] of Object.entries(times)) {
    const ms = median(list);
    const ratio = ms / own;
    const note = ratio > MOST_RATIO ? `  above ${MOST_RATIO}` : '';
    console.log(`  ${name.padEnd(28)} ${ms.toFixed(1)} ms  ratio ${ratio.toFixed(2)}${note}`);
  }
}

async function job(url, { path, body, stdoutOf }, number) {
  const startedAt = performance.now();
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body(String(number))),
  });
  const answer = await response.json();
  const elapsedMs = performance.now() - startedAt;
  if (stdoutOf(answer) !== `${number * 2}\n`)
    throw new Cure(`${path} answered ${JSON.stringify(answer).slice(0, 500)}`);
  return elapsedMs;
}
