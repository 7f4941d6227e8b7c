import type { ServiceSettings, StressRequest } from '@app/contracts';
import { describe, expect, it } from 'vitest';
import { draftOf, EMPTY_DRAFT, leftOut, parseDraft, type Draft } from '../drafts/draft.js';
import { slotErrors, slotOfField, validateDraft } from './validate.js';

const config = {
  limits: {
    cpuTimeLimitMs: { default: 2_000, minimum: 1, maximum: 30_000 },
    wallTimeLimitMs: { default: 10_000, minimum: 1, maximum: 60_000 },
    memoryLimitBytes: { default: 256 * 1024 ** 2, minimum: 4 * 1024 ** 2, maximum: 2048 * 1024 ** 2 },
  },
  requestLimits: { maxIterations: 100_000, defaultIterations: 100, maxStopAfterFailures: 100 },
  backends: { isolation: 'reduced' },
} as ServiceSettings;
const draft: Draft = {
  ...EMPTY_DRAFT,
  reference: { language: 'cpp', source: 'a' },
  candidate: { language: 'python', source: 'b' },
  clex: 'N',
};
const errorsOf = (change: Partial<Draft>) => {
  const validated = validateDraft({ ...draft, ...change }, config);
  return validated.ok ? {} : validated.errors;
};

describe('a draft', () => {
  it('becomes a request with only what was filled in', () => {
    expect(validateDraft({ ...draft, iterations: '250' }, config)).toEqual({
      ok: true,
      request: {
        kind: 'stress',
        reference: { language: 'cpp', source: 'a' },
        candidate: { language: 'python', source: 'b' },
        generator: { clex: 'N' },
        checker: { type: 'lines' },
        iterations: 250,
        stopAfterFailures: 1,
      },
    });
  });

  it('says limits in the units of the API', () => {
    const validated = validateDraft({ ...draft, cpuTimeLimitMs: '1500', memoryLimitMiB: '64' }, config);
    expect(validated.ok && validated.request.limits).toEqual({
      cpuTimeLimitMs: 1_500,
      memoryLimitBytes: 64 * 1024 * 1024,
    });
  });

  it('moves the wall clock out of the way of a long time limit', () => {
    const limitsFor = (ms: string) => {
      const validated = validateDraft({ ...draft, cpuTimeLimitMs: ms }, config);
      return validated.ok ? validated.request.limits : null;
    };
    expect(limitsFor('5000')).toEqual({ cpuTimeLimitMs: 5_000 });
    expect(limitsFor('20000')).toEqual({ cpuTimeLimitMs: 20_000, wallTimeLimitMs: 40_000 });
    expect(limitsFor('30000')).toEqual({ cpuTimeLimitMs: 30_000, wallTimeLimitMs: 60_000 });
  });

  it.each(['0', '-1', '1.5', 'ten', '1e3', '100001'])('with %s iterations is refused', (iterations) => {
    expect(errorsOf({ iterations })).toHaveProperty('iterations');
  });

  it('takes every 64-bit seed and no other', () => {
    expect(errorsOf({ seed: '18446744073709551615' })).toEqual({});
    for (const seed of ['18446744073709551616', '-1', '0x1', 'abc'])
      expect(errorsOf({ seed })).toHaveProperty('seed');
  });

  it('must hold programs, languages and a clex', () => {
    expect(Object.keys(errorsOf(EMPTY_DRAFT)).sort()).toEqual(['candidate', 'clex', 'reference']);
    expect(errorsOf({ candidate: { language: '', source: 'x' } })).toEqual({
      candidate: 'Choose a language.',
    });
  });

  it('comes back from its request', () => {
    const full: Draft = {
      ...draft,
      iterations: '7',
      seed: '9',
      cpuTimeLimitMs: '100',
      memoryLimitMiB: '32',
      stopAfterFailures: '3',
      checker: { type: 'exact' },
      validator: { language: 'python', source: 'c' },
    };
    const validated = validateDraft(full, config);
    expect(validated.ok && draftOf(validated.request)).toEqual(full);
    expect(validated.ok && leftOut(validated.request)).toEqual([]);
  });

  it('says how inputs that no clex drew are read', () => {
    const listed = { ...draft, inputsFrom: 'list', inputs: ['1'], format: 'N' } as const;
    const validated = validateDraft({ ...listed, inputs: ['1'] }, config);
    expect(validated.ok && validated.request.format).toBe('N');
    expect(validated.ok && draftOf(validated.request).format).toBe('N');
    expect(errorsOf({ validator: { language: '', source: 'c' } })).toEqual({
      validator: 'Choose a language for the validator.',
    });
  });

  it('leaves nothing out of a request that the page made, whatever its limits', () => {
    const validated = validateDraft({ ...draft, cpuTimeLimitMs: '30000' }, config);
    expect(validated.ok && leftOut(validated.request)).toEqual([]);
  });

  it('names what of a request it has no place for', () => {
    const program = { language: 'c', source: 'a' };
    const file = { path: 'a.h', content: '' };
    const request: StressRequest = {
      kind: 'stress',
      reference: { ...program, files: [file, file] },
      candidate: { ...program, compileArgs: ['-O3'] },
      generator: { program },
      limits: { outputLimitBytes: 1 },
    };
    expect(leftOut(request)).toEqual(['its limits of wall time, output or processes']);
    // All the rest of it has a place.
    const { limits: _limits, ...others } = request;
    const again = validateDraft(draftOf(others), config);
    expect(again.ok && again.request).toMatchObject(others);
  });
});

describe('a stored draft', () => {
  it('is read back', () => {
    expect(parseDraft(JSON.stringify(draft))).toEqual(draft);
  });

  it.each([null, '', '{', '[]', '7', '{"clex":5}', '{"reference":null}', '{"checker":{}}'])(
    'that is %s is not one',
    (json) => {
      // An empty array is an object without any field, so it reads as an empty draft.
      expect(parseDraft(json)).toEqual(json === '[]' ? EMPTY_DRAFT : null);
    },
  );
});

describe('a complaint of the service', () => {
  it.each([
    ['reference.language', 'reference'],
    ['candidate.source', 'candidate'],
    ['generator.clex', 'clex'],
    ['limits.cpuTimeLimitMs', 'cpuTimeLimitMs'],
    ['limits.memoryLimitBytes', 'memoryLimitMiB'],
    ['iterations', 'iterations'],
    ['checker.type', 'checker'],
    ['limits.processLimit', 'form'],
    ['', 'form'],
    ['referenceless', 'form'],
  ])('about %s stands at %s', (field, slot) => {
    expect(slotOfField(field)).toBe(slot);
  });

  it('names its field where the page has no place for it', () => {
    expect(
      slotErrors([
        { field: 'limits.processLimit', message: 'too many' },
        { field: 'seed', message: 'no number' },
        { field: 'seed', message: 'too large' },
      ]),
    ).toEqual({ form: 'limits.processLimit: too many', seed: 'no number too large' });
  });
});
