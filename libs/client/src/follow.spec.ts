import type { SubmissionView } from '@app/contracts';
import type { Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followSubmission, type Connection } from './follow.js';
import { ApiError, problemOf, readProblem } from './problem.js';

/** The client's end of the socket: a test says what happens on it. */
const socket = (() => {
  const listeners = new Map<string, (payload?: object) => void>();
  return {
    happens: (event: string, payload?: object) => listeners.get(event)?.(payload),
    on: (event: string, listener: () => void) => void listeners.set(event, listener),
    timeout: () => ({ emitWithAck: () => Promise.resolve(socket.ack) }),
    disconnect: () => listeners.clear(),
    ack: {} as object,
  };
})();

const running = { id: 'a', status: 'running' } as SubmissionView;
const finished = { id: 'a', status: 'finished' } as SubmissionView;
const away = () => Promise.reject(new ApiError(problemOf(new TypeError('Failed to fetch'))));
const answering = (status: number) => () => Promise.reject(new ApiError(readProblem(status, null)));
const ask = vi.fn<() => Promise<SubmissionView>>();

describe('a submission that is followed', () => {
  let connections: Connection[];
  let views: SubmissionView[];
  let network: EventTarget;
  let stop: () => void;
  const gone = vi.fn();

  beforeEach(async () => {
    vi.useFakeTimers();
    network = new EventTarget();
    vi.stubGlobal('addEventListener', network.addEventListener.bind(network));
    [connections, views] = [[], []];
    gone.mockClear();
    ask.mockReset().mockResolvedValue(running);
    socket.ack = { ok: true, snapshot: { ...running, seq: 1 } };
    stop = followSubmission(
      'a',
      {
        onView: (view) => views.push(view),
        onEvent: () => {},
        onConnection: (connection) => {
          if (connections.at(-1) !== connection) connections.push(connection);
        },
        onGone: gone,
      },
      { get: ask, openSocket: () => Promise.resolve(socket as unknown as Socket) },
    );
    // The socket's code arrives.
    await Promise.resolve();
  });
  afterEach(() => {
    stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const connect = async () => {
    socket.happens('connect');
    await vi.advanceTimersByTimeAsync(0);
  };
  /** How often it asks in so many milliseconds. */
  const asks = async (ms: number) => {
    const before = ask.mock.calls.length;
    await vi.advanceTimersByTimeAsync(ms);
    return ask.mock.calls.length - before;
  };

  it('is live once it is subscribed, and is then rarely asked about', async () => {
    await connect();
    expect(connections).toEqual(['connecting', 'live']);
    expect(await asks(16_000)).toBe(2);
  });

  it('is asked about every second where sockets do not work', async () => {
    socket.happens('connect_error');
    expect(await asks(5_000)).toBe(5);
    expect(connections).toEqual(['connecting', 'polling']);
  });

  it('is offline when nobody answers, and asked about less and less often', async () => {
    await connect();
    ask.mockImplementation(away);
    socket.happens('disconnect');
    expect(await asks(1_000)).toBe(1);
    expect(connections.at(-1)).toBe('offline');
    // After 1, 2, 4, 8, 8 and 8 seconds, however often the socket tries in between.
    const between = setInterval(() => socket.happens('connect_error'), 300);
    expect(await asks(31_000)).toBe(6);
    clearInterval(between);
    expect(connections).toEqual(['connecting', 'live', 'polling', 'offline']);
    ask.mockResolvedValue(running);
    await asks(8_000);
    expect(connections.at(-1)).toBe('polling');
    expect(await asks(5_000)).toBe(5);
  });

  it('is live again as soon as the socket is', async () => {
    ask.mockImplementation(away);
    await asks(20_000);
    await connect();
    expect(connections).toEqual(['connecting', 'offline', 'live']);
    expect(views.at(-1)).toMatchObject({ status: 'running' });
  });

  it('is asked about at once when the network goes and when it comes', async () => {
    await connect();
    ask.mockImplementation(away);
    network.dispatchEvent(new Event('offline'));
    await vi.advanceTimersByTimeAsync(0);
    expect(connections.at(-1)).toBe('offline');
    await asks(10_000);
    ask.mockResolvedValue(finished);
    network.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(0);
    expect(views.at(-1)).toBe(finished);
    expect(await asks(60_000)).toBe(0);
  });

  it('is offline behind a proxy that says so, but not when too much is asked', async () => {
    ask.mockImplementation(answering(429));
    await asks(3_000);
    expect(connections).toEqual(['connecting', 'polling']);
    ask.mockImplementation(answering(502));
    await asks(4_000);
    expect(connections.at(-1)).toBe('offline');
    expect(gone).not.toHaveBeenCalled();
  });

  it('is gone when the service knows of none', async () => {
    ask.mockImplementation(answering(404));
    await asks(1_000);
    expect(gone).toHaveBeenCalledOnce();
    expect(await asks(60_000)).toBe(0);
  });
});
