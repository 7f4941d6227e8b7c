import { Socket } from 'node:net';
import type { DataSource } from 'typeorm';

/** A database that says nothing for so long while a query waits for it is not there. */
const SILENCE_MS = 15_000;
/** The same for a process that is stopping. */
const LAST_SILENCE_MS = 3_000;

/**
 * Ends connections on which nothing comes or goes any more. Nothing else notices a peer that vanished without
 * a word (a firewall that forgot the connection, a machine that lost its power): the kernel tries for a
 * quarter of an hour, and all that time queries hang. Idle connections are not meant, but the pool closes
 * those much sooner anyway.
 */
export class SilenceLimit {
  private readonly sockets = new Set<Socket>();
  private limitMs = SILENCE_MS;

  /** What the driver calls for a new connection; with TLS the activity of the wrapped socket counts, too. */
  readonly stream = (): Socket => {
    const socket = new Socket();
    socket.setTimeout(this.limitMs);
    socket.on('timeout', () =>
      socket.destroy(
        Object.assign(new Error(`the database has not answered for ${this.limitMs / 1000} seconds`), {
          code: 'ETIMEDOUT',
        }),
      ),
    );
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    return socket;
  };

  /** From now on no query waits longer than the process has time to stop. */
  hurry(): void {
    this.limitMs = LAST_SILENCE_MS;
    for (const socket of this.sockets) socket.setTimeout(this.limitMs);
  }
}

/** The limit of an open data source; undefined: the embedded database, which has none. */
export function silenceLimitOf(dataSource: DataSource): SilenceLimit | undefined {
  const { extra } = dataSource.options as { extra?: { silenceLimit?: SilenceLimit } };
  return extra?.silenceLimit;
}
