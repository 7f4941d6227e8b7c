import { execFile } from 'node:child_process';
import { RunnerUnavailable, type Isolation } from '../runner.js';

/** What `box probe` says about one level of isolation here. */
export interface ProbeResult {
  runnable: boolean;
  /** Why not, and what the operator can do about it; empty when runnable. */
  cause: string;
  cure: string;
  /** What each layer was seen to be: `seccomp`, `userNamespace`... */
  layers: Readonly<Record<string, { ok: boolean; detail: string }>>;
}

const PROBE_TIMEOUT_MS = 20_000;

/** Runs `box probe`. @throws RunnerUnavailable when the box program itself cannot be started */
export function probeBox(
  boxPath: string,
  isolation: Isolation,
  extraArgs: readonly string[],
): Promise<ProbeResult> {
  return new Promise((resolve, reject) => {
    const args = ['probe', '--isolation', isolation, ...extraArgs];
    execFile(boxPath, args, { env: {}, cwd: '/', timeout: PROBE_TIMEOUT_MS }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number' && !error.killed && !error.signal) {
        reject(
          new RunnerUnavailable(`the box program cannot be started: ${error.message}`, { cause: error }),
        );
        return;
      }
      const failure = error ? (error.signal ? `ended by ${error.signal}` : `exit code ${error.code}`) : null;
      resolve(readProbe(stdout, stderr, failure));
    });
  });
}

/** Makes sense of what `box probe` printed. @param failure how it ended, if not with exit code 0 */
export function readProbe(stdout: string, stderr: string, failure: string | null): ProbeResult {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  try {
    const answer = JSON.parse(stdout) as Record<string, unknown>;
    // Both must agree: an exit code alone may come from anything.
    const runnable = failure === null && answer['runnable'] === true;
    const layers = (answer['layers'] ?? {}) as ProbeResult['layers'];
    const cause = text(answer['cause']) || (runnable ? '' : 'no cause given');
    return { runnable, cause, cure: text(answer['cure']), layers };
  } catch {
    const said = JSON.stringify((stdout + stderr).trim());
    return {
      runnable: false,
      cause: `box probe (${failure ?? 'exit code 0'}) said ${said}`,
      cure: '',
      layers: {},
    };
  }
}
