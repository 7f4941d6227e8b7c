import { INPUT_WINDOW_BYTES } from './live-frames.js';

/** What is still to be written to a program's input: never more on the way than the box's window. */
export class LiveInput {
  private readonly queue: Buffer[] = [];
  private onWay = 0;
  private ending = false;
  private ended = false;
  /** Bytes that wait here. */
  queuedBytes = 0;
  /** Bytes that were handed to the box. */
  sentBytes = 0;

  constructor(private readonly send: (data: Buffer, ends: boolean) => void) {}

  write(data: Buffer): void {
    if (this.ending || data.length === 0) return;
    this.queue.push(data);
    this.queuedBytes += data.length;
    this.flush();
  }

  /** The program reads an end of file after what was written. */
  end(): void {
    this.ending = true;
    this.flush();
  }

  credit(bytes: number): void {
    this.onWay -= bytes;
    this.flush();
  }

  private flush(): void {
    while (this.queue.length > 0 && this.onWay < INPUT_WINDOW_BYTES) {
      const first = this.queue[0]!;
      const part = first.subarray(0, INPUT_WINDOW_BYTES - this.onWay);
      if (part.length === first.length) this.queue.shift();
      else this.queue[0] = first.subarray(part.length);
      this.onWay += part.length;
      this.queuedBytes -= part.length;
      this.sentBytes += part.length;
      this.send(part, false);
    }
    if (!this.ending || this.ended || this.queue.length > 0) return;
    this.ended = true;
    this.send(Buffer.alloc(0), true);
  }
}
