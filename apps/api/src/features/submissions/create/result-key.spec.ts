import type { LanguageView } from '@app/contracts';
import { describe, expect, it } from 'vitest';
import type { CreateSubmissionDto } from './kinds/index.js';
import { resultKeysOf } from './result-key.js';

const PYTHON: LanguageView = {
  id: 'python',
  name: 'Python',
  version: '3.11.2',
  aliases: ['py'],
  kind: 'interpreted',
};
const RUN = {
  kind: 'run',
  program: { language: 'python', source: 'print(1)' },
  stdin: 'x',
};
const RUBY: LanguageView = { ...PYTHON, id: 'ruby', name: 'Ruby', version: '3.1.2', aliases: [] };
const TEST = { input: '1', expectedOutput: '2' };
const JUDGE = { kind: 'judge', program: RUN.program, tests: [TEST] };
const STRESS = {
  kind: 'stress',
  reference: { language: 'python', source: 'a' },
  candidate: { language: 'python', source: 'b' },
  generator: { clex: 'N' },
  seed: '7',
};
const workers = (isUniform = true, version: string | null = '0.1.0+box.1.0.0') => ({
  isUniform: () => isUniform,
  programVersion: () => version,
});
const keyOf = (request: object, owner = 'ada', languages = [PYTHON], fleet = workers()) =>
  resultKeysOf([owner], request as unknown as CreateSubmissionDto, languages, fleet)[0];
const program = (change: object) => ({ ...RUN, program: { ...RUN.program, ...change } });

describe('the key of a result', () => {
  it('is the same for the same work, however it is written down', () => {
    const key = keyOf(RUN);
    expect(key).toMatch(/^[0-9a-f]{64}\.[0-9a-f]{64}$/);
    expect(keyOf({ stdin: 'x', program: { source: 'print(1)', language: 'PY' }, kind: 'run' })).toBe(key);
    expect(keyOf({ ...RUN, limits: { cpuTimeLimitMs: 2_000 } })).toBe(key);
    expect(keyOf(RUN, 'ada', [PYTHON, RUBY])).toBe(keyOf(RUN, 'ada', [RUBY, PYTHON]));
  });

  it.each([
    ['another source', RUN, keyOf(program({ source: 'print(2)' }))],
    ['another file', RUN, keyOf(program({ files: [{ path: 'a', content: '1' }] }))],
    ['arguments of the compiler', RUN, keyOf(program({ compileArgs: ['-O0'] }))],
    ['arguments of the program', RUN, keyOf(program({ runArgs: ['x'] }))],
    ['another input', RUN, keyOf({ ...RUN, stdin: 'y' })],
    ['other limits of time', RUN, keyOf({ ...RUN, limits: { cpuTimeLimitMs: 1_999 } })],
    ['other limits of wall time', RUN, keyOf({ ...RUN, limits: { wallTimeLimitMs: 1_999 } })],
    ['other limits of memory', RUN, keyOf({ ...RUN, limits: { memoryLimitBytes: 8_000_000 } })],
    ['other limits of output', RUN, keyOf({ ...RUN, limits: { outputLimitBytes: 7 } })],
    ['other limits of processes', RUN, keyOf({ ...RUN, limits: { processLimit: 7 } })],
    ['another owner', RUN, keyOf(RUN, 'bob')],
    ['another version of the language', RUN, keyOf(RUN, 'ada', [{ ...PYTHON, version: '3.12.0' }])],
    ['another version of this program', RUN, keyOf(RUN, 'ada', [PYTHON], workers(true, '0.1.0+box.1.0.1'))],
    ['another kind', JUDGE, keyOf({ ...STRESS, reference: RUN.program })],
    ['another test', JUDGE, keyOf({ ...JUDGE, tests: [{ ...TEST, input: '3' }] })],
    ['another expected output', JUDGE, keyOf({ ...JUDGE, tests: [{ ...TEST, expectedOutput: '3' }] })],
    ['one more test', JUDGE, keyOf({ ...JUDGE, tests: [TEST, TEST] })],
    ['another checker', JUDGE, keyOf({ ...JUDGE, checker: { type: 'exact' } })],
    ['another tolerance', JUDGE, keyOf({ ...JUDGE, checker: { type: 'floats', absolute: 0.1 } })],
    [
      'a program as checker',
      JUDGE,
      keyOf({ ...JUDGE, checker: { type: 'program', program: { language: 'python', source: 'c' } } }),
    ],
    ['stopping at the first failure', JUDGE, keyOf({ ...JUDGE, stopOnFirstFailure: true })],
    ['another candidate', STRESS, keyOf({ ...STRESS, candidate: { language: 'python', source: 'c' } })],
    [
      'programs that have changed places',
      STRESS,
      keyOf({ ...STRESS, reference: STRESS.candidate, candidate: STRESS.reference }),
    ],
    ['another generator', STRESS, keyOf({ ...STRESS, generator: { clex: 'S' } })],
    ['another seed', STRESS, keyOf({ ...STRESS, seed: '8' })],
    ['other iterations', STRESS, keyOf({ ...STRESS, iterations: 5 })],
  ])('differs for %s', (_what, request, key) => {
    expect(key).not.toBeNull();
    expect(key).not.toBe(keyOf(request));
  });

  it('is none where the work would not be the same again', () => {
    expect(keyOf(RUN, 'ada', [PYTHON], workers(false))).toBeNull();
    expect(keyOf(RUN, 'ada', [PYTHON], workers(true, null))).toBeNull();
    const { seed: _seed, ...seedless } = STRESS;
    expect(keyOf(seedless)).toBeNull();
    expect(keyOf(STRESS)).not.toBeNull();
  });
});
