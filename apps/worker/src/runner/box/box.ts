import { signalNumber } from '@app/contracts';
import { joined } from './bundle.js';
import {
  FrameType,
  ProtocolError,
  decodeError,
  decodeFiles,
  decodeReady,
  decodeResult,
  encodeCollect,
  encodePutHead,
  encodeRun,
  type ReadyFrame,
  type ResultFrame,
  type CollectFrame,
  type RunFrame,
} from './frames.js';
import { hearFrames } from './hear-frames.js';
import { decodeCredit, decodeOutput, decodeWaiting, encodeInput, encodeSignal } from './live-frames.js';
import { LiveInput } from './live-input.js';
import type { BoxOptions, BoxPlace, BoxTransport } from './launcher.js';
import type { LiveListener, LiveSignal } from '../runner.js';

/**
 * The box is gone, or was ended because it broke the protocol or hung: what it had not answered is not known.
 */
export class BoxDied extends Error {
  override readonly name = 'BoxDied';
  /** @param placeLost not the box alone died, but what it was in: a container, an engine */
  constructor(
    message: string,
    readonly placeLost = false,
  ) {
    super(message);
  }
}

/** The box answered that it could not do this request; the box itself goes on. */
class BoxRefused extends Error {
  override readonly name = 'BoxRefused';
}

/** A run that is talked to. */
export interface LiveBoxRun {
  readonly input: LiveInput;
  readonly ended: Promise<ResultFrame>;
  /** To the program and its children. */
  signal(signal: LiveSignal): void;
  /** Nothing more is read of it, so that it has to wait when it goes on writing. */
  pause(): void;
  resume(): void;
}

interface Pending {
  requestId: number;
  /** How long the box may be silent before it counts as hung, in milliseconds. */
  patienceMs: number;
  /** Takes one answer; true when it was the last. */
  take(type: number, payload: Buffer): boolean;
  reject(error: Error): void;
}

/** Longest part of a bundle in one frame: neither side has to hold much more at once. */
const PART_BYTES = 4 * 1024 * 1024;
const READY_PATIENCE_MS = 15_000;
/** Set-up, clean-up and a busy machine, on top of the run's own wall time limit. */
const PATIENCE_MS = 30_000;
const SILENCE_CHECK_MS = 1_000;

/**
 * One live box, seen through the protocol. Requests are answered in order and may be sent ahead of the
 * answers.
 */
export class Box {
  private readonly pending: Pending[] = [];
  private nextRequestId = 1;
  private failure: Error | null = null;
  private readonly silenceTimer: NodeJS.Timeout;
  private heardAt = Date.now();
  private readyFrame: ReadyFrame | null = null;
  /** Where things are inside; rejects with BoxDied and what the box said on stderr. */
  readonly ready: Promise<ReadyFrame>;

  private constructor(private readonly transport: BoxTransport) {
    this.silenceTimer = setInterval(() => this.checkSilence(), SILENCE_CHECK_MS).unref();
    transport.output.on('data', () => void (this.heardAt = Date.now()));
    hearFrames(transport, {
      isOver: () => this.failure !== null,
      onFrame: (type, id, payload) => this.onFrame(type, id, payload),
      onBroken: (error) => this.fail(error),
    });
    this.ready = this.awaitReady();
    this.ready.catch(() => undefined);
    void transport.ended.then((how) => this.fail(new BoxDied(how, transport.placeLost)));
  }

  /** Starts a box; await `ready` before the rest. @throws RunnerUnavailable when it cannot even be started */
  static async launch(place: BoxPlace, options: BoxOptions): Promise<Box> {
    return new Box(await place.launch(options));
  }

  private awaitReady(): Promise<ReadyFrame> {
    return new Promise((resolve, reject) => {
      const take = (type: number, payload: Buffer): boolean => {
        if (type !== FrameType.ready)
          throw new ProtocolError(`the box began with frame 0x${type.toString(16)}`);
        this.readyFrame = decodeReady(payload);
        resolve(this.readyFrame);
        return true;
      };
      this.pending.push({ requestId: 0, patienceMs: READY_PATIENCE_MS, reject, take });
    });
  }

  /** Where things are inside this box. */
  get paths(): ReadyFrame {
    if (!this.readyFrame) throw new Error('the box is not ready');
    return this.readyFrame;
  }

  /** What `work` asks of the box leaves in one message. */
  inOneMessage<T>(work: () => T): T {
    const { input } = this.transport;
    input.cork();
    try {
      return work();
    } finally {
      input.uncork();
    }
  }

  /** A relay between this box and another; null: there can be none. @throws Error when it cannot be started */
  async relayTo(other: Box): Promise<BoxTransport | null> {
    return (await this.transport.relayTo?.(other.transport)) ?? null;
  }

  get alive(): boolean {
    return this.failure === null;
  }

