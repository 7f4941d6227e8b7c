import type { SubmissionView } from '@app/contracts';
import { afterAll, describe, expect, it } from 'vitest';
import { io, type Socket } from 'socket.io-client';
import { rm } from 'node:fs/promises';
import { startProduct, type Product } from '../support/product.js';
import { judge, read, submit } from '../support/api.js';
import { agreeingPair, differingPair } from '../support/programs.js';

/** Resolves when every one of these submissions has ended. */
async function allFinal(url: string, ids: string[]): Promise<SubmissionView[]> {
  const socket: Socket = io(url, { transports: ['websocket'] });
  try {
    const ended = ids.map(
      (submissionId) =>
        new Promise<void>((resolve, reject) => {
          socket.on('submission.finished', (event: { submissionId: string }) => {
            if (event.submissionId === submissionId) resolve();
          });
          socket.emit('subscribe', { submissionId }, (answer: { ok: boolean; snapshot: SubmissionView }) => {
            if (!answer.ok) reject(new Error(`submission ${submissionId} is lost`));
            else if (['finished', 'cancelled'].includes(answer.snapshot.status)) resolve();
          });
        }),
    );
    await Promise.all(ended);
  } finally {
    socket.close();
  }
  return Promise.all(ids.map((id) => read(url, id)));
}

/** Resolves when the job is running. */
async function running(url: string, submissionId: string): Promise<void> {
  const socket: Socket = io(url, { transports: ['websocket'] });
  await new Promise<void>((resolve) => {
    socket.on('submission.started', () => resolve());
    socket.on('submission.progress', () => resolve());
    socket.emit('subscribe', { submissionId }, (answer: { snapshot: SubmissionView }) => {
      if (answer.snapshot.status !== 'queued') resolve();
    });
  });
  socket.close();
}

describe('a process that is killed in the middle of its work', () => {
  let product: Product | undefined;

  afterAll(async () => {
    await product?.stop();
    if (product) await rm(product.dataDir, { recursive: true, force: true });
  });

  it('ends each of 20 accepted jobs exactly once after the restart', { timeout: 240_000 }, async () => {
    product = await startProduct();
    // Compiles both programs, so that the kill comes in the middle of runs and not of a compiler.
    await judge(product.url, differingPair());

    const ids: string[] = [];
    for (let i = 0; i < 20; i++) {
      const request = i % 2 ? differingPair(3000, String(i)) : agreeingPair(300, String(i));
      ids.push((await submit(product.url, request)).id);
    }
    await running(product.url, ids[0]!);
    const before = await Promise.all(ids.map((id) => read(product!.url, id)));
    expect(before.filter((submission) => submission.status === 'finished').length).toBeLessThan(20);

    const { dataDir } = product;
    await product.end('SIGKILL');
    product = await startProduct({ dataDir });

    const after = await allFinal(product.url, ids);
    expect(after.map((submission) => [submission.status, submission.verdict])).toEqual(
      ids.map((_, i) => ['finished', i % 2 ? 'difference_found' : 'no_difference']),
    );
    // What had ended before the kill was not run again.
    for (const [i, submission] of before.entries())
      if (submission.status === 'finished') expect(after[i]).toEqual(submission);

    const listed = (await (await fetch(`${product.url}/api/v1/submissions?limit=100`)).json()) as {
      items: SubmissionView[];
    };
    expect(listed.items.length).toBe(21);
  });
});
