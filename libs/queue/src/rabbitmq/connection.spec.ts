import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChannelKeeper } from './connection.js';

describe('a channel that closes while its connection lives', () => {
  let reconnect: ReturnType<typeof vi.fn<() => void>>;
  let isConnected: boolean;
  let keeper: ChannelKeeper;
  let channel: EventEmitter;
  const open = () => keeper.watch((channel = new EventEmitter()));
  beforeEach(() => {
    vi.useFakeTimers();
    isConnected = true;
    reconnect = vi.fn(open);
    keeper = new ChannelKeeper(() => ({ isConnected: () => isConnected, reconnect }));
    open();
  });
  afterEach(() => {
    keeper.close();
    vi.useRealTimers();
  });
  /** The broker objects to every channel at once. */
  async function objectFor(ms: number): Promise<void> {
    reconnect.mockImplementation(() => {
      open();
      channel.emit('close');
    });
    channel.emit('close');
    await vi.advanceTimersByTimeAsync(ms);
  }

  it('is made anew on another connection, soon', async () => {
    channel.emit('close');
    await vi.advanceTimersByTimeAsync(500);
    expect(reconnect).toHaveBeenCalledOnce();
  });

  it('is made anew less and less often while the broker objects', async () => {
    await objectFor(10_000);
    expect(reconnect.mock.calls.length).toBeGreaterThan(2);
    expect(reconnect.mock.calls.length).toBeLessThan(8);
    const before = reconnect.mock.calls.length;
    await vi.advanceTimersByTimeAsync(120_000);
    expect(reconnect.mock.calls.length - before).toBeLessThan(11);
  });

  it('is made anew soon again after one that lived for a while', async () => {
    await objectFor(60_000);
    reconnect.mockImplementation(open);
    await vi.advanceTimersByTimeAsync(60_000);
    reconnect.mockClear();
    channel.emit('close');
    await vi.advanceTimersByTimeAsync(500);
    expect(reconnect).toHaveBeenCalledOnce();
  });

  it('is left to the next connection when its own is gone, and to nobody when all is over', async () => {
    isConnected = false;
    channel.emit('close');
    await vi.advanceTimersByTimeAsync(60_000);
    isConnected = true;
    open();
    channel.emit('close');
    keeper.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(reconnect).not.toHaveBeenCalled();
  });
});
