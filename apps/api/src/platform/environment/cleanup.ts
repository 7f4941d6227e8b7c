/**
 * What has to be undone when a process stops or fails to start: last in, first out, every step even if one
 * fails.
 */
export class Cleanup {
  private readonly steps: (() => Promise<void>)[] = [];
  private running = false;

  add(step: () => Promise<void>): void {
    this.steps.push(step);
  }

  get isRunning(): boolean {
    return this.running;
  }

  /** @throws the first error, after the last step */
  async run(): Promise<void> {
    this.running = true;
    const errors: unknown[] = [];
    for (let step = this.steps.pop(); step; step = this.steps.pop())
      await step().catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw errors[0];
  }
}
