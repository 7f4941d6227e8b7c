import { expect, it } from 'vitest';
import { startProduct } from '../support/product.js';

/** `npm run test:quick` runs this one: through the front door to a box and back, with what every machine of ours has. */
it('a job goes from its POST through queue, worker and box to its result', { timeout: 120_000 }, async () => {
  const product = await startProduct({ env: { WORKER_LANGUAGES: 'javascript' } });
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
  } finally {
    await product.stop();
  }
});
