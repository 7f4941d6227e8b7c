import type { RunRequest } from '@app/contracts';
import { Logger } from '@nestjs/common';
import { io } from 'socket.io-client';
import { QueryFailedError } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { SubmissionList } from '../../apps/api/src/features/submissions/read/submission-list.js';
import { SubmissionReader } from '../../apps/api/src/features/submissions/read/submission-reader.js';
import { startTestApi, type TestApi } from '../support/test-api.js';

const RUN: RunRequest = { kind: 'run', program: { language: 'python', source: 'print(3)' } };
const HASH = '0123456789abcdef'.repeat(4);
const TOKEN = `cpast_${'a'.repeat(43)}`;

/** As the driver throws it: it carries the query and what was asked with it. */
const failure = () =>
  new QueryFailedError(
    'SELECT * FROM "api_token" WHERE "token_hash" = $1',
    [HASH],
    new Error(`something of ${TOKEN} is wrong`),
  );

let api: TestApi;
let written: string;
beforeAll(async () => {
  // The scripted worker would turn the log off, for both.
  api = await startTestApi({ worker: false });
});
afterAll(async () => {
  await api.close();
  Logger.overrideLogger(new Logger());
});
beforeEach(() => {
  written = '';
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      written += String(text);
      return true;
    });
});
afterEach(() => void vi.restoreAllMocks());

it('of a request that failed tells why, without secrets', async () => {
  vi.spyOn(api.app.get(SubmissionList), 'page').mockRejectedValue(failure());
  const response = await api.get('/api/v1/submissions');
  expect(response.status).toBe(500);
  const { requestId } = (await response.json()) as { requestId: string };
  expect(written).toContain(
    `ERROR [ProblemFilter] ${requestId} GET /api/v1/submissions: QueryFailedError: something`,
  );
  expect(written).not.toMatch(/aaaa|0123456789abcdef/);
});

it('of a socket that failed tells why, without secrets', async () => {
  const { id } = await api.submit(RUN);
  vi.spyOn(api.app.get(SubmissionReader), 'requireReadable').mockRejectedValue(failure());
  const socket = io(api.url, { transports: ['websocket'], forceNew: true, reconnection: false });
  const answer: unknown = await socket.emitWithAck('subscribe', { submissionId: id });
  expect(answer).toEqual({ ok: false, code: 'unavailable' });
  socket.close();
  expect(written).toContain('ERROR [SubmissionsGateway] QueryFailedError: something');
  expect(written).not.toMatch(/aaaa|0123456789abcdef|api_token/);
});

it('of any part of the service has no secrets', () => {
  new Logger('Sessions').warn(`redis://default:hunter2@redis:6379 does not answer`);
  expect(written).toContain('[Sessions] redis://[redacted]@redis:6379');
});
