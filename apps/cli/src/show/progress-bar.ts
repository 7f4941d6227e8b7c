import { Presets, SingleBar } from 'cli-progress';
import type { Progress } from '@app/contracts';
import type { Io } from '../io.js';

/** Progress for a person at a terminal; silent elsewhere (pipes, CI, --json). */
export class ProgressBar {
  private bar: SingleBar | null = null;

  constructor(
    private readonly io: Io,
    private readonly unit: string,
    private readonly isShown: boolean,
  ) {}

  show({ done, total }: Progress): void {
    if (!this.isShown || !this.io.isInteractive || total === 0) return;
    if (this.bar === null) {
      const format = `{bar} {value}/{total} ${this.unit}  {duration_formatted}`;
      this.bar = new SingleBar({ format, clearOnComplete: true, hideCursor: true }, Presets.shades_classic);
      this.bar.start(total, done);
    } else {
      this.bar.setTotal(total);
      this.bar.update(done);
    }
  }

  /** Takes the bar off the screen. */
  stop(): void {
    this.bar?.stop();
    this.bar = null;
  }
}
