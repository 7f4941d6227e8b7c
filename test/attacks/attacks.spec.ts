import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const driver = fileURLToPath(new URL('../../native/box/test/attacks/run-attacks.mjs', import.meta.url));
const MINUTE_MS = 60_000;

interface DriverReport {
  exitCode: number | null;
  failures: string[];
  summary: string;
  stderr: string;
}

/** Runs the whole corpus in one mode; gives the lines of the attacks that failed and the last line. */
function runCorpus(isolation: string, as: string): Promise<DriverReport> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [driver, '--isolation', isolation, '--as', as],
      { maxBuffer: 64 * 1024 * 1024 },
      (_error, stdout, stderr) => {
        const lines = stdout.trimEnd().split('\n');
        const failures = lines.filter((line) => line.startsWith('FAILED') || /^ {8}\S/.test(line));
        resolve({ exitCode: child.exitCode, failures, summary: lines.at(-1) ?? '', stderr });
      },
    );
  });
}

describe('the attack corpus', () => {
  const isRoot = process.getuid?.() === 0;

  for (const isolation of ['full', 'reduced'])
    for (const as of ['root', 'user'])
      it.skipIf(as === 'root' && !isRoot)(
        `is contained in ${isolation} isolation, started as ${as}, and harms no later job`,
        async () => {
          const report = await runCorpus(isolation, as);
          expect(report.failures.join('\n') + report.stderr).toBe('');
          expect(report.summary).toMatch(/^[1-9]\d* passed, 0 failed$/);
          expect(report.exitCode).toBe(0);
        },
        20 * MINUTE_MS,
      );
});
