import { Logger } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { connectRedis, type RedisClient } from '@app/redis';

/** How long Redis holds a read for which there is nothing yet. Less than what counts as a dead connection. */
const BLOCK_MS = 3_000;
const BATCH = 500;
const AGAIN_MS = 300;
/** Before the first entry of any stream. */
const START_OF_STREAM = '0-0';
/** The member of an entry that holds what was sent. */
export const PAYLOAD = 'e';

/** The id of the newest entry of a stream, which need not exist. */
export async function newestId(client: RedisClient, stream: string): Promise<string> {
  const newest = await client.xRevRange(stream, '+', '-', { COUNT: 1 });
  return newest?.[0]?.id ?? START_OF_STREAM;
}

/**
 * Reads a stream entry by entry, for as long as it is open. It knows the id of the last entry it has read and
 * goes on from there after each interruption, so that it misses nothing that Redis still has.
 */
export class EventTail {
  private readonly logger = new Logger(EventTail.name);
  private client: RedisClient | null = null;
  private isClosed = false;
  private isReading = true;
  private wasInterrupted = false;

  /** @param lastId the entry after which it starts */
  constructor(
    private readonly url: string,
    private readonly stream: string,
    private lastId: string,
    private readonly onEntry: (payload: string) => void,
  ) {
    void this.readOn();
  }

  /** Whether entries come in now, as far as is known. */
  get isAlive(): boolean {
    return this.isReading;
  }

  close(): void {
    this.isClosed = true;
    this.client?.destroy();
  }

  private async readOn(): Promise<void> {
    while (!this.isClosed)
      try {
        await this.readOnce();
      } catch (error) {
        if (this.isReading && !this.isClosed)
          this.logger.warn(`live events are interrupted: ${String(error)}`);
        this.isReading = false;
        this.wasInterrupted = true;
        await delay(AGAIN_MS * (0.5 + Math.random()), undefined, { ref: false });
      }
  }

  private async readOnce(): Promise<void> {
    const client = await this.connected();
    if (this.wasInterrupted) await this.lookForNewStream(client);
    this.isReading = true;
    const found = await client.xRead(
      { key: this.stream, id: this.lastId },
      { BLOCK: BLOCK_MS, COUNT: BATCH },
    );
    for (const { id, message } of (found as Entries)?.[0]?.messages ?? []) {
      this.lastId = id;
      this.onEntry(message[PAYLOAD] ?? 'null');
    }
  }

  private async connected(): Promise<RedisClient> {
    if (this.client) return this.client;
    const client = await connectRedis(this.url, () => {});
    if (this.isClosed) client.destroy();
    return (this.client = client);
  }

  /**
   * A Redis that lost everything, or another machine's clock, may count from below the last entry that was
   * read.
   */
  private async lookForNewStream(client: RedisClient): Promise<void> {
    if (isBefore(await newestId(client, this.stream), this.lastId)) this.lastId = START_OF_STREAM;
    this.wasInterrupted = false;
  }
}

type Entries = { messages: { id: string; message: Record<string, string> }[] }[] | null;

/** Whether entry `a` was added before `b`; ids are milliseconds and a number. */
export function isBefore(a: string, b: string): boolean {
  const [aMs = 0, aNumber = 0] = a.split('-').map(Number);
  const [bMs = 0, bNumber = 0] = b.split('-').map(Number);
  return aMs < bMs || (aMs === bMs && aNumber < bNumber);
}
