/**
 * What programs do, and what is said of it: the same table in each language, with every limit from both
 * sides.
 */
import { withDefaultLimits, type Limits } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAMS, type Behaviour } from '../../../../test/runs/programs.js';
import { isTested } from '../../../../test/support/languages.js';
import type { PreparedProgram, RunOutcome, Sandbox } from './runner.js';
import { RunnerFixture } from './testing.js';

const MiB = 1024 * 1024;

interface Row {
  does: Behaviour;
  /** What its argument is, where it matters. */
  n?: number;
  stdin?: string;
  limits?: Partial<Limits>;
  ends: { kind: RunOutcome['kind']; exitCode?: number; signal?: string; stdout?: string; denied?: boolean };
  /** Only in these languages: others take care of it themselves. */
  only?: readonly string[];
}
const ok = (stdout = ''): Row['ends'] => ({ kind: 'ok', stdout });
const died = (signal: string): Row['ends'] => ({ kind: 'runtime_error', signal });
const PLAIN = ['c', 'python', 'perl'];

const ROWS: readonly Row[] = [
  { does: 'exit', n: 0, ends: ok() },
  { does: 'exit', n: 1, ends: { kind: 'runtime_error', exitCode: 1 } },
  { does: 'exit', n: 42, ends: { kind: 'runtime_error', exitCode: 42 } },
  { does: 'exit', n: 255, ends: { kind: 'runtime_error', exitCode: 255 } },
  { does: 'signal', n: 9, ends: died('SIGKILL') },
  { does: 'signal', n: 15, ends: died('SIGTERM') },
  { does: 'signal', n: 11, ends: died('SIGSEGV'), only: PLAIN },
  { does: 'signal', n: 6, ends: died('SIGABRT'), only: PLAIN },
  { does: 'signal', n: 8, ends: died('SIGFPE'), only: ['c', 'python'] },
  { does: 'partial', ends: { kind: 'runtime_error', stdout: 'before' } },
  { does: 'bare', ends: ok('a') },
  { does: 'crlf', ends: ok('a\r\n') },
  { does: 'binary', ends: ok('\0\xff\x80') },
  { does: 'long', ends: ok('x'.repeat(1_000_000)) },
  { does: 'count', stdin: 'abcd\n', ends: ok('5') },
  { does: 'ignore', stdin: 'x'.repeat(MiB), ends: ok() },
  { does: 'name', ends: ok() },
  { does: 'beside', ends: ok('kept') },
  { does: 'spin', limits: { cpuTimeLimitMs: 300 }, ends: { kind: 'cpu_time_limit' } },
  { does: 'nap', limits: { wallTimeLimitMs: 1_500 }, ends: { kind: 'wall_time_limit' } },
  { does: 'flood', n: 1_000, limits: { outputLimitBytes: 1_000 }, ends: ok('x'.repeat(1_000)) },
  { does: 'flood', n: 1_001, limits: { outputLimitBytes: 1_000 }, ends: { kind: 'output_limit' } },
  { does: 'file', n: 1_000, limits: { fileSizeLimitBytes: 1_000 }, ends: ok() },
  { does: 'file', n: 1_001, limits: { fileSizeLimitBytes: 1_000 }, ends: { kind: 'file_size_limit' } },
  { does: 'file', n: 5_000, limits: { outputLimitBytes: 100 }, ends: ok() },
  { does: 'eat', n: 24, limits: { memoryLimitBytes: 128 * MiB }, ends: ok() },
  { does: 'eat', n: 3_000, limits: { memoryLimitBytes: 128 * MiB }, ends: { kind: 'memory_limit' } },
  { does: 'fork', limits: { allowProcesses: true }, ends: ok('child') },
  {
    does: 'fork',
    limits: { allowProcesses: false },
    ends: { kind: 'runtime_error', denied: true },
    only: ['c', 'python', 'javascript', 'java', 'perl', 'ruby', 'go'],
  },
  { does: 'threads', n: 7, limits: { processLimit: 8 }, ends: ok('joined'), only: ['c', 'python'] },
  {
    does: 'threads',
    n: 8,
    limits: { processLimit: 8 },
    ends: { kind: 'runtime_error', exitCode: 1, stdout: 'refused', denied: true },
    only: ['c', 'python'],
  },
  { does: 'threads', n: 20, ends: ok('joined') },
  { does: 'leave', limits: { allowProcesses: true, wallTimeLimitMs: 20_000 }, ends: ok() },
  { does: 'deep', ends: ok('100000') },
  { does: 'after', ends: ok() },
  { does: 'closed', stdin: 'x\n', ends: ok('said') },
  { does: 'locale', ends: ok('C.UTF-8') },
  { does: 'upper', stdin: 'h\u00e4\n', ends: ok(Buffer.from('H\u00c4').toString('latin1')) },
];

const tableOf = (language: string): Row[] =>
  ROWS.filter(
    ({ does, only }) => PROGRAMS[language]!.can.includes(does) && (only?.includes(language) ?? true),
  );
const titleOf = ({ does, n, limits }: Row): string =>
  [does, n ?? '', limits ? JSON.stringify(limits) : ''].join(' ').trim();

/** Everything that a row may say of an outcome, and nothing else. */
function seen(outcome: RunOutcome, { ends }: Row): Row['ends'] {
  const { kind, stdout, processDenied } = outcome;
  return {
    kind,
    ...('exitCode' in ends && { exitCode: ('exitCode' in outcome ? outcome.exitCode : null) ?? undefined }),
    ...('signal' in ends && { signal: ('signal' in outcome ? outcome.signal : null) ?? undefined }),
    ...('stdout' in ends && { stdout: stdout.toString('latin1') }),
    ...('denied' in ends && { denied: processDenied }),
  };
}

describe.each(Object.keys(PROGRAMS).filter(isTested))('a program in %s', (language) => {
  let fixture: RunnerFixture;
  let sandbox: Sandbox;
  let program: PreparedProgram;
  beforeAll(async () => {
    fixture = await RunnerFixture.start([language]);
    program = await fixture.compile({ language, source: PROGRAMS[language]!.source });
    sandbox = await fixture.runner.open([program]);
  });
  afterAll(async () => {
    await sandbox?.close();
    await fixture?.stop();
  });

  it.each(tableOf(language).map((row): [string, Row] => [titleOf(row), row]))(
    '%s',
    { timeout: 60_000 },
    async (_title, row) => {
      const limits = withDefaultLimits({ cpuTimeLimitMs: 10_000, ...row.limits });
      const items = [
        { stdin: row.stdin ?? '', args: [row.does, ...(row.n === undefined ? [] : [String(row.n)])] },
      ];
      const [outcome] = await sandbox.run(program, items, limits);
      const expected = row.does === 'name' ? { ...row.ends, stdout: PROGRAMS[language]!.name } : row.ends;
      expect(seen(outcome!, row), outcome!.stderr.toString().slice(0, 500)).toEqual(expected);
      if (row.does === 'after') expect(outcome!.stderr.toString()).toBe('after');
      if (row.does === 'leave') expect(outcome!.wallTimeMs).toBeLessThan(15_000);
    },
  );
});
