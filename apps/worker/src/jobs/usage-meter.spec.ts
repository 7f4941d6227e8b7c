import type { Compilation } from '@app/contracts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Preparation, PreparedProgram, RunOutcome, Sandbox } from '../runner/runner.js';
import { UsageMeter } from './usage-meter.js';

const PROGRAM = {} as PreparedProgram;
const COMPILATION = {
  succeeded: true,
  output: '',
  exitCode: 0,
  signal: null,
  limit: null,
  wallTimeMs: 900,
  cpuTimeMs: 800,
  memoryBytes: 4096,
};
const outcome = (cpuTimeMs: number) => ({ kind: 'ok', cpuTimeMs }) as RunOutcome;

/**
 * What the sandbox answers to each run, and what the compiler does, is up to the test. The clock stands
 * still.
 */
function meterOf(run: Sandbox['run'], compile: () => Promise<Preparation> = () => Promise.reject()) {
  const sandbox: Sandbox = { run, talk: () => Promise.reject(), close: () => Promise.resolve() };
  return new UsageMeter({ open: () => Promise.resolve(sandbox), prepare: compile }, 'somebody', 'run');
}

describe('what a job has used', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] });
    return () => vi.useRealTimers();
  });
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  const later = <T>(value: T, ms: number) =>
    new Promise<T>((resolve) => setTimeout(() => resolve(value), ms));

  it('is the time in which something runs, also before it ends, and nothing in between', async () => {
    const meter = meterOf(() => later([outcome(10)], 300));
    const sandbox = await meter.runner.open([]);
    const first = sandbox.run(PROGRAM, [], {} as never);
    await pass(100);
    expect(meter.take()).toBe(100);
    await pass(200);
    await first;
    await pass(5_000);
    expect(meter.take()).toBe(200);
    expect(meter.take()).toBe(0);
  });

  it('counts a sandbox once that has several batches on the way, and two sandboxes twice', async () => {
    const meter = meterOf(() => later([outcome(10)], 300));
    const sandboxes = [await meter.runner.open([]), await meter.runner.open([])];
    const runs = sandboxes.flatMap((sandbox) => [
      sandbox.run(PROGRAM, [], {} as never),
      sandbox.run(PROGRAM, [], {} as never),
    ]);
    await pass(300);
    await Promise.all(runs);
    expect(meter.take()).toBe(600);
  });

  it('is the CPU time where programs had several cores', async () => {
    const meter = meterOf(() => later([outcome(700), outcome(500)], 300));
    const run = (await meter.runner.open([])).run(PROGRAM, [], {} as never);
    await pass(300);
    await run;
    expect(meter.take()).toBe(1_200);
  });

  it('includes runs that are cut short', async () => {
    let cut = (_error: Error) => {};
    const meter = meterOf(() => new Promise((_resolve, reject) => (cut = reject)));
    const run = (await meter.runner.open([])).run(PROGRAM, [], {} as never);
    await pass(250);
    cut(new Error('closed'));
    await expect(run).rejects.toThrow('closed');
    await pass(5_000);
    expect(meter.take()).toBe(250);
  });

  it.each([
    ['a compilation', { ...COMPILATION, cached: false }, 900],
    ['no compilation whose outcome was known', { ...COMPILATION, cached: true }, 0],
    ['nothing for a language that has none', null, 0],
  ])('includes %s', async (_name, compilation: Compilation, usedMs) => {
    const preparation = { kind: 'ready', program: PROGRAM, compilation } as Preparation;
    const meter = meterOf(
      () => later([], 0),
      () => later(preparation, 900),
    );
    const prepared = meter.runner.prepare({ language: 'c', source: '' });
    await pass(900);
    await prepared;
    expect(meter.take()).toBe(usedMs);
  });

  it('counts two runs that are joined for as long as each of them lasts', async () => {
    const ends = [later(outcome(10), 300), later(outcome(700), 500)] as const;
    const sandbox = {
      join: () => Promise.resolve({ outcomes: ends, signal: () => undefined }),
    } as unknown as Sandbox;
    const runner = { open: () => Promise.resolve(sandbox), prepare: () => Promise.reject() };
    const meter = new UsageMeter(runner, 'somebody', 'interact');
    const [one, other] = [await meter.runner.open([]), await meter.runner.open([])];
    await one.join!({} as never, other, {} as never, {} as never);
    await pass(500);
    expect(meter.take()).toBe(300 + 700);
  });

  it('is taken again after it was given back', async () => {
    const meter = meterOf(() => later([outcome(40)], 40));
    const run = (await meter.runner.open([])).run(PROGRAM, [], {} as never);
    await pass(40);
    await run;
    meter.giveBack(meter.take());
    expect(meter.take()).toBe(40);
  });
});
