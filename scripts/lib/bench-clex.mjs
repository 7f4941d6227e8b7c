// The part of `npm run bench` about clex: inputs drawn per second on one core, beside the programs that the
// machine can start at all. Drawing must never be what a stress job waits for.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './steps.mjs';

const ROUNDS = 7;
const CASES = [
  { what: 'two numbers', clex: 'N[1,1000] N[1,1000]', inputs: 20_000 },
  { what: 'a thousand numbers', clex: 'N[1,1000]{1000}', inputs: 200 },
];

/** Measures and prints. @param limit gives the launches per second that this machine can do at all */
export async function benchClex(limit) {
  const built = join(ROOT, 'dist/apps/worker/libs/clex/src/index.js');
  const { generate, parse } = await import(pathToFileURL(built).href);
  const launches = limit();
  console.log(`\nclex, inputs drawn on one core, best of ${ROUNDS} rounds`);
  for (const { what, clex, inputs } of CASES) {
    const program = parse(clex);
    const speeds = Array.from({ length: ROUNDS }, () => {
      const startedAt = performance.now();
      for (let index = 0; index < inputs; index++) generate(program, 1n, index);
      return inputs / ((performance.now() - startedAt) / 1000);
    });
    const speed = Math.max(...speeds);
    console.log(
      `  ${what.padEnd(27)}  ${speed.toFixed(0)} inputs/s, ${(speed / launches).toFixed(1)} times the vfork+exec+wait limit`,
    );
  }
}
