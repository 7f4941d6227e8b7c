import type { ChildProcess } from 'node:child_process';

/** What a process prints, as text; a test awaits what it has to print. */
export class Printed {
  /** Everything so far. */
  text = '';
  private end: number | string | null = null;
  private readonly waiting = new Set<() => void>();

  constructor(child: ChildProcess) {
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (chunk: Buffer) => {
        this.text += chunk.toString();
        this.look();
      });
    child.once('exit', (code, signal) => {
      this.end = code ?? signal;
      this.look();
    });
  }

  /**
   * Resolves as soon as it has printed what `has` looks for.
   * @throws when the process ends before that; the message holds what it printed
   */
  until(has: (text: string) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (has(this.text)) resolve();
        else if (this.end !== null)
          reject(new Error(`a process ended before it said so (${this.end}):\n${this.text}`));
        else return;
        this.waiting.delete(look);
      };
      this.waiting.add(look);
      look();
    });
  }

  private look(): void {
    for (const look of this.waiting) look();
  }
}
