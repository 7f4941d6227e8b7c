import { describe, expect, it } from 'vitest';
import { KINDS, SUBMISSION_KINDS, VERDICTS, specOf } from './index.js';

describe('the table of kinds', () => {
  it('has each kind under its own name', () => {
    expect(SUBMISSION_KINDS.map((kind) => KINDS[kind].kind)).toEqual(SUBMISSION_KINDS);
    expect(SUBMISSION_KINDS).toEqual(['run', 'judge', 'stress', 'interact']);
  });

  it('lists every verdict of every kind once', () => {
    expect(new Set(VERDICTS).size).toBe(VERDICTS.length);
    for (const kind of SUBMISSION_KINDS)
      expect(VERDICTS).toEqual(expect.arrayContaining([...KINDS[kind].verdicts]));
  });

  it('knows no kind but those in it', () => {
    for (const kind of ['toString', '__proto__', 'paint', ''])
      expect(() => specOf(kind)).toThrow('unknown kind of job');
  });

  it('draws a seed once, and only where one is missing', () => {
    const program = { language: 'python', source: '' };
    const request = {
      kind: 'stress',
      reference: program,
      candidate: program,
      generator: { clex: 'N' },
    } as const;
    const { settled, isRepeatable } = KINDS.stress;
    expect(settled(request, () => '7')).toEqual({ ...request, seed: '7' });
    expect(settled({ ...request, seed: '1' }, () => '7')).toEqual({ ...request, seed: '1' });
    expect([isRepeatable(request), isRepeatable({ ...request, seed: '1' })]).toEqual([false, true]);
  });

  it('names the field of each program', () => {
    const program = { language: 'python', source: '' };
    const fields = KINDS.stress
      .programsOf({
        kind: 'stress',
        reference: program,
        candidate: program,
        generator: { program },
        checker: { type: 'program', program },
      })
      .map(({ role, field }) => [role, field]);
    expect(fields).toEqual([
      ['reference', 'reference'],
      ['candidate', 'candidate'],
      ['generator', 'generator.program'],
      ['checker', 'checker.program'],
    ]);
  });
});
