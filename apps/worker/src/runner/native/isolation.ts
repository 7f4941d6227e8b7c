import { execFile } from 'node:child_process';
import { missingLayers } from '../doctor/probe-checks.js';
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

export interface IsolationRequest {
  /** What the operator asked for; undefined: nothing. */
  isolation: Isolation | undefined;
  production: boolean;
  probe(isolation: Isolation): Promise<ProbeResult>;
  log(message: string): void;
}

const PROBE_TIMEOUT_MS = 20_000;

/**
 * Decides how strongly runs are held apart. Full unless told otherwise; reduced only when asked for in so many words, or outside
 * production where full is impossible, and then it is announced. Nothing runs with neither.
 * @throws RunnerUnavailable with cause and cure
 */
export async function decideIsolation({
  isolation,
  production,
  probe,
  log,
}: IsolationRequest): Promise<Isolation> {
  if (isolation === 'reduced') {
    const reduced = await probe('reduced');
    if (!reduced.runnable) throw impossible('reduced', reduced);
    log(
      'ISOLATION=reduced: runs are held apart by user ids and system call filters only, not by namespaces.',
    );
    return 'reduced';
  }
  const full = await probe('full');
  const missing = full.runnable ? missingLayers(full, 'full') : [];
  if (full.runnable && missing.length === 0) return 'full';
  if (full.runnable) {
    const words = `a layer of full isolation is missing: ${missing.join(', ')}. ${full.cause}. ${full.cure}`;
    if (isolation === 'full' || production)
      throw new RunnerUnavailable(
        `${words} Or set ISOLATION=reduced if only people you trust can submit programs.`,
      );
    log(`WARNING: ${words} Production refuses to start like this.`);
    return 'full';
  }
  // In production the configuration asks for full when the operator said nothing.
  if (isolation === 'full' || production) {
    throw new RunnerUnavailable(
      `${impossible('full', full).message} Or set ISOLATION=reduced if only people you trust can submit programs.`,
    );
  }
  const reduced = await probe('reduced');
  if (!reduced.runnable) {
    throw new RunnerUnavailable(
      `${impossible('full', full).message} ${impossible('reduced', reduced).message}`,
    );
  }
  log(
    `WARNING: REDUCED ISOLATION. Full isolation is impossible here: ${full.cause}. ${full.cure} ` +
      'Do not let people you do not trust submit programs. Production refuses to start like this.',
  );
  return 'reduced';
}

function impossible(isolation: Isolation, { cause, cure }: ProbeResult): RunnerUnavailable {
  return new RunnerUnavailable(`${isolation} isolation is impossible here: ${cause}. ${cure}`.trim());
}

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
