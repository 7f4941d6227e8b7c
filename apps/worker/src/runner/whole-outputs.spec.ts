import { describe, expect, it } from 'vitest';
import type { PreparedProgram, RunItem, RunOptions, RunOutcome, Sandbox } from './runner.js';
import { BATCH_BYTES, runWhole } from './whole-outputs.js';

const LIMITS = {
  cpuTimeLimitMs: 1_000,
  wallTimeLimitMs: 1_000,
  memoryLimitBytes: 2 ** 28,
  outputLimitBytes: 4 * BATCH_BYTES,
  processLimit: 1,
};
const PROGRAM: PreparedProgram = { compilation: null, languageId: 'fake' };
const programs = [{ program: PROGRAM, limits: LIMITS }];

/** A sandbox in which each program writes as many bytes as its input says; fails where it says `fail`. */
function writing() {
  const calls: string[][] = [];
  const run = (
    _program: PreparedProgram,
    items: readonly RunItem[],
    _limits: unknown,
    { stdoutKeepBytes = 0 }: RunOptions = {},
  ): Promise<RunOutcome[]> => {
    calls.push(items.map(({ stdin }) => String(stdin)));
    return Promise.resolve(items.map(({ stdin }) => outcomeOf(String(stdin), stdoutKeepBytes)));
  };
  return { calls, sandbox: { run } as unknown as Sandbox };
}

function outcomeOf(stdin: string, keepBytes: number): RunOutcome {
  const stdoutBytes = stdin === 'fail' ? BATCH_BYTES : Number(stdin);
  const base = {
    stdout: Buffer.alloc(Math.min(keepBytes, stdoutBytes)),
    stdoutTruncated: stdoutBytes > keepBytes,
    stdoutBytes,
  } as RunOutcome;
  return stdin === 'fail'
    ? { ...base, kind: 'runtime_error', exitCode: 1, signal: null }
    : { ...base, kind: 'ok' };
}

const LONG = String(BATCH_BYTES);
const items = (...stdins: string[]): RunItem[] => stdins.map((stdin) => ({ stdin }));

async function allOf<T>(portions: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const portion of portions) all.push(portion);
  return all;
}

describe('runs with whole outputs', () => {
  it('run together while their outputs fit, and once more, alone, where one does not', async () => {
    const { calls, sandbox } = writing();
    const portions: number[][] = [];
    for await (const portion of runWhole(sandbox, programs, items('1', '2', LONG, '3'))) {
      portions.push(portion.map(({ at }) => at));
      for (const { outcomes } of portion) expect(outcomes[0]![0]!.stdoutTruncated).toBe(false);
    }
    expect(portions).toEqual([[0, 1], [2], [3]]);
    expect(calls).toEqual([['1', '2', LONG, '3'], [LONG]]);
  });

  it('do not run again where nobody asks any more, nor where the program failed', async () => {
    const { calls, sandbox } = writing();
    for await (const _ of runWhole(sandbox, programs, items('1', 'fail', LONG))) break;
    expect(calls).toEqual([['1', 'fail', LONG]]);
  });

  it('keep all of the first of several runs on one item', async () => {
    const { calls, sandbox } = writing();
    const [portion] = await allOf(runWhole(sandbox, programs, items(LONG), 3));
    expect(calls).toEqual([[LONG], [LONG, LONG]]);
    expect(portion![0]!.outcomes[0]!.map(({ stdoutTruncated }) => stdoutTruncated)).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('run all programs of an item again, when the output of one is long', async () => {
    const { calls, sandbox } = writing();
    const portions = await allOf(runWhole(sandbox, [...programs, ...programs], items('1', LONG)));
    expect(portions.map((portion) => portion.map(({ outcomes }) => outcomes.length))).toEqual([[2], [2]]);
    expect(calls).toEqual([['1', LONG], ['1', LONG], [LONG], [LONG]]);
  });
});
