import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PistonClient } from 'piston-api-client';
import piston from 'piston-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { freePort, startProduct, type Product } from '../support/product.js';

let product: Product;
let ports: { judge0: number; piston: number };
beforeAll(async () => {
  ports = { judge0: await freePort(), piston: await freePort() };
  const FACADES = `judge0@${ports.judge0},piston@${ports.piston},judge0@/`;
  product = await startProduct({ env: { WEBHOOK_PRIVATE_ADDRESSES: 'true', FACADES } });
  await (await fetch(`${product.url}/api/v1/languages`)).json();
});
afterAll(() => product?.stop());

async function post<T>(path: string, body: object): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(product.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await response.json()) as T;
}

describe('the npm package piston-client', () => {
  const client = () => piston({ server: `${product.url}/piston/` });

  it('lists runtimes and picks the newest of a language', async () => {
    expect(await client().runtimes()).toContainEqual(expect.objectContaining({ language: 'python' }));
    expect(await client().execute('python', 'print(input() * 2)', { stdin: 'ab' })).toMatchObject({
      language: 'python',
      run: { stdout: 'abab\n', stderr: '', output: 'abab\n', code: 0, signal: null },
    });
  });

  it('passes arguments and several files on', async () => {
    const files = [
      { name: 'main.py', content: 'import sys, two\nprint(two.TWO, sys.argv[1:])' },
      { name: 'two.py', content: 'TWO = 2' },
    ];
    const { run } = await client().execute({ language: 'python', files, args: ['x', 'y z'] });
    expect(run).toMatchObject({ stdout: "2 ['x', 'y z']\n", code: 0 });
  });

  it('hears what is wrong with a request', async () => {
    const answer = await client().execute({
      language: 'cobol60',
      version: '1.0.0',
      files: [{ content: '' }],
    });
    expect(answer).toEqual({ message: 'cobol60-1.0.0 runtime is unknown' });
  });
});

describe('the npm package piston-api-client', () => {
  it('runs programs, and hears of errors, on a port of its own', async () => {
    const client = new PistonClient({ server: `http://127.0.0.1:${ports.piston}`, cacheTime: 1 });
    const runtimes = await client.runtimes();
    expect(runtimes).toMatchObject({ success: true });
    const files = [
      { content: '#include "n.h"\nint main() { return N; }' },
      { name: 'n.h', content: '#define N 3' },
    ];
    const compiled = await client.execute({ language: 'c', version: '*', files, run_memory_limit: -1 });
    expect(compiled).toMatchObject({
      success: true,
      data: { compile: { code: 0 }, run: { code: 3, signal: null } },
    });
    expect(await client.execute({ language: 'c', version: '99.x', files })).toMatchObject({
      data: { message: 'c-99.x runtime is unknown' },
    });
  });
});

describe('a program that cannot be read by its interpreter', () => {
  const source = 'print("begun"\n';

  it('is run by Judge0, which does not compile it', async () => {
    const answer = await post('/submissions/?wait=true', { language_id: 71, source_code: source });
    expect(answer).toMatchObject({
      status: { id: 11 },
      message: 'Exited with error status 1',
      compile_output: null,
      stderr: expect.stringMatching(/^ {2}File "script.py", line \d\n[^]*SyntaxError/),
    });
  });

  it('is run by Piston', async () => {
    const answer = await post('/piston/api/v2/execute', {
      language: 'bash',
      version: '*',
      files: [{ content: 'echo begun\nif\n' }],
    });
    expect(answer).toMatchObject({ run: { stdout: 'begun\n', code: 2, status: 'RE' } });
  });

  it('does not compile for Jobe when it is Python, and fails when it is JavaScript', async () => {
    const run = (language_id: string, sourcecode: string) =>
      post('/jobe/index.php/restapi/runs', { run_spec: { language_id, sourcecode } });
    expect(await run('python3', source)).toMatchObject({
      outcome: 11,
      cmpinfo: expect.stringMatching(/^ {2}File/),
    });
    expect(await run('nodejs', 'let x = ;')).toMatchObject({ outcome: 12, cmpinfo: '' });
  });
});

describe('Judge0', () => {
  it('drops what a shell would have taken for more than words', async () => {
    const asked = {
      language_id: 71,
      source_code: 'import sys; print(sys.argv[1:])',
      command_line_arguments: ' "a b" $HOME;`x` >y',
    };
    const answer = await post<{ stdout: string }>('/judge0/submissions?wait=true', asked);
    expect(answer.stdout).toBe("['a b', 'HOMEx', 'y']\n");
  });

  it('starts additional files that may be started, and kills what runs too long behind a compile script', async () => {
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from('#!/bin/bash\necho started\n'), 'tool', { mode: 0o100755 });
    zip.addBuffer(Buffer.from('./tool\nwhile :; do :; done\n'), 'run');
    zip.addBuffer(Buffer.from('exit 0\n'), 'compile');
    zip.end();
    const chunks: Buffer[] = [];
    for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
    const additional_files = Buffer.concat(chunks).toString('base64');
    const asked = { language_id: 89, additional_files, cpu_time_limit: 0.5, cpu_extra_time: 0 };
    expect(await post('/judge0/submissions?wait=true', asked)).toMatchObject({
      stdout: 'started\n',
      status: { id: 5 },
      message: 'Time limit exceeded',
    });
  });

  it('calls back by PUT with the eight fields in base64, which is kept as a delivery', async () => {
    const receiver = createServer().listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const called = new Promise<{ method: string | undefined; body: unknown }>((resolve) =>
      receiver.on('request', (request, response) => {
        let text = '';
        request.on('data', (chunk: Buffer) => (text += chunk.toString()));
        request.on('end', () => {
          response.writeHead(500).end();
          resolve({ method: request.method, body: JSON.parse(text) });
        });
      }),
    );
    const callback_url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    const { token } = await post<{ token: string }>('/judge0/submissions', {
      language_id: 71,
      source_code: 'print(1)',
      callback_url,
    });
    expect(await called).toEqual({
      method: 'PUT',
      body: expect.objectContaining({
        token,
        stdout: 'MQo=\n',
        stderr: null,
        status: { id: 3, description: 'Accepted' },
      }),
    });
    receiver.close();
  });

  it('has a port of its own, and the root', async () => {
    for (const url of [`http://127.0.0.1:${ports.judge0}/about/`, `${product.url}/about`])
      expect(await (await fetch(url)).json()).toMatchObject({ version: '1.13.1' });
    expect((await fetch(`http://127.0.0.1:${ports.judge0}/`)).status).toBe(200);
  });
});
