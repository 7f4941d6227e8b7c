import { REQUEST_LIMITS } from '@app/contracts';

/** What a program has said: the beginning of it, and how much it was. */
export class Heard {
  total = 0;
  private kept = 0;
  private readonly parts: Buffer[] = [];

  constructor(private readonly mostBytes: number = REQUEST_LIMITS.storedOutputBytes) {}

  push(data: Buffer): void {
    this.total += data.length;
    const part = data.subarray(0, this.mostBytes - this.kept);
    if (part.length === 0) return;
    this.kept += part.length;
    // Small pieces are views of large buffers.
    this.parts.push(Buffer.from(part));
  }

  get isCut(): boolean {
    return this.total > this.kept;
  }

  bytes(): Buffer {
    return Buffer.concat(this.parts);
  }
}
