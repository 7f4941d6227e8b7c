import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunResult } from '@app/contracts';
import { startProduct, type Product } from '../support/product.js';

const MiB = 1024 * 1024;
const CONNECTIONS = 16;
/** For so long after the last job the least is taken: the garbage collector comes when it likes. */
const QUIET_MS = 20_000;

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product?.stop());

it('the product does not grow with the jobs that it has done', async () => {
  await jobs(2_000);
  const after2000 = await leastResidentBytes();
  expect(after2000).toBeLessThan(400 * MiB);
  await jobs(18_000);
  expect(await leastResidentBytes()).toBeLessThan(after2000 * 1.1);
}, 1_800_000);

/** Does so many jobs of one program, each with an input of its own. */
async function jobs(count: number): Promise<void> {
  let next = 0;
  const client = async () => {
    while (next < count) {
      const number = next++;
      const response = await product.post('/api/v1/submissions?wait=30', {
        kind: 'run',
        program: {
          language: 'c',
          source: 'int main(void) { int c; while ((c = getchar()) > 0) putchar(c); }',
        },
        stdin: `${number}`,
      });
      const { verdict, result } = (await response.json()) as { verdict: string; result: RunResult };
      expect([verdict, result.execution?.stdout]).toEqual(['accepted', `${number}`]);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
}

async function leastResidentBytes(): Promise<number> {
  const seen: number[] = [];
  for (const until = Date.now() + QUIET_MS; Date.now() < until; await setTimeout(500))
    seen.push(residentBytes());
  return Math.min(...seen);
}

function residentBytes(): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${product.pid}/status`, 'utf8'))!;
  return Number(kilobytes) * 1024;
}
