import express from 'express';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compressedFiles, fileBelow } from './compressed-files.js';

const SCRIPT = 'let answer = 42;\n'.repeat(1_000);

describe('files that are compressed once', () => {
  let folder: string;
  let server: Server;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'files-'));
    await writeFile(join(folder, 'a.js'), SCRIPT);
    await writeFile(join(folder, 'small.js'), '1');
    await writeFile(join(folder, '.secret.js'), SCRIPT);
    const app = express();
    app.use(compressedFiles(folder, fileBelow('/assets/'), 'no-cache'));
    app.use((_request, response) => void response.status(404).send('next'));
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  async function ask(path: string, headers: Record<string, string> = { 'accept-encoding': 'br, gzip' }) {
    const { port } = server.address() as AddressInfo;
    const [response] = (await once(get({ port, path, headers }), 'response')) as [IncomingMessage];
    const pieces: Buffer[] = [];
    for await (const piece of response) pieces.push(piece as Buffer);
    return { status: response.statusCode, headers: response.headers, body: Buffer.concat(pieces) };
  }

  it('come as the client takes them, and need not come again', async () => {
    const first = await ask('/assets/a.js');
    expect(first.headers).toMatchObject({ 'content-encoding': 'br', vary: 'Accept-Encoding' });
    expect(first.headers['content-type']).toContain('javascript');
    expect(String(brotliDecompressSync(first.body))).toBe(SCRIPT);
    const zipped = await ask('/assets/a.js', { 'accept-encoding': 'gzip' });
    expect(String(gunzipSync(zipped.body))).toBe(SCRIPT);
    const again = await ask('/assets/a.js', {
      'accept-encoding': 'br',
      'if-none-match': first.headers.etag!,
    });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });

  it('come as the build has left them', async () => {
    await writeFile(join(folder, 'built.js'), SCRIPT);
    await writeFile(join(folder, 'built.js.br'), brotliCompressSync('of the build'));
    expect(String(brotliDecompressSync((await ask('/assets/built.js')).body))).toBe('of the build');
  });

  it.each([
    '/assets/small.js',
    '/assets/none.js',
    '/assets/.secret.js',
    '/assets/../a.js',
    '/assets/%2e%2e/a.js',
  ])('leave everything else to the next: %s', async (path) => {
    expect(String((await ask(path)).body)).toBe('next');
  });
});
