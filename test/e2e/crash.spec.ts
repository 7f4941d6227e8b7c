import { SEQ_PER_TRY, type StressRequest, type SubmissionStatus, type SubmissionView } from '@app/contracts';
import { rm } from 'node:fs/promises';
import { io } from 'socket.io-client';
import { afterAll, describe, expect, it } from 'vitest';
import { startProduct, type Product } from '../support/product.js';
import { agreeingPair, differingPair } from '../support/programs.js';

type Snapshot = SubmissionView & { seq: number };
interface Watch {
  /** What each submission was when it was subscribed to. */
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  /** The ids of `submission.finished`, in the order of arrival. */
  readonly ended: readonly string[];
  /** Resolves when every submission has ended. */
  readonly all: Promise<void>;
  close(): void;
}

const isFinal = ({ status }: Snapshot): boolean => status === 'finished' || status === 'cancelled';

/** Follows submissions over one socket. @throws when one of them is lost */
async function watch(url: string, ids: readonly string[]): Promise<Watch> {
  const socket = io(url, { transports: ['websocket'] });
  const snapshots = new Map<string, Snapshot>();
  const ended: string[] = [];
  const open = new Set(ids);
  let resolve: () => void;
  const all = new Promise<void>((resolveAll) => (resolve = resolveAll));
  const end = (id: string) => void (open.delete(id) && open.size === 0 && resolve());
  socket.on('submission.finished', ({ submissionId }: { submissionId: string }) => {
    ended.push(submissionId);
    end(submissionId);
  });
  for (const submissionId of ids) {
    const answer = (await socket.emitWithAck('subscribe', { submissionId })) as {
      ok: boolean;
      snapshot: Snapshot;
    };
    if (!answer.ok) throw new Error(`submission ${submissionId} is lost`);
    snapshots.set(submissionId, answer.snapshot);
    if (isFinal(answer.snapshot)) end(submissionId);
  }
  return { snapshots, ended, all, close: () => socket.close() };
}

/** Resolves when the job runs its programs. */
async function running(url: string, submissionId: string): Promise<void> {
  const socket = io(url, { transports: ['websocket'] });
  await new Promise<void>((resolve) => {
    socket.on('submission.progress', () => resolve());
    socket.emit('subscribe', { submissionId }, ({ snapshot }: { snapshot: Snapshot }) => {
      if (snapshot.progress.done > 0) resolve();
    });
  });
  socket.close();
}

const SLOTS = 2;
const SLEEPER =
  '#include <stdio.h>\n#include <unistd.h>\nint main() { int x; if (scanf("%d", &x) != 1) return 1; usleep(100000); printf("%d\\n", x); }\n';
/**
 * Takes some seconds on any machine, most of them asleep. In the language of the others: only jobs of one
 * language keep their order.
 */
const slowPair = (iterations: number): StressRequest => ({
  ...agreeingPair(iterations),
  reference: { language: 'cpp', source: SLEEPER },
  candidate: { language: 'cpp', source: SLEEPER },
});
/** The first ones end, the next ones hold every slot, the others wait behind them. */
const jobs = Array.from({ length: 20 }, (_, i) => {
  if (i >= 4 && i < 4 + SLOTS) return slowPair(60);
  return i % 2 ? differingPair(3000, String(i)) : agreeingPair(300, String(i));
});

describe('a process that is killed in the middle of its work', { retry: 0 }, () => {
  let product: Product | undefined;

  afterAll(async () => {
    await product?.stop();
    if (product) await rm(product.dataDir, { recursive: true, force: true });
  });

  it('ends each of 20 accepted jobs exactly once after the restart', { timeout: 240_000 }, async () => {
    const env = { WORKER_CONCURRENCY: String(SLOTS) };
    product = await startProduct({ env });
    // Compiles all programs, so that the kill comes in the middle of runs and not of a compiler.
    await product.judge(differingPair());
    await product.judge(slowPair(1));

    const ids: string[] = [];
    for (const job of jobs) ids.push((await product.submit(job)).id);
    const slow = ids.slice(4, 4 + SLOTS);
    await Promise.all(slow.map((id) => running(product!.url, id)));
    const before = await Promise.all(ids.map((id) => product!.read(id)));

    const { dataDir } = product;
    await product.end('SIGKILL');
    const thatWere = (status: SubmissionStatus) => ids.filter((_, i) => before[i]!.status === status);
    expect(thatWere('running')).toEqual(slow);
    expect(thatWere('finished')).toEqual(ids.slice(0, 4));
    expect(thatWere('queued')).toEqual(ids.slice(4 + SLOTS));

    product = await startProduct({ env, dataDir });
    const { snapshots, ended, all, close } = await watch(product.url, ids);
    await all;
    // Whatever had been queued a second time would have come before this one.
    await product.judge(differingPair(3000, '99'));
    close();

    const after = await Promise.all(ids.map((id) => product!.read(id)));
    expect(after.map(({ status, verdict }) => [status, verdict])).toEqual(
      jobs.map((job) => [
        'finished',
        job.candidate!.source === differingPair().candidate!.source ? 'difference_found' : 'no_difference',
      ]),
    );
    // What had ended before the kill was not run again.
    expect(after.slice(0, 4)).toEqual(before.slice(0, 4));

    const times = (id: string) => ended.filter((each) => each === id).length;
    const seenToEnd = ids.filter((id) => !isFinal(snapshots.get(id)!));
    expect(seenToEnd).toEqual(expect.arrayContaining(slow));
    expect(seenToEnd.map(times)).toEqual(seenToEnd.map(() => 1));
    expect(ids.filter((id) => times(id) > 1)).toEqual([]);

    // Only what ran at the kill was tried again.
    const last = await watch(product.url, ids);
    last.close();
    const tries = (id: string) => Math.floor(last.snapshots.get(id)!.seq / SEQ_PER_TRY);
    expect(ids.map(tries)).toEqual(ids.map((id) => (slow.includes(id) ? 2 : 1)));

    const listed = (await (await product.get('/api/v1/submissions?limit=100')).json()) as {
      items: SubmissionView[];
    };
    // With the two that compiled and the one at the end.
    expect(listed.items.length).toBe(23);
  });
});
