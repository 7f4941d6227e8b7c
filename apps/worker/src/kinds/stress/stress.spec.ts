import type { StressFailure, StressRequest, StressResult } from '@app/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Slots } from '../../jobs/slots.js';
import { stress } from './stress.js';
import { testContext } from '../testing/context.js';
import { fake, FakeRunner, type FakeEnd, type FakeProgram } from '../testing/fake-runner.js';

/** What happens at an iteration; what is not listed is the same for both programs. */
type Event = 'difference' | 'candidate_crash' | 'reference_crash' | 'both_crash' | 'generator' | 'internal';
const CRASH: FakeEnd = { kind: 'runtime_error', exitCode: 1 };

/**
 * Programs that do at each iteration what the script says. The generator writes the number of the iteration.
 */
function programsOf(script: ReadonlyMap<number, Event>): Record<string, FakeProgram> {
  const at = (stdin: string) => script.get(Number(stdin));
  return {
    generator: (_stdin, [, index]) => (at(index!) === 'generator' ? CRASH : index!),
    reference: (stdin) => {
      if (at(stdin) === 'internal') return { kind: 'internal', stderr: 'box died' };
      return at(stdin) === 'reference_crash' || at(stdin) === 'both_crash' ? CRASH : `${stdin}\n`;
    },
    candidate: (stdin) => {
      if (at(stdin) === 'difference') return 'other';
      return at(stdin) === 'candidate_crash' || at(stdin) === 'both_crash' ? CRASH : `${stdin}`;
    },
  };
}

/** What a loop that does one iteration after the other would say. */
function sequentially(script: ReadonlyMap<number, Event>, iterations: number, stopAfterFailures: number) {
  const failures: number[] = [];
  for (let iteration = 0; iteration < iterations; iteration++) {
    const event = script.get(iteration);
    if (event === undefined) continue;
    if (event === 'internal') return { verdict: 'internal_error', failures, iterations: iteration };
    if (event === 'generator') {
      const verdict = failures.length > 0 ? 'difference_found' : 'generator_failed';
      return { verdict, failures, iterations: iteration };
    }
    failures.push(iteration);
    if (event === 'reference_crash' || event === 'both_crash') {
      const verdict = failures.length > 1 ? 'difference_found' : 'reference_failed';
      return { verdict, failures, iterations: iteration + 1 };
    }
    if (failures.length === stopAfterFailures) {
      return { verdict: 'difference_found', failures, iterations: iteration + 1 };
    }
  }
  return { verdict: failures.length > 0 ? 'difference_found' : 'no_difference', failures, iterations };
}

const request = (iterations: number, stopAfterFailures: number): StressRequest => ({
  kind: 'stress',
  reference: fake('reference'),
  candidate: fake('candidate'),
  generator: { program: fake('generator') },
  seed: '7',
  iterations,
  stopAfterFailures,
});

/** Numbers that look random, the same each time. */
function turnsFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 8) % 5;
  };
}

async function run(
  script: ReadonlyMap<number, Event>,
  iterations: number,
  stop: number,
  slots: number,
  seed: number,
) {
  const runner = new FakeRunner(programsOf(script), turnsFrom(seed));
  const context = await testContext(runner, new Slots(slots));
  const { verdict, result } = await stress(request(iterations, stop), context);
  return { verdict, result: result as StressResult, runner, context };
}