  /** Files land under `directory` of the box's files. @throws BoxDied, BoxRefused */
  put(directory: string, bundle: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      const requestId = this.expect(PATIENCE_MS, reject, (type) => {
        if (type !== FrameType.done) throw unexpected(type, 'PUT');
        resolve();
        return true;
      });
      if (requestId === null) return;
      const { input } = this.transport;
      input.cork();
      let at = 0;
      do {
        const part = bundle.subarray(at, at + PART_BYTES);
        at += part.length;
        input.write(encodePutHead(requestId, directory, at < bundle.length, part.length));
        if (part.length > 0) input.write(part);
      } while (at < bundle.length);
      input.uncork();
    });
  }

  /**
   * Runs every item; `onResult` is called in order, once each, before this resolves.
   * @throws BoxDied, BoxRefused; what `onResult` throws ends the box and comes out here
   */
  run(run: RunFrame, onResult: (result: ResultFrame) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      let next = 0;
      const frame = encodeRun(this.nextRequestId, run);
      const requestId = this.expect(run.wallTimeLimitMs + PATIENCE_MS, reject, (type, payload) => {
        if (type !== FrameType.result) throw unexpected(type, 'RUN');
        const result = decodeResult(payload);
        if (result.index !== next)
          throw new ProtocolError(`the box answered item ${result.index}, not ${next}`);
        next += 1;
        onResult(result);
        if (next < run.items.length) return false;
        resolve();
        return true;
      });
      if (requestId !== null) this.transport.input.write(frame);
    });
  }

  /**
   * Starts one run that is talked to. `ended` rejects with BoxDied or BoxRefused.
   * @param run with one item, without input: that is written while it runs
   */
  stream(run: RunFrame, listener: LiveListener): LiveBoxRun {
    const frame = encodeRun(this.nextRequestId, run, FrameType.stream);
    let requestId: number | null = null;
    const send = (bytes: Buffer): void => {
      // Perhaps not the first: the files of the run may still be on their way. After its answer it is none.
      const isPending = this.pending.some((pending) => pending.requestId === requestId);
      if (isPending) this.transport.input.write(bytes);
    };
    const input = new LiveInput((data, ends) => send(encodeInput(requestId!, data, ends)));
    const ended = new Promise<ResultFrame>((resolve, reject) => {
      requestId = this.expect(run.wallTimeLimitMs + PATIENCE_MS, reject, (type, payload) => {
        if (type !== FrameType.result) {
          takeLiveFrame(type, payload, input, listener);
          return false;
        }
        this.transport.output.resume();
        resolve(decodeResult(payload));
        return true;
      });
      if (requestId !== null) this.transport.input.write(frame);
    });
    return {
      input,
      ended,
      signal: (signal) => {
        const number = signalNumber(signal);
        if (number !== null) send(encodeSignal(requestId!, number));
      },
      pause: () => this.transport.output.pause(),
      resume: () => this.transport.output.resume(),
    };
  }

  /**
   * Regular files below the work directory, as one bundle. `stopped`: there were more than asked for;
   * `dirty`: the work directory could not be emptied, so this box must be discarded.
   * @throws BoxDied, BoxRefused
   */
  async collect(collect: CollectFrame): Promise<{ bundle: Buffer; stopped: boolean; dirty: boolean }> {
    const parts: Buffer[] = [];
    const ended = await new Promise<{ stopped: boolean; dirty: boolean }>((resolve, reject) => {
      const requestId = this.expect(PATIENCE_MS, reject, (type, payload) => {
        if (type !== FrameType.files) throw unexpected(type, 'COLLECT');
        const { more, stopped, dirty, part } = decodeFiles(payload);
        parts.push(part);
        if (more) return false;
        resolve({ stopped, dirty });
        return true;
      });
      if (requestId !== null) this.transport.input.write(encodeCollect(requestId, collect));
    });
    return { bundle: await joined(parts), ...ended };
  }

  /** Ends the box and everything in it; resolves when it is gone. Idempotent. */
  async kill(): Promise<void> {
    this.fail(new BoxDied('the box was ended'));
    await this.transport.ended;
  }

  private expect(patienceMs: number, reject: Pending['reject'], take: Pending['take']): number | null {
    if (this.failure) {
      reject(this.failure);
      return null;
    }
    const requestId = this.nextRequestId;
    this.nextRequestId = requestId >= 0xffff_ffff ? 1 : requestId + 1;
    this.pending.push({ requestId, patienceMs, reject, take });
    if (this.pending.length === 1) this.heardAt = Date.now();
    return requestId;
  }

  private onFrame(type: number, requestId: number, payload: Buffer): void {
    const first = this.pending[0];
    if (!first || first.requestId !== requestId) {
      throw new ProtocolError(`the box answered request ${requestId}, which is not the one in turn`);
    }
    if (type === FrameType.error) {
      this.pending.shift();
      first.reject(new BoxRefused(decodeError(payload)));
    } else if (first.take(type, payload)) {
      this.pending.shift();
    }
  }

  /**
   * A box that says nothing for much longer than its run may take has hung; without this the job would, too.
   */
  private checkSilence(): void {
    const first = this.pending[0];
    if (!first || Date.now() - this.heardAt < first.patienceMs) return;
    this.transport.kill(true);
    this.fail(new BoxDied(`the box was silent for ${first.patienceMs} ms`, this.transport.placeLost));
  }

  private fail(error: Error): void {
    if (this.failure) return;
    this.failure = error;
    clearInterval(this.silenceTimer);
    this.transport.kill();
    for (const { reject } of this.pending.splice(0)) reject(error);
  }
}

/** @throws ProtocolError */
function takeLiveFrame(type: number, payload: Buffer, input: LiveInput, listener: LiveListener): void {
  switch (type) {
    case FrameType.output: {
      const { stream, data } = decodeOutput(payload);
      listener.onData(stream, data);
      return;
    }
    case FrameType.credit:
      input.credit(decodeCredit(payload));
      listener.onDrain?.();
      return;
    case FrameType.waiting:
      listener.onWaiting?.(decodeWaiting(payload));
      return;
    default:
      throw unexpected(type, 'STREAM');
  }
}

function unexpected(type: number, request: string): ProtocolError {
  return new ProtocolError(`the box answered a ${request} with frame 0x${type.toString(16)}`);
}
