// How rows of `npm run bench` ask the service: over connections that stay open, with as little work here as
// can be.
import { Agent, request } from 'node:http';
import { Cure } from './steps.mjs';

const agent = new Agent({ keepAlive: true, maxSockets: 256 });
/** Each submission is another one, so that none is answered from what was done before. */
let number = 2_000_000;
export const anotherNumber = () => (number += 1);

/** @returns {Promise<{ status: number, body: any }>} what a POST of this JSON answers */
export function post(url, path, value, headers = {}) {
  const body = Buffer.from(JSON.stringify(value));
  return new Promise((resolve, reject) => {
    const options = {
      agent,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': body.length, ...headers },
    };
    const sent = request(url + path, options, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode, body: JSON.parse(Buffer.concat(chunks).toString()) }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/**
 * One submission, from request to result. @returns its view @throws Cure when it does not end as it should
 */
export async function judged(url, value, verdict = 'accepted', headers = {}) {
  const { body } = await post(url, '/api/v1/submissions?wait=60', value, headers);
  if (body.verdict !== verdict)
    throw new Cure(`a ${value.kind} job ended as ${JSON.stringify(body).slice(0, 500)}`);
  return body;
}

/** Does `work` so many times, so many at a time. @returns seconds */
export async function secondsFor(times, clients, work) {
  let left = times;
  const startedAt = performance.now();
  const client = async () => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: clients }, client));
  return (performance.now() - startedAt) / 1000;
}

export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
