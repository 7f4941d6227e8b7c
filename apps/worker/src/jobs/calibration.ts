import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Slots } from './slots.js';

const run = promisify(execFile);
/** The least of so many counts: whatever else the machine does can only make it longer. */
const MEASURED = 3;
const TIMEOUT_MS = 120_000;

/**
 * The reference program: arithmetic, and reads all over 4 MiB, as programs of contests do. It says how much
 * CPU time it has used, in microseconds. Never change it: figures of workers of any version are compared.
 */
const REFERENCE = `
const table = new Uint32Array(1 << 20);
let x = 2463534242;
const step = (rounds) => {
  for (let i = 0; i < rounds; i++) {
    x ^= x << 13; x ^= x >>> 17; x ^= x << 5;
    table[x & 0xfffff] += table[(x >>> 12) & 0xfffff] + i;
  }
};
step(3e5);
const { user } = process.cpuUsage();
step(2e6);
process.stdout.write(String(process.cpuUsage().user - user));
`;

/**
 * How fast this machine is: CPU time of one reference program, in milliseconds, measured while no job ran.
 * Times of workers with different figures do not compare; a machine whose figure changes is shared with other
 * tenants.
 */
@Injectable()
export class Calibration {
  /** null: it has not been measured yet. */
  ms: number | null = null;
  private measuring: Promise<void> | null = null;

  constructor(private readonly slots: Slots) {}

  /**
   * Measures unless that is done, or a job is running. Never rejects: a figure that cannot be had is null.
   */
  measureWhenIdle(): Promise<void> {
    if (this.ms !== null || this.slots.busy > 0) return Promise.resolve();
    this.measuring ??= this.measure()
      .catch(() => undefined)
      .finally(() => (this.measuring = null));
    return this.measuring;
  }

  private async measure(): Promise<void> {
    const times: number[] = [];
    while (times.length < MEASURED) {
      const { stdout } = await run(process.execPath, ['-e', REFERENCE], { timeout: TIMEOUT_MS, env: {} });
      // Begun idle and not ended so: it says nothing.
      if (this.slots.busy > 0) return;
      times.push(Number(stdout) / 1_000);
    }
    this.ms = Math.round(Math.min(...times) * 100) / 100;
  }
}
