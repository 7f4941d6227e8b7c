import type { RunRequest, RunResult } from '@app/contracts';
import { describe, expect, it } from 'vitest';
import { fake, FakeRunner } from '../testing/fake-runner.js';
import { testContext } from '../testing/context.js';
import { run } from './run.js';

const MiB = 1024 * 1024;

async function ran(body: (stdin: string) => string, request: Partial<RunRequest> = {}) {
  const context = await testContext(new FakeRunner({ program: body }));
  const { result } = await run({ kind: 'run', program: fake('program'), ...request }, context);
  return { execution: (result as RunResult).execution!, kept: context.kept };
}

describe('a run', () => {
  it('gives its input as the bytes it stands for', async () => {
    const { execution } = await ran((stdin) => stdin, { stdin: 'aMOkCg==', stdinEncoding: 'base64' });
    expect(execution).toMatchObject({ stdout: 'hä\n', stdoutBytes: 4 });
  });

  it('gives a long output away whole, and shows its beginning', async () => {
    const { execution, kept } = await ran(() => 'x'.repeat(3 * MiB));
    expect(execution).toMatchObject({ stdoutBytes: 3 * MiB, stdoutTruncated: true, stderrBytes: 0 });
    expect(execution.stdout).toHaveLength(64 * 1024);
    expect(kept.get('stdout')).toHaveLength(3 * MiB);
  });

  it('is repeated, and says whether it came out the same each time', async () => {
    let count = 0;
    const same = await ran(() => 'same', { repetitions: 5 });
    expect(same.execution.runs).toEqual({ min: 1, median: 1, nondeterministic: false });
    const other = await ran(() => String(count++ === 3), { repetitions: 5 });
    expect(count).toBe(5);
    expect(other.execution.runs).toMatchObject({ nondeterministic: true });
    expect((await ran(() => 'once')).execution).not.toHaveProperty('runs');
  });
});
