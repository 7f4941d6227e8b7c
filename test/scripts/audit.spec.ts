import { expect, it } from 'vitest';
import { readAudit } from '../../scripts/lib/audit.mjs';

const found = (severity: string) => ({ name: 'left-pad', severity });

it('a package with a serious hole is named', () => {
  const report = { vulnerabilities: { a: found('critical'), b: { name: 'other', severity: 'moderate' } } };
  expect(readAudit(JSON.stringify(report))).toEqual({ kind: 'found', names: ['left-pad'] });
});

it('packages without one are clean', () => {
  expect(readAudit('{"vulnerabilities":{}}')).toEqual({ kind: 'clean' });
});

it('a registry that does not answer is not taken for one that found nothing', () => {
  const refusal = {
    message: '405 Method Not Allowed - POST https://registry.example/-/npm',
    statusCode: 405,
  };
  expect(readAudit(JSON.stringify(refusal))).toEqual({
    kind: 'unanswered',
    reason: '405 Method Not Allowed',
  });
});

it('an answer nobody knows is an error', () => {
  expect(() => readAudit('{}')).toThrow('unknown');
});
