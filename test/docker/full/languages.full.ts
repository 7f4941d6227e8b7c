import { EXECUTION_LIMITS } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LANGUAGE_ROWS } from '../../../apps/worker/src/runner/index.js';
import { MORE_ROWS } from '../../../apps/worker/src/runner/languages/more.js';
import { DockerFixture } from '../support.js';
import { SAMPLES } from './samples.js';

let fixture: DockerFixture;
beforeAll(async () => {
  fixture = await DockerFixture.start(LANGUAGE_ROWS.map(({ id }) => id));
}, 600_000);
afterAll(() => fixture?.stop());

/** Virtual machines take a while to start on a busy machine. */
const GENEROUS = {
  cpuTimeLimitMs: EXECUTION_LIMITS.cpuTimeLimitMs.maximum,
  wallTimeLimitMs: EXECUTION_LIMITS.wallTimeLimitMs.maximum,
};

it('the full image has every language of the table', () => {
  const found = fixture.runner.languages().map(({ id }) => id);
  expect(
    LANGUAGE_ROWS.filter(({ id }) => !found.includes(id)).map(({ id }) => id),
    fixture.said.join('\n'),
  ).toEqual([]);
});

describe.each(MORE_ROWS.map(({ id, compile }) => ({ id, isCompiled: compile !== null })))(
  '$id',
  ({ id, isCompiled }) => {
    it('greets: the proof of its row prints what it reads', { timeout: 120_000 }, async () => {
      const row = MORE_ROWS.find((each) => each.id === id)!;
      const outcome = await fixture.once(await fixture.prepare(id, row.proof), 'Hello\n', GENEROUS);
      expect(outcome).toMatchObject({ kind: 'ok' });
      expect(outcome.kind === 'ok' && outcome.stdout.toString().trim()).toBe('Hello');
    });

    it('reads numbers from stdin and prints their sum', { timeout: 120_000 }, async () => {
      const outcome = await fixture.once(await fixture.prepare(id, SAMPLES[id]!.sum), '1 20 300\n', GENEROUS);
      const shown = outcome.kind === 'internal' ? outcome.reason : outcome.stderr.toString();
      expect(outcome.kind, shown).toBe('ok');
      expect(outcome.kind === 'ok' && outcome.stdout.toString().trim(), shown).toBe('321');
    });

    it('says what is wrong with a program that is wrong', { timeout: 120_000 }, async () => {
      const prepared = await fixture.runner.prepare({ language: id, source: SAMPLES[id]!.broken });
      if (isCompiled) {
        expect(prepared.kind).toBe('compile_error');
        expect(prepared.kind === 'compile_error' && prepared.compilation.output).not.toBe('');
        return;
      }
      if (prepared.kind !== 'ready') throw new Error(prepared.kind);
      const outcome = await fixture.once(prepared.program, '', GENEROUS);
      expect(outcome.kind).toBe('runtime_error');
      expect(
        outcome.kind === 'runtime_error' && outcome.stdout.length + outcome.stderr.length,
      ).toBeGreaterThan(0);
    });

    it('is stopped when it never ends', { timeout: 120_000 }, async () => {
      const program = await fixture.prepare(id, SAMPLES[id]!.endless);
      const outcome = await fixture.once(program, '', { cpuTimeLimitMs: 2_000, wallTimeLimitMs: 15_000 });
      expect(['cpu_time_limit', 'wall_time_limit']).toContain(outcome.kind);
    });
  },
);
