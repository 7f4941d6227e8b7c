import type { CallHandler, ExecutionContext } from '@nestjs/common';
import { RmqContext } from '@nestjs/microservices';
import { lastValueFrom, of, throwError } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { AckInterceptor } from './ack.interceptor.js';
import { JobHandedBack, JobRejected } from './settlement.js';
import { ATTEMPT_HEADER, HAND_BACK_DELAY_MS, RETRY_DELAYS_MS } from './topology.js';

function delivery(attempt?: number) {
  const headers = attempt === undefined ? {} : { [ATTEMPT_HEADER]: attempt };
  return { content: Buffer.from('{}'), properties: { headers, messageId: 'm' }, fields: { deliveryTag: 1 } };
}

async function settle(
  message: ReturnType<typeof delivery>,
  outcome: CallHandler,
  confirmError: unknown = null,
) {
  const channel = {
    ack: vi.fn(),
    nack: vi.fn(),
    publishLater: vi.fn(async (_message: unknown, _delayMs: number, _headers: object) => {
      if (confirmError !== null) throw confirmError;
    }),
  };
  const rmq = new RmqContext([message, channel, 'job.execute']);
  const context = { switchToRpc: () => ({ getContext: () => rmq }) } as unknown as ExecutionContext;
  await lastValueFrom(new AckInterceptor().intercept(context, outcome), { defaultValue: undefined });
  return channel;
}

const fails: CallHandler = { handle: () => throwError(() => new Error('boom')) };

describe('the acknowledgement of a job', () => {
  it('is sent when the handler is done, and only once', async () => {
    const channel = await settle(delivery(), { handle: () => of(undefined) });
    expect(channel.ack).toHaveBeenCalledOnce();
    expect(channel.nack).not.toHaveBeenCalled();
  });

  it('of a failed job is sent after its copy is confirmed in a retry queue', async () => {
    const channel = await settle(delivery(), fails);
    const [message, delayMs, headers] = channel.publishLater.mock.calls[0]!;
    expect(message).toMatchObject({ properties: { messageId: 'm' } });
    expect(delayMs).toBe(RETRY_DELAYS_MS[0]);
    expect(headers).toEqual({ [ATTEMPT_HEADER]: 2, 'x-last-error': 'boom' });
    expect(channel.publishLater.mock.invocationCallOrder[0]).toBeLessThan(
      channel.ack.mock.invocationCallOrder[0]!,
    );
  });

  it('of a failed job is not sent when the copy is refused: the message goes back', async () => {
    const channel = await settle(delivery(), fails, new Error('no'));
    expect(channel.ack).not.toHaveBeenCalled();
    expect(channel.nack).toHaveBeenCalledExactlyOnceWith(expect.anything(), true);
  });

  it('is a rejection to the dead when the tries are used up', async () => {
    const channel = await settle(delivery(RETRY_DELAYS_MS.length + 1), fails);
    expect(channel.nack).toHaveBeenCalledExactlyOnceWith(expect.anything(), false);
    expect(channel.publishLater).not.toHaveBeenCalled();
  });

  it('of a job that was handed back is sent after its copy is put aside, without counting', async () => {
    const error = new JobHandedBack('not here', HAND_BACK_DELAY_MS);
    const channel = await settle(delivery(3), { handle: () => throwError(() => error) });
    const [, delayMs, headers] = channel.publishLater.mock.calls[0]!;
    expect([delayMs, headers]).toEqual([HAND_BACK_DELAY_MS, { [ATTEMPT_HEADER]: 3 }]);
    expect(channel.ack).toHaveBeenCalledOnce();
  });

  it('is not sent for a job that is handed back at once, nor for one that is rejected', async () => {
    const handedBack = await settle(delivery(), {
      handle: () => throwError(() => new JobHandedBack('stop')),
    });
    expect(handedBack.nack).toHaveBeenCalledExactlyOnceWith(expect.anything(), true);
    const rejected = await settle(delivery(), { handle: () => throwError(() => new JobRejected('poison')) });
    expect(rejected.nack).toHaveBeenCalledExactlyOnceWith(expect.anything(), false);
    expect([handedBack.ack, rejected.ack].map((ack) => ack.mock.calls.length)).toEqual([0, 0]);
  });
});
