/** A client that comes back subscribes to all it had at once; after that it has little to say. */
const BURST = 400;
const PER_SECOND = 40;
/** Of all connections of one address together: those of a classroom. */
const ADDRESS_TIMES = 8;

interface Bucket {
  left: number;
  filledAt: number;
}

/**
 * Counts every message of every socket, whatever it says: a message costs the event loop something even where
 * it means nothing. A bucket for each connection and one for each address, which fill up again by themselves.
 */
export class MessageAllowance {
  private readonly ofAddress = new Map<string, Bucket & { connections: number }>();

  constructor(
    private readonly burst: number = BURST,
    private readonly perSecond: number = PER_SECOND,
  ) {}

  /** @returns `take`: whether one more message may come; `close`: the connection is gone */
  open(address: string): { take: () => boolean; close: () => void } {
    const own: Bucket = { left: this.burst, filledAt: performance.now() };
    const shared = this.ofAddress.get(address) ?? {
      left: this.burst * ADDRESS_TIMES,
      filledAt: performance.now(),
      connections: 0,
    };
    shared.connections += 1;
    this.ofAddress.set(address, shared);
    return {
      take: () => {
        const now = performance.now();
        const mayOwn = takeFrom(own, now, this.burst, this.perSecond);
        return takeFrom(shared, now, this.burst * ADDRESS_TIMES, this.perSecond * ADDRESS_TIMES) && mayOwn;
      },
      close: () => {
        shared.connections -= 1;
        if (shared.connections === 0) this.ofAddress.delete(address);
      },
    };
  }
}

function takeFrom(bucket: Bucket, now: number, burst: number, perSecond: number): boolean {
  bucket.left = Math.min(burst, bucket.left + ((now - bucket.filledAt) / 1_000) * perSecond);
  bucket.filledAt = now;
  bucket.left -= 1;
  return bucket.left >= 0;
}
