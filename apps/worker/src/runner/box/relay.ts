import { BoxDied } from './box.js';
import { hearFrames } from './hear-frames.js';
import { ProtocolError } from './frames.js';
import type { JoinListener } from '../runner.js';
import type { BoxTransport } from './launcher.js';

/** What a relay tells: native/box/PROTOCOL.md. */
const RELAY_FRAME = { relaying: 0x98, said: 0x99, waits: 0x9a, runEnded: 0x9b } as const;
const SAID_BYTES = 9;

/** What a relay tells of the two runs: `JoinListener` without what does not go through it. */
type RelayListener = Omit<JoinListener, 'onStderr'>;

/** Something that happens once, or never. */
class Moment {
  resolve!: () => void;
  reject!: (error: Error) => void;
  readonly promise = new Promise<void>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });

  constructor() {
    // Perhaps it is waited for by none any more.
    this.promise.catch(() => undefined);
  }
}

/** A talk that goes on. */
interface Talk {
  readonly listener: RelayListener;
  readonly ends: readonly [Moment, Moment];
}

/** A process that passes on what the runs of two boxes say to each other (`box relay`). */
export class Relay {
  /** Resolves when it passes on; rejects with BoxDied and what it said on stderr. */
  readonly ready: Promise<void>;
  private readonly start = new Moment();
  private talk: Talk | null = null;
  private failure: Error | null = null;

  constructor(private readonly transport: BoxTransport) {
    this.ready = this.start.promise;
    hearFrames(transport, {
      isOver: () => this.failure !== null,
      onFrame: (type, _, payload) => this.hear(type, payload),
      onBroken: (error) => this.fail(error),
    });
    void transport.ended.then((how) => this.fail(new BoxDied(`the relay is gone: ${how}`)));
  }

  get isAlive(): boolean {
    return this.failure === null;
  }

  /**
   * Listens to the two runs that begin next.
   * @returns for each, what resolves when it has ended, and rejects with BoxDied
   */
  listen(listener: RelayListener): readonly [Promise<void>, Promise<void>] {
    const ends = [new Moment(), new Moment()] as const;
    this.talk = { listener, ends };
    if (this.failure) for (const { reject } of ends) reject(this.failure);
    return [ends[0].promise, ends[1].promise];
  }

  /** Ends it; resolves when it is gone. Idempotent. */
  async close(): Promise<void> {
    this.fail(new BoxDied('the relay was ended'));
    await this.transport.ended;
  }

  private hear(type: number, payload: Buffer): void {
    if (type === RELAY_FRAME.relaying) {
      this.start.resolve();
      return;
    }
    if (!this.talk) throw new ProtocolError(`the relay told 0x${type.toString(16)} without a talk`);
    const { listener, ends } = this.talk;
    switch (type) {
      case RELAY_FRAME.said:
        if (payload.length < SAID_BYTES) throw new ProtocolError('the relay told a word cut short');
        listener.onSaid(
          whichOf(payload),
          Number(payload.readBigUInt64LE(1)) / 1000,
          payload.subarray(SAID_BYTES),
        );
        return;
      case RELAY_FRAME.waits:
        listener.onWaits([(payload[0]! & 1) !== 0, (payload[0]! & 2) !== 0]);
        return;
      case RELAY_FRAME.runEnded:
        listener.onEnd(whichOf(payload));
        ends[whichOf(payload)].resolve();
        return;
      default:
        throw new ProtocolError(`the relay told 0x${type.toString(16)}`);
    }
  }

  private fail(error: Error): void {
    if (this.failure) return;
    this.failure = error;
    this.transport.kill();
    this.start.reject(error);
    for (const { reject } of this.talk?.ends ?? []) reject(error);
  }
}

/** @throws ProtocolError */
function whichOf(payload: Buffer): 0 | 1 {
  if (payload[0] !== 0 && payload[0] !== 1) throw new ProtocolError('the relay told of neither run');
  return payload[0];
}
