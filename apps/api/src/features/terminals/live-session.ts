import { type Compilation, LIVE_RUN_LIMITS, type LiveExit } from '@app/contracts';
import { LiveLine, type LiveOffer, type LiveWire, offerLive, type ToApi, type ToWorker } from '@app/queue';

/** A worker that has no room now may have some soon. */
const OFFER_EVERY_MS = 500;
const MAX_OFFERS = 40;
/** Above this, the acknowledgement of an input waits, and with it its client. */
const COMFORTABLE_BYTES = 128 * 1024;

/** How a live run ended, with what its compiler said. */
export type Exit = Omit<LiveExit, 'id'> & { compilation: Compilation };

/** Who talks to a program. */
export interface LivePeer {
  compiled(compilation: Compilation): void;
  started(): void;
  /** Resolves when it has it: until then it counts as under way, and of that there is little. */
  data(stream: 'stdout' | 'stderr', data: Buffer): Promise<void>;
  /** The last call. */
  exit(exit: Exit): void;
}

/** What a session is about, and what it cannot do itself. */
export interface SessionMeans {
  readonly wire: LiveWire;
  readonly offer: LiveOffer;
  /** Ends the submission as cancelled, if it is not final. */
  cancel(): Promise<unknown>;
  /** What the submission came to; null: it is not final. */
  outcome(): Promise<Exit | null>;
}

/**
 * One program that is talked to, as the api sees it. Theory of operation: it listens on the line, then offers
 * the job to the workers until one says hello. What the peer says before that waits here. In both directions
 * only so much is under way: the worker stops reading a program whose output the peer does not take, and
 * input that the program does not take is refused beyond a bound. Whatever happens, the peer gets `exit`
 * once.
 */
export class LiveSession {
  private line: LiveLine<ToApi, ToWorker> | null = null;
  private early: ToWorker[] | null = [];
  private inputBytes = 0;
  private takenBytes = 0;
  private waiters: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private isOver = false;

  constructor(
    private readonly means: SessionMeans,
    private readonly peer: LivePeer,
  ) {}

  get id(): string {
    return this.means.offer.submissionId;
  }

  /** @throws what the wire threw; the submission is cancelled then */
  async begin(): Promise<void> {
    try {
      this.line = await LiveLine.toWorker(this.means.wire, this.id, {
        onMessage: (message) => this.hear(message),
        onLost: (reason) => void this.lost(reason),
      });
      await offerLive(this.means.wire, this.means.offer);
    } catch (error) {
      this.isOver = true;
      this.line?.close();
      await this.means.cancel();
      throw error;
    }
    if (this.isOver) return this.line.close();
    let offers = 1;
    this.timer = setInterval(() => {
      offers += 1;
      if (offers > MAX_OFFERS) void this.giveUp();
      else offerLive(this.means.wire, this.means.offer).catch(() => {});
    }, OFFER_EVERY_MS).unref();
  }

  /** @returns false when the program has so much to read already that this is not taken */
  write(data: Buffer): boolean {
    if (this.isOver) return true;
    if (this.waitingBytes + data.length > LIVE_RUN_LIMITS.maxWaitingInputBytes) return false;
    this.inputBytes += data.length;
    if (data.length > 0) this.send({ type: 'stdin', data });
    return true;
  }

  /** Resolves when there is room for more input, or nothing to give it to. */
  async room(): Promise<void> {
    while (!this.isOver && this.waitingBytes > COMFORTABLE_BYTES)
      await new Promise<void>((resolve) => this.waiters.push(resolve));
  }

  endInput(): void {
    this.send({ type: 'eof' });
  }

  signal(signal: string): void {
    this.send({ type: 'signal', signal });
  }

  /** The peer is gone: the program ends, and nothing more is sent. */
  close(): void {
    if (this.isOver) return;
    const hasWorker = this.early === null;
    this.send({ type: 'close' });
    this.finish();
    // The message 'close' may still be on its way; a worker that has just taken the job finds no peer, and
    // the row says why.
    if (!hasWorker) void this.means.cancel().catch(() => {});
  }

  /** Ends it, and says why. */
  endBecause(error: string): void {
    if (this.isOver) return;
    const { peer } = this;
    this.close();
    peer.exit({ compilation: null, execution: null, verdict: null, error });
  }

  private get waitingBytes(): number {
    return this.inputBytes - this.takenBytes;
  }

  private send(word: ToWorker): void {
    if (this.isOver) return;
    if (this.early) this.early.push(word);
    else this.line?.send(word);
  }

  private hear(message: ToApi): void {
    if (this.isOver) return;
    switch (message.type) {
      case 'hello':
        return this.greet();
      case 'compiled':
        return this.peer.compiled(message.compilation);
      case 'started':
        return this.peer.started();
      case 'took':
        this.takenBytes = message.bytes;
        return this.wake();
      case 'data':
        return void this.pass(message);
      case 'exit': {
        const { type: _type, ...exit } = message;
        this.finish();
        return this.peer.exit(exit);
      }
      default:
        throw new TypeError(`unknown message ${JSON.stringify(message satisfies never)}`);
    }
  }

  private greet(): void {
    clearInterval(this.timer);
    const early = this.early ?? [];
    this.early = null;
    for (const word of early) this.line!.send(word);
  }

  private async pass({ stream, data }: Extract<ToApi, { type: 'data' }>): Promise<void> {
    await this.peer.data(stream, data);
    this.send({ type: 'took', bytes: data.length });
  }

  private async giveUp(): Promise<void> {
    this.finish();
    await this.means.cancel().catch(() => {});
    this.peer.exit({
      compilation: null,
      execution: null,
      verdict: null,
      error: 'No worker had room for it; try again in a moment.',
    });
  }

  /** Its last words may have been lost alone. */
  private async lost(reason: string): Promise<void> {
    if (this.isOver) return;
    this.finish();
    const error = `The worker that ran the program was lost, and the program with it: ${reason}.`;
    const outcome = await this.means.outcome().catch(() => null);
    this.peer.exit(outcome ?? { compilation: null, execution: null, verdict: 'internal_error', error });
  }

  private finish(): void {
    this.isOver = true;
    clearInterval(this.timer);
    this.line?.close();
    this.wake();
  }

  private wake(): void {
    for (const resume of this.waiters.splice(0)) resume();
  }
}
