import { metrics } from '@app/telemetry';
import type { BoxOptions, BoxTransport } from '../box/launcher.js';

/**
 * A box that has waited for longer than this is given up: the next job that wants one like it may come hours
 * later.
 */
const LONGEST_WAIT_MS = 30_000;
/**
 * After a box that was wanted just once within this time, none is made ahead: most likely it would wait in
 * vain.
 */
const AGAIN_WITHIN_MS = 10_000;
/** One that has waited for so long makes room for one of another kind that is wanted now. */
const GIVES_WAY_AFTER_MS = 1_000;
const MAX_KINDS = 64;

type Make = (options: BoxOptions) => Promise<BoxTransport>;

interface Spare {
  readonly kind: string;
  readonly transport: BoxTransport;
  readonly madeAt: number;
  readonly timer: NodeJS.Timeout;
}

/**
 * Boxes made ahead. Theory of operation: a box takes longer to make than most programs run, and can be made
 * before its job is known: what it is made with is the same for every program of a language. So when a box
 * ends that was wanted a moment after another one like it, the next one is made at once and waits, ready, for
 * the next job. No box serves two jobs: one that waits is as new as one that is made on demand, and the job
 * that gets it owns it.
 */
export class SpareBoxes {
  /** The one that was made last stands last. */
  private readonly spares: Spare[] = [];
  private readonly wantedAt = new Map<string, number>();
  private readonly making = new Set<Promise<void>>();
  private closed = false;
  /** How many jobs found a box waiting. */
  used = 0;

  /**
   * @param most boxes that wait at the same time; 0: none is made ahead
   * @param givesWayAfterMs for how long one that waits is not given up for one of another kind
   */
  constructor(
    private readonly make: Make,
    private readonly most: number,
    private readonly givesWayAfterMs = GIVES_WAY_AFTER_MS,
  ) {}

  /** A box for these options, which is the caller's from now on. @throws what making one throws */
  async take(options: BoxOptions): Promise<BoxTransport> {
    const kind = JSON.stringify(options);
    const isWantedAgain = this.noteWanted(kind);
    const spare = this.spares.findLast((one) => one.kind === kind);
    if (spare) this.remove(spare);
    const transport = spare?.transport ?? (await this.make(options));
    if (spare) this.used += 1;
    metrics.boxes.inc({ what: spare ? 'used, made ahead' : 'used, made on demand' });
    if (isWantedAgain) void transport.ended.then(() => this.prepare(kind, options));
    return transport;
  }

  /** Ends those that wait, and makes no more. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.making);
    const waiting = [...this.spares];
    for (const spare of waiting) this.end(spare);
    await Promise.all(waiting.map(({ transport }) => transport.ended));
  }

  /** @returns whether one like it was wanted a moment ago */
  private noteWanted(kind: string): boolean {
    const before = this.wantedAt.get(kind) ?? -Infinity;
    const now = performance.now();
    this.wantedAt.delete(kind);
    this.wantedAt.set(kind, now);
    const [oldest] = this.wantedAt.keys();
    if (this.wantedAt.size > MAX_KINDS) this.wantedAt.delete(oldest!);
    return now - before < AGAIN_WITHIN_MS;
  }

  /** When it cannot be made, the next job finds out why. */
  private prepare(kind: string, options: BoxOptions): void {
    if (this.closed || !this.hasRoomFor(kind)) return;
    const work = this.make(options)
      .then(
        (transport) => {
          metrics.boxes.inc({ what: 'made ahead' });
          this.keep(kind, transport);
        },
        () => undefined,
      )
      .finally(() => this.making.delete(work));
    this.making.add(work);
  }

  /** The oldest of another kind makes room, unless it is so young that both kinds may be wanted by turns. */
  private hasRoomFor(kind: string): boolean {
    if (this.spares.length + this.making.size < this.most) return true;
    const longAgo = performance.now() - this.givesWayAfterMs;
    const other = this.spares.find((spare) => spare.kind !== kind && spare.madeAt <= longAgo);
    if (other) this.end(other);
    return other !== undefined;
  }

  private keep(kind: string, transport: BoxTransport): void {
    const timer = setTimeout(() => this.end(spare), LONGEST_WAIT_MS).unref();
    const spare: Spare = { kind, transport, madeAt: performance.now(), timer };
    this.spares.push(spare);
    void transport.ended.then(() => this.remove(spare));
    if (this.closed) this.end(spare);
  }

  private end(spare: Spare): void {
    this.remove(spare);
    spare.transport.kill();
  }

  private remove(spare: Spare): void {
    clearTimeout(spare.timer);
    const at = this.spares.indexOf(spare);
    if (at >= 0) this.spares.splice(at, 1);
  }
}
