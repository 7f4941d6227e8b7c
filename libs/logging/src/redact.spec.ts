import { expect, it } from 'vitest';
import { redact } from './redact.js';

it.each([
  `Error: token cpast_${'a'.repeat(43)} failed`,
  'authorization: Bearer abc.def-123',
  '{"username":"ada","password":"hunter2hunter2"}',
  'connect postgres://cpast:hunter2hunter2@db:5432/cpast failed',
  'cookie: cpast_session=s%3Aabc.hunter2; a=b',
  'GET /password_reset/hunter2hunter2hunter2',
  'hash $argon2id$v=19$m=19456,t=2,p=1$c2FsdA$hunter2',
  'signed with whsec_hunter2hunter2hunter2',
  `Key (token_hash)=(${'aaaaaaaa'.repeat(8)}) already exists`,
])('keeps secrets out of the log: %s', (text) => {
  const clean = redact(text);
  expect(clean).toContain('[redacted');
  expect(clean).not.toMatch(/hunter2|aaaaaa|abc\.def/);
});

it('leaves everything else as it is', () => {
  const text = 'Error: no such column\n    at run (file.ts:3:7) for https://example.com/path?q=1';
  expect(redact(text)).toBe(text);
  const image = `pulled cpast-runner@sha256:${'ab'.repeat(32)}`;
  expect(redact(image)).toBe(image);
});
