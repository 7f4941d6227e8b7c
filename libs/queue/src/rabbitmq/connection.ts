import { connect, type AmqpConnectionManager } from 'amqp-connection-manager';

/** A connection without a sign of life for twice this long is dead. */
const HEARTBEAT_S = 10;
const CONNECT_TIMEOUT_MS = 5_000;
const LEAST_WAIT_S = 0.5;
const LONGEST_WAIT_S = 4;

/** How amqplib connects. Without noDelay a confirmed publish takes 40 ms (Nagle against delayed acknowledgements). */
export const SOCKET_OPTIONS = Object.freeze({ noDelay: true, timeout: CONNECT_TIMEOUT_MS });

/**
 * A connection that comes back by itself. It waits longer after each failure, and a random share of that: when a broker
 * returns, not every process of the fleet connects at the same moment.
 */
export function connectWithJitter(url: string): AmqpConnectionManager {
  const manager = connect([url], {
    heartbeatIntervalInSeconds: HEARTBEAT_S,
    connectionOptions: SOCKET_OPTIONS,
  });
  let failures = 0;
  // The manager reads its property after it has told these listeners.
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

/**
 * Connects again when `channel` closes while its connection lives, as it does when a broker objects to something: the
 * manager makes new channels only for new connections.
 */
export function reconnectWithChannel(
  manager: AmqpConnectionManager,
  channel: { once(event: 'close', listener: () => void): unknown },
  isClosing: () => boolean,
): void {
  channel.once('close', () => {
    setImmediate(() => {
      if (!isClosing() && manager.isConnected()) manager.reconnect();
    });
  });
}
