import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const BOX = fileURLToPath(new URL('../../native/box', import.meta.url));
const PROGRAMS = join(BOX, 'test/attacks/programs');

export interface DriverReport {
  exitCode: number | null;
  /** One for each attack, and its problems; then the sums. */
  lines: string[];
  failures: string[];
  summary: string;
  stderr: string;
}

/** Runs native/box/test/attacks/run-attacks.mjs. Never rejects: what went wrong is in the report. */
export function runDriver(args: string[], env: NodeJS.ProcessEnv = process.env): Promise<DriverReport> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(BOX, 'test/attacks/run-attacks.mjs'), ...args],
      { env, maxBuffer: 64 * 1024 * 1024 },
      (_error, stdout, stderr) => {
        const lines = stdout.trimEnd().split('\n');
        const failures = lines.filter((line) => line.startsWith('FAILED') || /^ {8}\S/.test(line));
        resolve({ exitCode: child.exitCode, lines, failures, summary: lines.at(-1) ?? '', stderr });
      },
    );
  });
}

/**
 * Every program of the corpus, as its lines in a report name it. Counted here, so that a driver that finds
 * fewer is seen.
 */
export function corpusFiles(): string[] {
  return readdirSync(PROGRAMS, { recursive: true, encoding: 'utf8' })
    .filter((name) => extname(name) !== '' && extname(name) !== '.h')
    .sort();
}

/**
 * Those that the report says nothing of. What is for another kind of processor, or left out by
 * ATTACKS_WITHOUT, it names too.
 */
export function filesNotRun({ lines }: DriverReport): string[] {
  const named = /^(ok|known|foreign|without) +(\S+) /;
  const seen = new Set(lines.map((line) => named.exec(line)?.[2]));
  return corpusFiles().filter((file) => !seen.has(file));
}

/**
 * How many attacks the report announces (a program may be several), and how many it then says to have been
 * contained.
 */
export function attackCounts({ lines }: DriverReport): { announced: number; contained: number } {
  const announcement = lines.map((line) => /^(\d+) attacks,/.exec(line)).find((match) => match !== null);
  return {
    announced: Number(announcement?.[1] ?? Number.NaN),
    contained: lines.filter((line) => /^(ok|known) /.test(line)).length,
  };
}
