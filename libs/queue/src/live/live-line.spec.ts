import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '../../../../test/support/eventually.js';
import { LiveLine } from './live-line.js';
import type { ToApi, ToWorker } from './live-messages.js';
import { InProcessLiveWire } from './live-wire.js';

const ID = 'a-run';

async function connect(wire = new InProcessLiveWire()) {
  const api: ToApi[] = [];
  const worker: ToWorker[] = [];
  const lost: string[] = [];
  const ofApi = await LiveLine.toWorker(wire, ID, {
    onMessage: (message) => api.push(message),
    onLost: (reason) => lost.push(`api: ${reason}`),
  });
  const ofWorker = await LiveLine.toApi(wire, ID, {
    onMessage: (message) => worker.push(message),
    onLost: (reason) => lost.push(`worker: ${reason}`),
  });
  return { wire, api, worker, lost, ofApi, ofWorker };
}

describe('a line between api and worker', () => {
  it('carries bytes as they are, in order, both ways', async () => {
    const { api, worker, ofApi, ofWorker } = await connect();
    const data = Buffer.from([0, 255, 10, 13]);
    ofWorker.send({ type: 'hello' });
    ofWorker.send({ type: 'data', stream: 'stderr', data });
    ofApi.send({ type: 'stdin', data });
    ofApi.send({ type: 'eof' });
    await eventually(() => {
      expect(api).toEqual([{ type: 'hello' }, { type: 'data', stream: 'stderr', data }]);
      expect(worker).toEqual([{ type: 'stdin', data }, { type: 'eof' }]);
    });
    ofApi.close();
    ofWorker.close();
  });

  describe('that is not what it should be', () => {
    beforeEach(() => void vi.useFakeTimers());
    afterEach(() => void vi.useRealTimers());

    it('is lost when a message is, or when its wire is gone', async () => {
      const gap = await connect();
      gap.ofWorker.send({ type: 'hello' });
      const publish = vi.spyOn(gap.wire, 'publish').mockResolvedValueOnce(undefined);
      gap.ofWorker.send({ type: 'started' });
      publish.mockRestore();
      gap.ofWorker.send({ type: 'took', bytes: 1 });
      await vi.advanceTimersByTimeAsync(1);
      expect(gap.lost).toEqual(['api: a message was lost on the way']);
      const away = await connect();
      vi.spyOn(away.wire, 'publish').mockRejectedValue(new Error('away'));
      away.ofWorker.send({ type: 'hello' });
      await vi.advanceTimersByTimeAsync(1);
      expect(away.lost).toEqual(['worker: a message could not be sent: Error: away']);
      for (const line of [gap.ofWorker, away.ofApi]) line.close();
    });

    it('is lost to each side when the other one is silent, and only then', async () => {
      const { lost, ofApi, ofWorker } = await connect();
      ofWorker.send({ type: 'hello' });
      await vi.advanceTimersByTimeAsync(60_000);
      expect(lost).toEqual([]);
      ofWorker.close();
      await vi.advanceTimersByTimeAsync(7_000);
      expect(lost).toEqual(['api: the other side does not answer']);
      ofApi.close();
    });
  });
});
