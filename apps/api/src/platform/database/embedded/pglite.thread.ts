// The thread in which the embedded PostgreSQL runs: its queries do not hold up the thread that serves HTTP.
import { collectWhenIdle } from '@app/async';
import { PGlite } from '@electric-sql/pglite';
import { parentPort, workerData } from 'node:worker_threads';
import type { FromThread, ThreadData } from './thread-messages.js';
import { WireFront } from './wire-front.js';

const data = workerData as ThreadData;
const send = (message: FromThread) => parentPort?.postMessage(message);

/** Buffers beside those of the operating system bring a small database little, and fill up in time. */
const SMALL = ['-c', 'shared_buffers=16MB', '-c', 'wal_buffers=1MB'];

async function initialise(directory: string): Promise<void> {
  const database = await PGlite.create(directory);
  await database.close();
}

async function serve(directory: string, socketPath: string): Promise<void> {
  const database = await PGlite.create(directory, {
    startParams: [...PGlite.defaultStartParams, ...SMALL],
  });
  const front = new WireFront(database);
  await front.listen(socketPath);
  collectWhenIdle();
  parentPort?.once('message', () => {
    void front
      .close()
      .then(() => database.close())
      .then(() => send({ kind: 'closed' }));
  });
}

try {
  if (data.task === 'initialise') await initialise(data.directory);
  else await serve(data.directory, data.socketPath);
  send({ kind: 'ready' });
} catch (error) {
  send({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
}
