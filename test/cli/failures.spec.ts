import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Terminal } from './support/terminal.js';

const STRESS = '0199b1c2-5f00-7abc-8def-0123456789ab';
const JUDGE = '0199b1c2-5f00-7abc-8def-0123456789ac';
const SUITE = '0199b1c2-5f00-7abc-8def-0123456789ad';

/** What a service would answer; a submission is final at once. */
function answerTo(method: string, path: string): [status: number, body: object] {
  const test = { name: 'failure 0', verdict: 'wrong_answer', cpuTimeMs: 1, wallTimeMs: 1, memoryBytes: 1 };
  const result = { compilation: null, tests: [test], passed: 0, total: 1 };
  const view = { id: JUDGE, kind: 'judge', status: 'finished', verdict: 'wrong_answer', result };
  const routes: Record<string, [number, object]> = {
    [`POST /api/v1/submissions/${STRESS}/recheck`]: [202, { id: JUDGE, status: 'queued' }],
    [`GET /api/v1/submissions/${JUDGE}`]: [200, view],
    'POST /api/v1/suites': [201, { id: SUITE, version: 1, tests: 1 }],
    [`POST /api/v1/suites/${SUITE}/tests`]: [201, { id: SUITE, version: 2, tests: 2 }],
  };
  return routes[`${method} ${path}`] ?? [404, { title: 'There is no such thing', status: 404, code: 'no' }];
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return parts.length === 0 ? null : JSON.parse(Buffer.concat(parts).toString());
}

let terminal: Terminal;
let service: Server;
let url: string;
const bodies: unknown[] = [];
beforeAll(async () => {
  terminal = await Terminal.open({ 'fixed.py': 'print(1)\n' });
  service = createServer(async (request, response) => {
    if (request.method === 'POST') bodies.push(await bodyOf(request));
    const [status, body] = answerTo(request.method!, request.url!);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((listening) => service.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
});
afterAll(async () => {
  service.closeAllConnections();
  service.close();
  await terminal.close();
});

it('a program is run again on what a stress submission found', async () => {
  const ended = await terminal.type(['fixed', STRESS, 'fixed.py', '--failure', '0', '--server', url]);
  expect(ended).toMatchObject({ code: 1 });
  expect(ended.stdout).toMatch(/FAILED failure 0[^]*0 of 1 tests/);
  expect(bodies.at(-1)).toMatchObject({
    candidate: { language: 'python', source: 'print(1)\n' },
    failure: 0,
  });
});

it('what was found becomes a suite, or one more test of one', async () => {
  const fresh = await terminal.type(['keep', STRESS, '--name', 'Found', '--server', url]);
  expect(fresh).toEqual({ code: 0, stdout: `suite ${SUITE}, version 1: 1 test\n`, stderr: '' });
  expect(bodies.at(-1)).toEqual({ fromSubmission: STRESS, name: 'Found' });
  const more = await terminal.type(['keep', STRESS, '--suite', SUITE], { env: { CPAST_SERVER: url } });
  expect(more.stdout).toBe(`suite ${SUITE}, version 2: 2 tests\n`);
});

it('a service is needed for both', async () => {
  expect(await terminal.type(['keep', STRESS])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--server'),
  });
});
