import type { StressRequest } from '@app/contracts';
import { generate, parse } from '@app/clex';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from './support/docker.js';

const SEEDS = 2_000;
/** As many inputs as the page tries. */
const INPUTS = 100;

const ofReadme = JSON.parse(readFileSync(join(ROOT, 'examples/max-subarray.json'), 'utf8')) as StressRequest;
const ofPage = readFileSync(join(ROOT, 'apps/web/src/features/examples/max-subarray.ts'), 'utf8');

it.each([
  ['README and demo', 'clex' in ofReadme.generator ? ofReadme.generator.clex : ''],
  // The page's own modules are built for a browser.
  ['the page', /clex: '(.*)'/.exec(ofPage)![1]!.replaceAll('\\\\', '\\')],
])('the bug of the first example of %s is found soon, whatever seed is drawn', (_where, clex) => {
  const program = parse(clex);
  const isFound = (seed: bigint) =>
    Array.from({ length: INPUTS }).some((_, index) => {
      const [, ...numbers] = generate(program, seed, index).trim().split(/\s+/).map(Number);
      return numbers.every((number) => number < 0);
    });
  const missed = Array.from({ length: SEEDS }, (_, seed) => BigInt(seed)).filter((seed) => !isFound(seed));
  expect(missed).toEqual([]);
});
