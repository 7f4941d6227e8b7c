// A judge job of a thousand tests beside what the machine can do at all: tests are spread over all slots.
import { Cure } from './steps.mjs';

const TESTS = 1000;
const ROUNDS = 5;

/**
 * @param {string} url of the service
 * @param {string} source of a C++ program that prints twice the number it reads
 * @param {() => number} limit runs per second of a bare loop on all cores
 */
export async function benchJudge(url, source, limit) {
  const tests = Array.from({ length: TESTS }, (_, at) => ({ input: `${at}`, expectedOutput: `${2 * at}` }));
  const body = JSON.stringify({ kind: 'judge', program: { language: 'cpp', source }, tests });
  await judge(url, body);
  const ratios = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = limit();
    const path = TESTS / (await judge(url, body));
    ratios.push((before + limit()) / 2 / path);
  }
  ratios.sort((a, b) => a - b);
  console.log(`judge job, ${TESTS} tests of a tiny C++ program, ${ROUNDS} rounds`);
  console.log(
    `  time beside the limit's      ${ratios[ROUNDS >> 1].toFixed(2)} (${ratios[0].toFixed(2)} to ${ratios.at(-1).toFixed(2)})`,
  );
}

/** Seconds from sending the job to having its result. */
async function judge(url, body) {
  const startedAt = performance.now();
  const response = await fetch(`${url}/api/v1/submissions?wait=60`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const { verdict, result } = await response.json();
  if (verdict !== 'accepted') throw new Cure(`the judge job ended as ${verdict}: ${result?.error ?? ''}`);
  return (performance.now() - startedAt) / 1000;
}
