import type { Program, StressFailure, StressResult } from '@app/contracts';
import { expect, it } from 'vitest';
import type { TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { startProduct } from '../support/product.js';
import { TraceCollector } from '../support/trace-collector.js';

/**
 * `npm run test:quick` runs this one: through the front door to a box and back, with what every machine of
 * ours has.
 */
it('a job goes from its POST through queue, worker and box to its result', { timeout: 120_000 }, async () => {
  const collector = await TraceCollector.start();
  const product = await startProduct({
    env: { WORKER_LANGUAGES: 'javascript', METRICS: 'true', ...collector.env },
  });
  try {
    const program = (answer: string) => ({
      language: 'javascript',
      source: `console.log(${answer} * require('fs').readFileSync(0, 'utf8'));`,
    });
    const found = await product.judge({
      kind: 'stress',
      reference: program('2'),
      candidate: program('3'),
      generator: { clex: 'N[1,9]' },
      iterations: 5,
    });
    expect(found).toMatchObject({ status: 'finished', verdict: 'difference_found' });
    // What `wait` answers is made of the news of the end.
    expect(await product.read(found.id)).toEqual(found);
    await downloadsAFailureWhole(product, program);
    await eventually(() =>
      expect(new Set(collector.spansOf(found.id).map(({ name }) => name))).toEqual(
        new Set(['submission', 'insert', 'publish', 'queued', 'job', 'compile', 'run', 'store', 'answer']),
      ),
    );
    expect(await (await fetch(`${product.url}/metrics`)).text()).toContain('cpast_job_seconds_count{');
  } finally {
    await product.stop();
    await collector.stop();
  }
});

/** An input that an answer shows cut comes as a download byte for byte, and again from its seed and index. */
async function downloadsAFailureWhole(product: TestApp, program: (answer: string) => Program): Promise<void> {
  const clex = "S[1200000,'ab'] ;";
  const { id, result } = await product.judge({
    kind: 'stress',
    reference: program('1 || 1'),
    candidate: program('2 || 1'),
    generator: { clex },
    iterations: 1,
    shrink: false,
  });
  const { seed, failures } = result as StressResult;
  const [{ iteration, inputBytes, inputTruncated }] = failures as [StressFailure];
  expect({ inputBytes, inputTruncated }).toEqual({ inputBytes: 1_200_001, inputTruncated: true });
  const download = await product.get(`/api/v1/submissions/${id}/blobs/failures/0/input`);
  expect(download.status).toBe(200);
  const whole = await download.text();
  const again = await product.post('/api/v1/clex/generate', {
    clex,
    seed,
    index: iteration,
    strategy: 'mixed',
  });
  const { inputs } = (await again.json()) as { inputs: string[] };
  expect(whole).toHaveLength(1_200_001);
  expect(inputs).toEqual([whole]);
}
