import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PistonClient } from 'piston-api-client';
import piston from 'piston-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { isTested } from '../support/languages.js';
import { freePort, startProduct, type Product } from '../support/product.js';

let product: Product;
let ports: { judge0: number; piston: number };
beforeAll(async () => {
  ports = { judge0: await freePort(), piston: await freePort() };
  const FACADES = `judge0@${ports.judge0},piston@${ports.piston},judge0@/`;
  product = await startProduct({ env: { WEBHOOK_PRIVATE_ADDRESSES: 'true', FACADES } });
  await (await product.get('/api/v1/languages')).json();
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

describe.runIf(isTested('java'))('the HTTP client that comes with Java', () => {
  const CLIENT = `
    import java.net.URI;
    import java.net.http.*;
    class Client {
      public static void main(String[] args) throws Exception {
        var client = HttpClient.newHttpClient();
        for (int i = 0; i < args.length; i += 2) {
          var request = HttpRequest.newBuilder(URI.create(args[i])).header("Content-Type", "application/json");
          if (args[i + 1].isEmpty()) request.GET(); else request.POST(HttpRequest.BodyPublishers.ofString(args[i + 1]));
          var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
          System.out.println(answer.version() + " " + answer.statusCode() + " " + answer.body());
        }
      }
    }`;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cpast-java-client-'));
    await writeFile(join(folder, 'Client.java'), CLIENT);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('asks for HTTP/2 and is served by every facade in HTTP/1.1', async () => {
    const judge0 = { language_id: 71, source_code: 'print(input())', stdin: 'ä' };
    const piston = { language: 'python', version: '*', files: [{ content: 'print(2)' }] };
    const jobe = { run_spec: { language_id: 'python3', sourcecode: 'print(3)' } };
    const { stdout } = await promisify(execFile)('java', [
      join(folder, 'Client.java'),
      `${product.url}/judge0/languages/71`,
      '',
      `http://127.0.0.1:${ports.judge0}/submissions/?wait=true&fields=stdout`,
      JSON.stringify(judge0),
      `http://127.0.0.1:${ports.piston}/api/v2/execute`,
      JSON.stringify(piston),
      `${product.url}/jobe/index.php/restapi/runs`,
      JSON.stringify(jobe),
    ]);
    const [language, ...answers] = stdout.trim().split('\n');
    expect(language).toMatch(/^HTTP_1_1 200 \{"id":71,/);
    expect(answers).toEqual([
      'HTTP_1_1 201 {"stdout":"ä\\n"}',
      expect.stringMatching(/^HTTP_1_1 200 .*"stdout":"2\\n"/),
      expect.stringMatching(/^HTTP_1_1 200 .*"outcome":15,.*"stdout":"3\\n"/),
    ]);
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

describe('Jobe', () => {
  const run = (run_spec: object) => post('/jobe/index.php/restapi/runs', { run_spec });

  it('gives interpreters their usual arguments, or those of the run', async () => {
    const started = { language_id: 'nodejs', sourcecode: 'console.log(process.execArgv.at(-1));' };
    expect(await run(started)).toMatchObject({ stdout: '--use_strict\n' });
    const parameters = { interpreterargs: ['--no-deprecation --throw-deprecation'] };
    expect(await run({ ...started, parameters })).toMatchObject({ stdout: '--throw-deprecation\n' });
    const flags = {
      language_id: 'python3',
      sourcecode: 'import sys; print(sys.flags.optimize, sys.argv[1:])',
    };
    const optimized = { interpreterargs: ['-O -O'], runargs: ['a "b c"'] };
    expect(await run({ ...flags, parameters: optimized })).toMatchObject({ stdout: "2 ['a', 'b c']\n" });
  });

  it('says of a key that it is not known, and of none that it is missing', { timeout: 180_000 }, async () => {
    const closed = await startProduct({ env: { ANONYMOUS_SUBMISSIONS: 'false' } });
    try {
      const answer = async (headers: Record<string, string>) => {
        const response = await fetch(`${closed.url}/jobe/index.php/restapi/runs`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify({ run_spec: { language_id: 'python3', sourcecode: 'print(1)' } }),
        });
        return [response.status, await response.text()];
      };
      expect(await answer({})).toEqual([403, 'Missing API key']);
      expect(await answer({ 'X-API-KEY': '2AAA7A5415B4A9B394B54BF1D2E9D' })).toEqual([
        403,
        'Unknown API key',
      ]);
    } finally {
      await closed.stop();
    }
  });

  it.runIf(isTested('java'))('starts the class that is asked for', async () => {
    const main = (name: string) =>
      `class ${name} { public static void main(String[] args) { System.out.println("${name}"); } }\n`;
    const both = { language_id: 'java', sourcecode: main('First') + main('Second') };
    expect(await run({ ...both, parameters: { main_class: 'Second' } })).toMatchObject({
      stdout: 'Second\n',
    });
  });
});

describe('Piston', () => {
  it('looks at the form of a body before its address', async () => {
    const status = async (path: string, contentType: string, body = '{}') => {
      const headers = { 'content-type': contentType };
      const response = await fetch(`${product.url}/piston${path}`, { method: 'POST', headers, body });
      return [response.status, await response.json()];
    };
    const wrongType = [415, { message: 'requests must be of type application/json' }];
    expect(await status('/api/v2/nothing', 'application/x-www-form-urlencoded', 'a=1')).toEqual(wrongType);
    expect(await status('/api/v2/nothing', 'application/json')).toEqual([404, { message: 'Not Found' }]);
    expect(await status('/api/v2/nothing', 'application/json', '{')).toMatchObject([
      400,
      { stack: expect.stringContaining('SyntaxError') },
    ]);
  });
});

describe('clients of version 1 of Piston', () => {
  it('send JSON of no type, as the library requests of Python does with a text', async () => {
    const body = Buffer.from(JSON.stringify({ language: 'python', source: 'print(1)', args: [], stdin: '' }));
    const answer = async (path: string) => {
      const response = await fetch(`${product.url}/piston${path}`, { method: 'POST', body });
      return [response.status, await response.json()];
    };
    expect(await answer('/api/v1/piston/execute')).toMatchObject([200, { ran: true, output: '1\n' }]);
    expect(await answer('/api/v2/execute')).toEqual([
      415,
      { message: 'requests must be of type application/json' },
    ]);
  });
});

describe('Judge0', () => {
  it('answers with the means of several runs, and with what the last of them wrote', async () => {
    const asked = { language_id: 71, source_code: 'print(input())', stdin: 'x', number_of_runs: 3 };
    const fields = 'time,wall_time,memory,stdout,number_of_runs,status';
    const answer = await post<Record<string, unknown>>(
      `/judge0/submissions?wait=true&fields=${fields}`,
      asked,
    );
    expect(answer).toMatchObject({ number_of_runs: 3, stdout: 'x\n', status: { id: 3 } });
    for (const name of ['time', 'wall_time']) expect(answer[name]).toMatch(/^0\.\d+$/);
    expect(answer.memory).toBeGreaterThan(0);
    expect(Number.isInteger(answer.memory)).toBe(true);
  });

  it('says of a JSON body without names what is missing, and shows limits with all their digits', async () => {
    const missing = await post<Record<string, unknown>>('/judge0/submissions', []);
    expect(missing).toMatchObject({ source_code: ["can't be blank"] });
    const asked = { language_id: 71, source_code: 'print(1)', cpu_time_limit: 1.23456 };
    expect(await post('/judge0/submissions?wait=true&fields=cpu_time_limit', asked)).toEqual({
      cpu_time_limit: '1.23456',
    });
    const batch = await fetch(`${product.url}/judge0/submissions/batch?fields=nothing`);
    expect(await batch.json()).toEqual({ error: 'invalid fields: [nothing]' });
  });

  it('drops what a shell would have taken for more than words', async () => {
    const asked = {
      language_id: 71,
      source_code: 'import sys; print(sys.argv[1:])',
      command_line_arguments: ' "a b" $HOME;`x` >y',
    };
    const answer = await post<{ stdout: string }>('/judge0/submissions?wait=true', asked);
    expect(answer.stdout).toBe("['a b', 'HOMEx', 'y']\n");
  });

  it('finds the token of an admin in a body, as in the query and the headers', async () => {
    const { token } = await product.makeToken(await product.logInAsAdmin(), ['read', 'submit', 'admin']);
    const authorize = async (body?: RequestInit['body'], headers: Record<string, string> = {}) =>
      (await fetch(`${product.url}/judge0/authorize`, { method: 'POST', body: body ?? null, headers }))
        .status;
    const json = { 'content-type': 'application/json' };
    expect(await authorize(undefined, { 'X-Auth-User': token })).toBe(200);
    expect(await authorize(JSON.stringify({ 'X-Auth-User': token }), json)).toBe(200);
    expect(await authorize(new URLSearchParams({ 'X-Auth-User': token }))).toBe(200);
    expect(await authorize(JSON.stringify({ 'X-Auth-User': token.replace(/.$/, '!') }), json)).toBe(403);
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
