import { EXECUTION_LIMITS, withDefaultLimits } from '@app/contracts';
import type { BoxLauncher } from '../box/launcher.js';
import type { Compiler } from '../compile/compiler.js';
import { COMPILE_LIMITS, runErrand } from '../compile/errand.js';
import { BoxSandbox } from '../sandbox.js';
import type { Proof } from './proof-cache.js';
import { baseEnv } from '../languages/template.js';
import { mountsOf, type Candidate, type Toolchain } from '../languages/toolchain.js';
import { parseVersion, type Version } from '../languages/version.js';

const TOKEN = 'works-7f3a';
const EMPTY = Buffer.alloc(0);
/** A busy first start must not make a good toolchain look bad: all of them are proven at once. */
const PATIENCE_MS = 180_000;

/** What a candidate turned out to be. */
export type ProofResult = { kind: 'works'; proof: Proof } | { kind: 'fails'; reason: string };

/**
 * Proves a toolchain the way a submission would use it: asks its version inside a box, then compiles and runs
 * a program that has to repeat a token.
 * @throws RunnerUnavailable when boxes fail; AbortError
 */
export async function prove(
  candidate: Candidate,
  launcher: BoxLauncher,
  compiler: Compiler,
  signal: AbortSignal,
): Promise<ProofResult> {
  const version = await askVersion(candidate, launcher, signal);
  if (typeof version === 'string') return { kind: 'fails', reason: version };
  const variants = candidate.row.variants ?? [{}];
  const reasons: string[] = [];
  for (const [index, variant] of variants.entries()) {
    const problem = await tryProof({ ...candidate, version, variant }, launcher, compiler, signal);
    if (problem === null) return { kind: 'works', proof: { version, variant: index } };
    reasons.push(problem);
  }
  return { kind: 'fails', reason: reasons[0]! };
}

async function askVersion(
  candidate: Candidate,
  launcher: BoxLauncher,
  signal: AbortSignal,
): Promise<Version | string> {
  const { row, tool } = candidate;
  const { outcome } = await runErrand(
    launcher,
    {
      command: ({ tmp }) => ({
        argv: [tool, ...row.version.args],
        env: baseEnv(candidate, tmp).map((entry) => entry.replace('{tmp}', tmp)),
      }),
      bundle: EMPTY,
      stdin: row.version.stdin,
      readOnly: mountsOf(candidate),
      // Compilers are often shell scripts around the real one.
      processes: row.compile !== null || row.run.processes === true,
      addressSpace: 'data',
      limits: COMPILE_LIMITS,
    },
    signal,
  );
  const printed = `${outcome.stdout.toString()}\n${outcome.stderr.toString()}`;
  if (outcome.kind !== 'ok') return `asked for its version: ${outcome.kind} ${printed.trim().slice(0, 300)}`;
  return parseVersion(row, printed) ?? `its version is not understood: ${printed.trim().slice(0, 100)}`;
}

/** null: it works. */
async function tryProof(
  toolchain: Toolchain,
  launcher: BoxLauncher,
  compiler: Compiler,
  signal: AbortSignal,
): Promise<string | null> {
  const { row, version } = toolchain;
  const view = { id: row.id, name: row.name, version: version.text, aliases: [], kind: row.kind };
  const prepared = await compiler.prepare(
    { view, toolchain },
    { language: row.id, source: row.proof },
    signal,
    { wallTimeLimitMs: PATIENCE_MS },
  );
  if (prepared.kind !== 'ready') {
    return prepared.kind === 'compile_error'
      ? `does not compile: ${prepared.compilation.output}`
      : prepared.kind;
  }
  const sandbox = new BoxSandbox(launcher);
  const onAbort = (): void => void sandbox.close();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const limits = withDefaultLimits({
      cpuTimeLimitMs: EXECUTION_LIMITS.cpuTimeLimitMs.maximum,
      wallTimeLimitMs: PATIENCE_MS,
    });
    const [outcome] = await sandbox.run(prepared.program, [{ stdin: `${TOKEN}\n` }], limits);
    if (outcome?.kind === 'ok' && outcome.stdout.toString().trim() === TOKEN) return null;
    return `does not run: ${outcome?.kind} ${outcome?.stderr.toString().trim().slice(0, 300)}`;
  } finally {
    signal.removeEventListener('abort', onAbort);
    await sandbox.close();
  }
}
