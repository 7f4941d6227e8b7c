import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { startProduct, type Product } from '../support/product.js';

/** What was running at the kill is tried again when its lease is over. */
const LONG = { timeoutMs: 90_000 };

interface Called {
  method: string | undefined;
  body: { token: string; stdout: string | null; status: { id: number } };
}

const called: Called[] = [];
const receiver = createServer((request, response) => {
  let text = '';
  request.on('data', (chunk: Buffer) => (text += chunk.toString()));
  request.on('end', () => {
    called.push({ method: request.method, body: JSON.parse(text) as Called['body'] });
    response.end();
  });
});
let product: Product | undefined;

beforeAll(async () => {
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
});
afterAll(async () => {
  receiver.close();
  await product?.stop();
  if (product) await rm(product.dataDir, { recursive: true, force: true });
});

it(
  'a client of Judge0 is called back once after a restart, though its job was killed in the middle',
  { timeout: 240_000 },
  async () => {
    const env = { WEBHOOK_PRIVATE_ADDRESSES: 'true' };
    product = await startProduct({ env });
    const { url, dataDir } = product;
    const callback_url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
    const created = await fetch(`${url}/judge0/submissions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ language_id: 46, source_code: 'sleep 2; echo done', callback_url }),
    });
    const { token } = (await created.json()) as { token: string };
    const statusOf = async (base: string) => {
      const answer = await fetch(`${base}/judge0/submissions/${token}?fields=status_id`);
      return ((await answer.json()) as { status_id: number }).status_id;
    };
    await eventually(async () => expect(await statusOf(url)).toBe(2), LONG);

    await product.end('SIGKILL');
    expect(called).toEqual([]);
    product = await startProduct({ env, dataDir });
    const restarted = product.url;
    await eventually(() => expect(called).toHaveLength(1), LONG);
    expect(called[0]).toMatchObject({
      method: 'PUT',
      body: { token, stdout: 'ZG9uZQo=\n', status: { id: 3 } },
    });
    expect(await statusOf(restarted)).toBe(3);

    // Another one that is called back shows that nothing more came for the first.
    await fetch(`${restarted}/judge0/submissions?wait=true`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ language_id: 46, source_code: 'echo', callback_url }),
    });
    await eventually(() => expect(called.some(({ body }) => body.token !== token)).toBe(true), LONG);
    expect(called.filter(({ body }) => body.token === token)).toHaveLength(1);
  },
);
