import type { LanguageView } from '@app/contracts';
import { describe, expect, it } from 'vitest';
import type { CreateSubmissionDto } from './dto/create-submission.dto.js';
import { resultKeyOf } from './result-key.js';

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
} as CreateSubmissionDto;
const keyOf = (request: object, owner = 'ada', languages = [PYTHON], isUniform = true) =>
  resultKeyOf(owner, request as CreateSubmissionDto, languages, () => isUniform);

describe('the key of a result', () => {
  it('is the same for the same work, however it is written down', () => {
    const key = keyOf(RUN);
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(keyOf({ stdin: 'x', program: { source: 'print(1)', language: 'PY' }, kind: 'run' })).toBe(key);
    expect(keyOf({ ...RUN, limits: { cpuTimeLimitMs: 2_000 } })).toBe(key);
  });

  it.each([
    ['another source', keyOf({ ...RUN, program: { language: 'python', source: 'print(2)' } })],
    ['another input', keyOf({ ...RUN, stdin: 'y' })],
    ['other limits', keyOf({ ...RUN, limits: { cpuTimeLimitMs: 1_999 } })],
    ['another owner', keyOf(RUN, 'bob')],
    ['another version of the language', keyOf(RUN, 'ada', [{ ...PYTHON, version: '3.12.0' }])],
  ])('differs for %s', (_what, key) => {
    expect(key).not.toBeNull();
    expect(key).not.toBe(keyOf(RUN));
  });

  it('is none where the work would not be the same again', () => {
    expect(keyOf(RUN, 'ada', [PYTHON], false)).toBeNull();
    const stress = { kind: 'stress', reference: RUN, candidate: RUN, generator: { clex: 'N' } };
    const withPrograms = {
      ...stress,
      reference: { language: 'python', source: 'a' },
      candidate: { language: 'python', source: 'b' },
    };
    expect(keyOf(withPrograms)).toBeNull();
    expect(keyOf({ ...withPrograms, seed: '7' })).not.toBeNull();
  });
});
