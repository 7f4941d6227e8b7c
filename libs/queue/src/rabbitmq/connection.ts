import { connect, type AmqpConnectionManager } from 'amqp-connection-manager';

/** A connection without a sign of life for twice this long is dead. */
const HEARTBEAT_S = 10;
/** A broker that has just started, on a busy machine, takes its time to greet, and what is wrong is said within ten seconds. */
const CONNECT_TIMEOUT_MS = 9_000;
const LEAST_WAIT_S = 0.5;
const LONGEST_WAIT_S = 4;

/**
 * How amqplib connects. Without noDelay a confirmed publish takes 40 ms (Nagle against delayed
 * acknowledgements).
 */
export const SOCKET_OPTIONS = Object.freeze({ noDelay: true, timeout: CONNECT_TIMEOUT_MS });

/**
 * A connection that comes back by itself. It waits longer after each failure, and a random share of that:
 * when a broker returns, not every process of the fleet connects at the same moment.
 */
export function connectWithJitter(url: string): AmqpConnectionManager {
  const manager = connect([url], {
    heartbeatIntervalInSeconds: HEARTBEAT_S,
    connectionOptions: SOCKET_OPTIONS,
  });
  let failures = 0;
  // The manager reads its property after it has called these listeners.
  const wait = () => {
    const longest = Math.min(LONGEST_WAIT_S, LEAST_WAIT_S * 2 ** failures++);
    manager.reconnectTimeInSeconds = longest * (0.5 + Math.random() / 2);
  };
  manager.reconnectTimeInSeconds = LEAST_WAIT_S;
  manager.on('connect', () => (failures = 0));
  manager.on('disconnect', wait);
  manager.on('connectFailed', wait);
  return manager;
}

/** A channel that lived for so long was a good one: the next failure is a new one. */
const STEADY_MS = 10_000;
const LONGEST_CHANNEL_WAIT_MS = 30_000;

/**
 * Connects again when a channel closes while its connection lives, as it does when a broker objects to
 * something: the manager makes new channels only for new connections. A broker that goes on to object is
 * asked less and less often.
 */
export class ChannelKeeper {
  private failures = 0;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  /** @param manager known when the first channel opens */
  constructor(private readonly manager: () => Pick<AmqpConnectionManager, 'isConnected' | 'reconnect'>) {}

  watch(channel: { once(event: 'close', listener: () => void): unknown }): void {
    const openedAt = performance.now();
    channel.once('close', () => {
      if (performance.now() - openedAt > STEADY_MS) this.failures = 0;
      const longest = Math.min(LONGEST_CHANNEL_WAIT_MS, LEAST_WAIT_S * 1_000 * 2 ** this.failures++);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.reconnect(), longest * (0.5 + Math.random() / 2)).unref();
    });
  }

  /** Connects no more. */
  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  private reconnect(): void {
    // With the connection gone the manager sees to the next one, and to a channel on it.
    if (!this.isClosed && this.manager().isConnected()) this.manager().reconnect();
  }
}
