import type { Program, SuiteOfJob } from '@app/contracts';
import { judgeJob } from './judge.js';
import { describe, expect, it } from 'vitest';
import type { CheckedPass } from '../../checkers/output-checker.js';
import type { RunOutcome } from '../../runner/runner.js';
import { judgePasses } from './passes.js';

const ran = (stdout: string, cpuTimeMs: number, kind = 'ok') =>
  ({ kind, stdout: Buffer.from(stdout), cpuTimeMs, wallTimeMs: cpuTimeMs }) as RunOutcome;
const accepted: CheckedPass = { judgement: { kind: 'accepted', message: '' }, next: undefined, feedback: [] };
const wrong: CheckedPass = { ...accepted, judgement: { kind: 'wrong_answer', message: 'no' } };

/** Runs that take so long, judged so: what they got as their inputs, and what came of it. */
async function passes(times: number[], checks: CheckedPass[], ends: string[] = []) {
  const inputs: string[] = [];
  const notes: string[] = [];
  const { outcome, judgement } = await judgePasses(Buffer.from('first'), {
    mostPasses: 3,
    run: (input) => {
      const at = inputs.push(input.toString()) - 1;
      return Promise.resolve(ran('', times[at]!, ends[at]));
    },
    check: (_outcome, _input, feedback) => {
      notes.push(feedback.map(({ path }) => path).join());
      return Promise.resolve(checks[notes.length - 1]!);
    },
  });
  return { inputs, notes, cpuTimeMs: outcome.cpuTimeMs, end: outcome.kind, judgement: judgement?.kind };
}
const another = (input: string): CheckedPass => ({
  ...accepted,
  next: Buffer.from(input),
  feedback: [{ path: 'feedback/note', content: Buffer.from('') }],
});

describe('a test of several passes', () => {
  it('goes on for as long as the validator leaves an input, and takes as long as its slowest pass', async () => {
    expect(await passes([5, 9, 2], [another('second'), another('third'), accepted])).toEqual({
      inputs: ['first', 'second', 'third'],
      notes: ['', 'feedback/note', 'feedback/note'],
      cpuTimeMs: 9,
      end: 'ok',
      judgement: 'accepted',
    });
  });

  it('ends with the first pass that the validator rejects, or that crashes', async () => {
    expect(await passes([1, 1], [another('2'), wrong])).toMatchObject({ judgement: 'wrong_answer' });
    const crashed = await passes([1, 1], [another('2')], ['ok', 'runtime_error']);
    expect(crashed).toMatchObject({ end: 'runtime_error', judgement: undefined, notes: [''] });
  });

  it('is a failure of the validator that rejects and asks for more, or asks for too many', async () => {
    expect(await passes([1], [{ ...another('2'), ...{ judgement: wrong.judgement } }])).toMatchObject({
      judgement: 'failed',
    });
    const endless = await passes([1, 1, 1], [another('2'), another('3'), another('4')]);
    expect(endless).toMatchObject({ judgement: 'failed', inputs: ['first', '2', '3'] });
  });
});

it('a job of several passes may take as long as all of them', () => {
  const suite: SuiteOfJob = { version: 1, tests: 3, languages: [], feedback: 'full' };
  const program: Program = { language: 'python', source: '' };
  const time = (more: Partial<SuiteOfJob>) =>
    judgeJob.timeLimitMs({ kind: 'judge', program, suiteId: 'x', suite: { ...suite, ...more } });
  const one = time({}) - time({ tests: 0 });
  expect(one).toBeGreaterThan(0);
  expect(time({ passes: 20 }) - time({ tests: 0 })).toBe(20 * one);
});
