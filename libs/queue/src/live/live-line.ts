import { decodeLive, encodeLive, type LiveMessage, type ToApi, type ToWorker } from './live-messages.js';
import type { LiveWire } from './live-wire.js';

/**
 * Each side gives a sign of life so often, and takes the other one for dead after so many that did not come.
 */
const BEAT_MS = 1_000;
const MISSED_BEATS = 5;

/** What happens on a line. */
export interface LineListener<In> {
  onMessage(message: In): void;
  /** Once: the other side is dead, or something on the way was lost. The line is closed by then. */
  onLost(reason: string): void;
}

/**
 * The line between the api replica that has the client and the worker that has the program. Theory of
 * operation: the wire promises nothing, so messages are numbered and a gap ends the line, and both sides give
 * signs of life. Half of a conversation is worth nothing: nothing is sent again. The worker speaks first:
 * until then the api's side is silent, as no worker would hear it.
 */
export class LiveLine<In extends LiveMessage, Out extends LiveMessage> {
  private sent = 0;
  private received = 0;
  private missed = 0;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;
  private unsubscribe = () => {};

  private constructor(
    private readonly wire: LiveWire,
    private readonly outward: string,
    private readonly listener: LineListener<In>,
  ) {}

  /** The api's side; silent until the worker has said something. @throws what the wire threw */
  static async toWorker(
    wire: LiveWire,
    id: string,
    listener: LineListener<ToApi>,
  ): Promise<LiveLine<ToApi, ToWorker>> {
    const line = new LiveLine<ToApi, ToWorker>(wire, channelOf(id, 'worker'), listener);
    await line.listen(channelOf(id, 'api'));
    return line;
  }

  /** The worker's side. @throws what the wire threw */
  static async toApi(
    wire: LiveWire,
    id: string,
    listener: LineListener<ToWorker>,
  ): Promise<LiveLine<ToWorker, ToApi>> {
    const line = new LiveLine<ToWorker, ToApi>(wire, channelOf(id, 'api'), listener);
    await line.listen(channelOf(id, 'worker'));
    line.begin();
    return line;
  }

  /** Never throws; does nothing on a line that is closed. */
  send(message: Out): void {
    if (!this.isClosed) this.publish(message);
  }

  /** Idempotent. */
  close(): void {
    this.isClosed = true;
    clearInterval(this.timer);
    this.unsubscribe();
  }

  private async listen(inward: string): Promise<void> {
    this.unsubscribe = await this.wire.subscribe(inward, (bytes) => this.receive(bytes));
    if (this.isClosed) this.unsubscribe();
  }

  private begin(): void {
    this.timer = setInterval(() => this.beat(), BEAT_MS).unref();
  }

  /**
   * Beats are counted, not milliseconds: a process that was stopped for a while has not heard any, either.
   */
  private beat(): void {
    this.missed += 1;
    if (this.missed > MISSED_BEATS) this.lose('the other side does not answer');
    else this.publish(null);
  }

  private publish(message: Out | null): void {
    this.sent += 1;
    this.wire
      .publish(this.outward, encodeLive(this.sent, message))
      .catch((error: unknown) => this.lose(`a message could not be sent: ${String(error)}`));
  }

  private receive(bytes: Buffer): void {
    if (this.isClosed) return;
    const { n, message } = decodeLive(bytes);
    this.received += 1;
    if (n !== this.received) return this.lose('a message was lost on the way');
    if (this.timer === undefined) this.begin();
    this.missed = 0;
    if (message !== null) this.listener.onMessage(message as In);
  }

  private lose(reason: string): void {
    if (this.isClosed) return;
    this.close();
    this.listener.onLost(reason);
  }
}

const channelOf = (id: string, receiver: 'api' | 'worker') => `live:${id}:${receiver}`;
