import { draw, generate, parse } from '@app/clex';
import { afterAll, describe, expect, it } from 'vitest';
import { Drawings, type DrawRequest } from './index.js';

const drawings = new Drawings({ maxThreads: 2 });
afterAll(() => drawings.close());

const request = (clex: string): DrawRequest => ({
  clex,
  seed: 7n,
  strategy: 'mixed',
  from: 0,
  to: 20,
  maxBytes: 1_000_000,
  maxMs: 5_000,
});
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe('drawings', () => {
  it('draw the inputs that the language says, each with how it was drawn', async () => {
    const clex = 'n=N[1,1000] ; N[1,10^9]{n} ;';
    const { inputs, tookMs } = await drawings.draw(request(clex));
    expect(inputs).toHaveLength(20);
    expect(tookMs).toBeGreaterThan(0);
    for (const one of inputs) {
      if (!('input' in one)) throw new Error(one.problem.rendered);
      expect(text(one.input)).toBe(generate(parse(clex), 7n, one.index, undefined, 'mixed'));
      expect(one.description).not.toBe('');
    }
  });

  it('stop when enough bytes are drawn, and behind an input that cannot be', async () => {
    const { inputs } = await drawings.draw({ ...request('S[100]'.replace(']', ",'ab']")), maxBytes: 250 });
    expect(inputs).toHaveLength(3);
    const failed = await drawings.draw(request('(N[5,5]) N[\\1,4]'));
    expect(failed.inputs).toMatchObject([{ index: 0, problem: { code: 'lower_above_upper' } }]);
  });

  it('say of texts whether they are of a form, and why not', async () => {
    const texts = ['2\n1 2\n', '2\n1 2 3\n', 'x'];
    const { words } = await drawings.recognise({ clex: 'n=N[1,9] ; N[1,9]{n} ;', texts, maxMs: 60_000 });
    expect(words).toEqual([
      { kind: 'of_the_form' },
      { kind: 'other', reason: 'line 2, column 4: the format has the end of the line there' },
      { kind: 'other', reason: 'line 1, column 1: the format has a number of [1,9] there' },
    ]);
  });

  it('give up a text that keeps others waiting for the thread, and read the next', async () => {
    const texts = ['a'.repeat(1024 * 1024 - 1), 'b'];
    const clex = '(?: "a"~){0,1000000} "b"';
    const { words, tookMs } = await drawings.recognise({ clex, texts, maxMs: 60_000 });
    expect(words).toMatchObject([{ kind: 'unknown' }, { kind: 'of_the_form' }]);
    expect(tookMs).toBeLessThan(15_000);
  });

  it('make a failing input smaller, candidate by candidate', async () => {
    const clex = 'N[1,1000000]';
    const session = drawings.shrink({ clex, seed: 1n, index: 0, strategy: 'uniform', batchSize: 3 });
    let best = draw(parse(clex), { seed: 1n, index: 0 }).text;
    let fails: boolean[] = [];
    for (;;) {
      const { texts } = await session.next(fails);
      if (texts === null) break;
      fails = texts.map((bytes) => Number(text(bytes)) >= 777);
      const failing = texts.map(text).filter((_, at) => fails[at]);
      for (const each of failing) if (Number(each) < Number(best)) best = each;
    }
    expect(best).toBe('777');
  });
});