describe('stress', () => {
  it('makes one input alone again, by its number', async () => {
    const script = new Map<number, Event>([
      [3, 'difference'],
      [57, 'candidate_crash'],
    ]);
    const only = async (firstIteration: number) => {
      const context = await testContext(new FakeRunner(programsOf(script), turnsFrom(1)));
      const { verdict, result } = await stress({ ...request(1, 1), firstIteration }, context);
      return { verdict, result: result as StressResult };
    };
    expect((await only(57)).result.failures).toMatchObject([
      { iteration: 57, input: '57', kind: 'runtime_error' },
    ]);
    expect(await only(58)).toMatchObject({ verdict: 'no_difference', result: { iterations: 1 } });
  });

  it('says what a sequential loop would say, however its lanes are timed', async () => {
    const event = fc.constantFrom<Event>(
      'difference',
      'difference',
      'candidate_crash',
      'reference_crash',
      'both_crash',
      'generator',
      'internal',
    );
    const script = fc.array(fc.tuple(fc.nat(150), event), { maxLength: 6 }).map((list) => new Map(list));
    await fc.assert(
      fc.asyncProperty(
        script,
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.nat(),
        async (events, iterations, stop, slots, seed) => {
          const { verdict, result, runner, context } = await run(events, iterations, stop, slots, seed);
          const expected = sequentially(events, iterations, stop);
          expect(verdict).toBe(expected.verdict);
          expect(result.failures.map(({ iteration }) => iteration)).toEqual(expected.failures);
          expect(result.iterations).toBe(expected.iterations);
          // Told in order, and only what is in the result.
          const told = context.news.flatMap((news) =>
            news.type === 'submission.failure_found' ? [news.failure] : [],
          );
          expect(told).toEqual(result.failures);
          // Nothing is left behind, and nothing ran beyond the slots.
          expect(runner.open_.size).toBe(0);
          expect(runner.mostBusy).toBeLessThanOrEqual(slots);
          context.slot.release();
          expect(Array.from({ length: slots }, () => context.slots.tryAcquire())).not.toContain(null);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('finds the same with clex, and the input can be drawn again from seed and iteration', async () => {
    const runner = new FakeRunner({
      reference: (stdin) => stdin,
      candidate: (stdin) => (Number(stdin) > 900 ? 'big' : stdin),
    });
    const clex: StressRequest = { ...request(1000, 3), generator: { clex: 'N[1,1000]' } };
    const { verdict, result } = await stress(clex, await testContext(runner));
    const again = await stress(clex, await testContext(runner, new Slots(1)));
    expect(verdict).toBe('difference_found');
    const { failures } = result as StressResult;
    expect(failures).toHaveLength(3);
    expect(failures).toEqual((again.result as StressResult).failures);
    const { generate, parse } = await import('@app/clex');
    for (const { iteration, input } of failures) {
      expect(generate(parse('N[1,1000]'), 7n, iteration, undefined, 'mixed')).toBe(input);
      expect(Number(input)).toBeGreaterThan(900);
    }
  });

  it('draws a seed when none is given, and reports it', async () => {
    const seeds = new Set<string>();
    for (let job = 0; job < 5; job++) {
      const runner = new FakeRunner({ p: () => '' });
      const { result } = await stress(
        {
          kind: 'stress',
          reference: fake('p'),
          candidate: fake('p'),
          generator: { clex: 'N' },
          iterations: 1,
        },
        await testContext(runner),
      );
      const { seed } = result as StressResult;
      expect(BigInt(seed)).toBeLessThan(2n ** 64n);
      seeds.add(seed);
    }
    expect(seeds.size).toBe(5);
  });

  it('shows both executions of a failure', async () => {
    const { result } = await run(new Map([[2, 'candidate_crash']]), 10, 1, 2, 1);
    expect(result.failures[0]).toMatchObject<Partial<StressFailure>>({
      iteration: 2,
      input: '2',
      expectedOutput: '2\n',
      actualOutput: '',
      shrunk: null,
    });
    expect(result.failures[0]!.reference).toMatchObject({ verdict: 'accepted', exitCode: 0 });
    expect(result.failures[0]!.candidate).toMatchObject({ verdict: 'runtime_error', exitCode: 1 });
    expect(result.timing.runsPerSecond).toBeGreaterThan(0);
    expect(result.timing.candidate.maxCpuTimeMs).toBe(1);
  });

  it('says in which iteration the generator failed, and what it wrote', async () => {
    const runner = new FakeRunner({
      ...programsOf(new Map()),
      generator: (_stdin, [seed, index]) =>
        index === '3' ? { kind: 'runtime_error', exitCode: 9, stderr: `seed ${seed}: no more` } : index!,
    });
    const { verdict, result } = await stress(request(10, 1), await testContext(runner));
    expect(verdict).toBe('generator_failed');
    expect(result.error).toBe(
      'the generator failed at iteration 3 (runtime_error, exit code 9):\nseed 7: no more',
    );
  });

  it('shows a clex error where it stands', async () => {
    const runner = new FakeRunner({ p: () => '' });
    const broken = async (clex: string) =>
      stress(
        { kind: 'stress', reference: fake('p'), candidate: fake('p'), generator: { clex } },
        await testContext(runner),
      );
    const unparsable = await broken('N[1,2');
    expect(unparsable.verdict).toBe('generator_failed');
    expect(unparsable.result.error).toContain('^');
    const impossible = await broken('(N[5,5]) N[\\1,4]');
    expect(impossible.verdict).toBe('generator_failed');
    expect(impossible.result.error).toContain('^');
  });

  it('ends as compile_error with every compilation, and runs nothing', async () => {
    const runner = new FakeRunner({ reference: () => '', generator: () => '' });
    const context = await testContext(runner);
    const { verdict, result } = await stress(request(10, 1), context);
    expect(verdict).toBe('compile_error');
    expect((result as StressResult).compilations).toEqual({
      reference: null,
      candidate: {
        succeeded: false,
        output: 'no candidate',
        exitCode: 1,
        signal: null,
        limit: null,
        wallTimeMs: 1,
        cpuTimeMs: 1,
        memoryBytes: 1_000,
        cached: false,
      },
      generator: null,
    });
    expect(runner.runs).toBe(0);
    expect(context.news.map((news) => news.type === 'submission.compiled' && news.role).sort()).toEqual([
      'candidate',
      'generator',
      'reference',
    ]);
  });

  it('says which language is not there', async () => {
    const runner = new FakeRunner({ p: () => '' });
    const cobol = { ...request(1, 1), candidate: { language: 'cobol', source: '' } };
    await expect(stress(cobol, await testContext(runner))).rejects.toThrow(/candidate, cobol/);
  });

  it('compares long outputs as a whole, although a batch does not hold them', async () => {
    const long = 'x'.repeat(3 * 1024 * 1024);
    // Not before batches have grown.
    const isLong = (stdin: string) => Number(stdin) > 90 && Number(stdin) % 7 === 0;
    const runner = new FakeRunner({
      generator: (_stdin, [, index]) => index!,
      reference: (stdin) => (isLong(stdin) ? `${long}${stdin}` : stdin),
      candidate: (stdin) => (isLong(stdin) ? `${long}${stdin === '119' ? 'y' : stdin}` : stdin),
    });
    const { verdict, result } = await stress(request(200, 1), await testContext(runner));
    expect(verdict).toBe('difference_found');
    const { failures, iterations } = result as StressResult;
    expect(failures[0]).toMatchObject({ iteration: 119, candidate: { stdoutTruncated: true } });
    expect(iterations).toBe(120);
  });

  it('passes on long inputs of a generator program', async () => {
    const long = 'x'.repeat(3 * 1024 * 1024);
    const lengths = new Set<number>();
    const echo: FakeProgram = (stdin) => (lengths.add(stdin.length), stdin.slice(-3));
    const runner = new FakeRunner({
      generator: (_stdin, [, index]) => (Number(index) > 90 && Number(index) % 5 === 0 ? long : index!),
      reference: echo,
      candidate: echo,
    });
    const { verdict } = await stress(request(130, 1), await testContext(runner));
    expect(verdict).toBe('no_difference');
    expect([...lengths].sort((a, b) => a - b)).toEqual([1, 2, 3, long.length]);
  });

  it('gives a failing input away whole where the result has it cut', async () => {
    const long = `${'x'.repeat(3 * 1024 * 1024)}end`;
    const runner = new FakeRunner({
      generator: () => long,
      reference: (stdin) => stdin.slice(-3),
      candidate: () => 'short',
    });
    const context = await testContext(runner);
    const { result } = await stress(request(1, 1), context);
    expect((result as StressResult).failures).toMatchObject([
      { inputBytes: long.length, inputTruncated: true, expectedOutput: 'end' },
    ]);
    expect(context.kept.get('failures/0/input')?.equals(Buffer.from(long))).toBe(true);
  });

  it('uses every free slot, and gives further ones back when another job waits', async () => {
    const runner = new FakeRunner(programsOf(new Map()), () => 1);
    const slots = new Slots(3);
    const context = await testContext(runner, slots);
    const othersTurns: Promise<number>[] = [];
    const { verdict } = await stress(request(3_000, 1), {
      ...context,
      slots,
      slot: context.slot,
      progress: ({ done }) => {
        if (done < 500 || othersTurns.length > 0) return;
        const turn = slots.acquire().then((slot) => {
          const openBoxes = runner.open_.size;
          slot.release();
          return openBoxes;
        });
        othersTurns.push(turn);
      },
    });
    expect(verdict).toBe('no_difference');
    expect(runner.mostBusy).toBe(3);
    expect(await othersTurns[0]).toBeLessThan(3);
  });

  it('ends at once when it is cancelled, and frees its sandboxes', async () => {
    const context = await testContext(
      new FakeRunner({
        generator: (_stdin, [, index]) => index!,
        reference: (stdin) => stdin,
        candidate: (stdin) => {
          if (stdin === '40') context.controller.abort(new Error('cancelled'));
          return stdin;
        },
      }),
    );
    const runner = context.runner as FakeRunner;
    await expect(stress(request(100_000, 1), context)).rejects.toThrow('cancelled');
    expect(runner.open_.size).toBe(0);
    const runs = runner.runs;
    await new Promise((resolve) => setImmediate(resolve));
    expect(runner.runs).toBe(runs);
  });

  it('can say what it had found when it was cancelled', async () => {
    const context = await testContext(
      new FakeRunner({
        generator: (_stdin, [, index]) => index!,
        reference: (stdin) => stdin,
        candidate: (stdin) => {
          if (stdin === '40') context.controller.abort(new Error('cancelled'));
          return stdin === '3' ? 'else' : stdin;
        },
      }),
    );
    expect(context.soFar()).toBeNull();
    await expect(stress(request(100_000, 100), context)).rejects.toThrow('cancelled');
    const found = context.soFar() as StressResult;
    expect(found).toMatchObject({
      seed: '7',
      failures: [{ iteration: 3, input: '3', actualOutput: 'else' }],
    });
    expect(found.iterations).toBeGreaterThan(3);
    expect(found.iterations).toBeLessThanOrEqual(41);
  });

  it('judges with a checker program, and fails when that does', async () => {
    const checker = (end: FakeEnd) => {
      const programs = { ...programsOf(new Map([[4, 'difference']])), checker: () => end };
      return async () =>
        stress(
          { ...request(10, 1), checker: { type: 'program', program: fake('checker') } },
          await testContext(new FakeRunner(programs)),
        );
    };
    expect((await checker('')()).verdict).toBe('no_difference');
    expect((await checker({ kind: 'runtime_error', exitCode: 1 })()).verdict).toBe('difference_found');
    const failed = await checker({ kind: 'runtime_error', exitCode: 3, stderr: 'lost' })();
    expect(failed.verdict).toBe('checker_failed');
    expect(failed.result.error).toMatch(/iteration 0: the checker .*lost/);
  });

  it('makes the failing input smaller, tells of each step, and charges for drawing', async () => {
    const runner = new FakeRunner({
      reference: (stdin) => stdin,
      candidate: (stdin) => (Number(stdin) > 70 ? 'big' : stdin),
    });
    const context = await testContext(runner);
    const { result } = await stress({ ...request(1000, 1), generator: { clex: 'N[1,1000000]' } }, context);
    const [failure] = (result as StressResult).failures;
    expect(failure).toMatchObject({ kind: 'wrong_answer', strategy: 'mixed', candidateIndex: 0 });
    expect(failure!.shrunk).toMatchObject({ input: '71', expectedOutput: '71', actualOutput: 'big' });
    const steps = context.news.filter(({ type }) => type === 'submission.failure_shrunk');
    expect(steps).toHaveLength(failure!.shrunk!.steps);
    expect(context.charged.ms).toBeGreaterThan(0);
  });

  it('keeps the kind of the failure, and what the validator calls legal, while it makes an input smaller', async () => {
    const runner = new FakeRunner({
      reference: (stdin) => stdin,
      // Small ones crash, which is another failure than the one that was found.
      candidate: (stdin) => (Number(stdin) < 50 ? CRASH : Number(stdin) > 70 ? 'big' : stdin),
      validator: (stdin) => (Number(stdin) % 5 === 0 ? '' : CRASH),
    });
    const inputs = { inputs: ['100', '1000'] };
    const found = await stress(
      { ...request(10, 1), generator: inputs, validator: fake('validator') },
      await testContext(runner),
    );
    const [failure] = (found.result as StressResult).failures;
    expect(failure).toMatchObject({ kind: 'wrong_answer', strategy: 'inputs', input: '100' });
    expect(failure!.shrunk?.input).toBe('75');
    const without = await stress({ ...request(10, 1), generator: inputs }, await testContext(runner));
    expect((without.result as StressResult).failures[0]!.shrunk).toBeNull();
  });

  it('makes inputs that no clex draws smaller by the format they can be read by', async () => {
    const runner = new FakeRunner({
      // With a space at an end of line or twice a space it would fail for another reason.
      reference: (stdin) => (/^\d+\n(\d+ )*\d+\n$/.test(stdin) ? stdin : CRASH),
      candidate: (stdin) =>
        stdin
          .trim()
          .split(/\s+/)
          .slice(1)
          .some((each) => Number(each) > 70)
          ? 'big'
          : stdin,
      generator: () => '4\n12 950 3 78\n',
    });
    const format = 'n=N[2,9] ; N[1,1000]{n} ;';
    const found = await stress({ ...request(1, 1), format }, await testContext(runner));
    const [failure] = (found.result as StressResult).failures;
    expect(failure).toMatchObject({ strategy: 'program', input: '4\n12 950 3 78\n' });
    // The count fell with the numbers, and not below what the format allows.
    expect(failure!.shrunk?.input).toBe('2\n1 71\n');
  });

  it('takes an input that is not of the format for an illegal one, and says where', async () => {
    const same = { reference: (stdin: string) => stdin, candidate: (stdin: string) => stdin };
    const { verdict, result } = await stress(
      { ...request(10, 1), generator: { inputs: ['1 2\n', '1 12\n'] }, format: 'N[1,9] N[1,9] ;' },
      await testContext(new FakeRunner(same)),
    );
    expect(verdict).toBe('validator_failed');
    expect(result.error).toMatch(/iteration 1: .*not of the format: line 1, column 3: .* number of \[1,9\]/);
  });

  it('tells an illegal input, a failing checker and a failing reference apart', async () => {
    const programs = {
      reference: (stdin: string) => stdin,
      candidate: (stdin: string) => stdin,
      validator: (stdin: string): FakeEnd =>
        stdin === '7' ? { kind: 'runtime_error', exitCode: 1, stderr: 'seven is not legal' } : '',
    };
    const { verdict, result } = await stress(
      { ...request(10, 1), generator: { inputs: ['1', '7'] }, validator: fake('validator') },
      await testContext(new FakeRunner(programs)),
    );
    expect(verdict).toBe('validator_failed');
    expect(result.error).toMatch(/iteration 1: .*seven is not legal/);
  });

  it('says that a failure does not come again', async () => {
    let runs = 0;
    const runner = new FakeRunner({
      reference: (stdin) => stdin,
      candidate: (stdin) => (stdin === '3' && runs++ === 0 ? 'else' : stdin),
    });
    const { verdict, result } = await stress(
      { ...request(10, 1), generator: { inputs: ['1', '3'] } },
      await testContext(runner),
    );
    expect(verdict).toBe('difference_found');
    const { failures, hints } = result as StressResult;
    expect(failures).toMatchObject([{ iteration: 1, kind: 'nondeterministic' }]);
    expect(hints?.join()).toContain('did not come again');
  });

  it('compares several candidates, and says who differs from whom', async () => {
    const programs = {
      right: (stdin: string) => stdin,
      odd: (stdin: string) => (Number(stdin) % 2 === 1 ? 'odd' : stdin),
      third: (stdin: string) => (Number(stdin) % 3 === 0 ? 'third' : stdin),
    };
    const { reference: _reference, candidate: _candidate, ...base } = request(10, 100);
    const inputs = { inputs: Array.from({ length: 12 }, (_, at) => String(at)) };
    const candidates = [fake('right'), fake('odd'), fake('third')];
    const { verdict, result } = await stress(
      { ...base, iterations: 12, candidates, generator: inputs },
      await testContext(new FakeRunner(programs)),
    );
    expect(verdict).toBe('difference_found');
    const { disagreements, failures } = result as StressResult;
    // Most of them are right wherever not both others fail: then the first of three groups counts.
    expect(failures.some(({ candidateIndex }) => candidateIndex === 0)).toBe(false);
    expect(disagreements).toEqual([
      [0, 6, 4],
      [6, 0, 8],
      [4, 8, 0],
    ]);
  });

  it('says that hardly any input was another one', async () => {
    const runner = new FakeRunner({ ...programsOf(new Map()), generator: () => '1' });
    const { result } = await stress(request(30, 1), await testContext(runner));
    expect(result).toMatchObject({ distinctInputs: 1 });
    expect((result as StressResult).hints?.join()).toContain('seed and index');
  });
});
