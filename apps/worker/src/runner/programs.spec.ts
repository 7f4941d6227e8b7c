/** What programs do, and what is said of it: the whole table in each language. */
import { withDefaultLimits } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAMS } from '../../../../test/runs/programs.js';
import {
  argsOf,
  endsOf,
  saidOf,
  tableOf,
  titleOf,
  type Ended,
  type Row,
} from '../../../../test/runs/table.js';
import { isTested } from '../../../../test/support/languages.js';
import type { PreparedProgram, RunOutcome, Sandbox } from './runner.js';
import { RunnerFixture } from './testing.js';

const endedOf = (outcome: RunOutcome): Ended => ({
  kind: outcome.kind,
  exitCode: 'exitCode' in outcome ? outcome.exitCode : null,
  signal: 'signal' in outcome ? outcome.signal : null,
  stdout: outcome.stdout.toString('latin1'),
  denied: outcome.processDenied,
});

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
      const items = [{ stdin: row.stdin ?? '', args: argsOf(row) }];
      const [outcome] = await sandbox.run(program, items, limits);
      const said = saidOf(endedOf(outcome!), row);
      expect(said, outcome!.stderr.toString().slice(0, 500)).toEqual(endsOf(row, language));
      if (row.does === 'after') expect(outcome!.stderr.toString()).toBe('after');
      if (row.does === 'leave') expect(outcome!.wallTimeMs).toBeLessThan(15_000);
    },
  );
});
