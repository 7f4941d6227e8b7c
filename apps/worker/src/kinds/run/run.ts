import {
  INLINE_TEXT_BYTES,
  limitsOfProgram,
  REQUEST_LIMITS,
  type Compilation,
  type Limits,
  type OutputFile,
  type RunRequest,
  type RunResult,
} from '@app/contracts';
import {
  JobFailed,
  RUN_OVERHEAD_MS,
  SETUP_MS,
  type JobContext,
  type JobOutcome,
  type KindOfJob,
} from '../kind.js';
import { preparePrograms } from '../prepare.js';
import { runLive } from './live.js';
import { withSandbox } from '../sandbox.js';
import { meansOf, repeated } from '../../results/repeated.js';
import { executionOf, INLINE_KEPT } from '../../results/verdict.js';

/**
 * Runs a program, once or as often as it is asked to. `accepted` means that it ended by itself with exit code
 * 0.
 * @throws JobFailed, RunnerUnavailable, the signal's reason
 */
export async function run(request: RunRequest, context: JobContext): Promise<JobOutcome> {
  if (context.live) return runLive(request, context, context.live);
  const { program } = await preparePrograms({ program: request.program }, context, request.compileLimits);
  const { compilation } = program;
  if (program.kind === 'compile_error') return notCompiled(compilation);
  const repetitions = request.repetitions ?? 1;
  const stdin = Buffer.from(request.stdin ?? '', request.stdinEncoding ?? 'utf8');
  // All runs are in memory together.
  const keepBytes = Math.floor(REQUEST_LIMITS.storedOutputBytes / repetitions);
  const items = Array.from({ length: repetitions }, () => ({ stdin }));
  const outcomes = await withSandbox(
    context,
    [program.program],
    (sandbox) =>
      sandbox.run(program.program, items, limitsOf(request), {
        stdoutKeepBytes: keepBytes,
        stderrKeepBytes: keepBytes,
        combinedOutput: request.combinedOutput,
        isUnexplained: request.runsUnread,
        allocationsFail: request.allocationsFail,
        ...(request.outputFiles?.length && { collect: { patterns: request.outputFiles } }),
      }),
    true,
  );
  // The first that failed says more than the others.
  const failedAt = outcomes.findIndex(({ kind }) => kind !== 'ok');
  const counted = failedAt < 0 ? outcomes : outcomes.slice(0, failedAt + 1);
  const outcome = counted.at(-1);
  if (!outcome) throw new Error('the sandbox answered nothing');
  if (outcome.kind === 'internal') throw new JobFailed(`the sandbox failed: ${outcome.reason}`);
  if (outcome.notCompiled) return notCompiled(outcome.notCompiled);
  const shown = executionOf(outcome, undefined, INLINE_KEPT);
  for (const name of ['stdout', 'stderr', 'output'] as const) {
    const bytes = outcome[name];
    if (bytes && shownBytes(shown[name] ?? '', shown[`${name}Base64`]) < bytes.length)
      context.outputs.keep(name, bytes, 0);
  }
  const execution = {
    ...shown,
    ...(outcome.files && { files: keptFiles(outcome.files, context) }),
    ...(repetitions > 1 && repeated(outcomes)),
    ...(repetitions > 1 && request.runsUnread && { means: meansOf(counted) }),
  };
  context.progress({ done: 1, total: 1 });
  return { verdict: execution.verdict, result: { compilation, execution } satisfies RunResult };
}

/** How many bytes of the program's a text of its result stands for. */
function shownBytes(text: string, base64: string | undefined): number {
  return base64 === undefined ? Buffer.byteLength(text) : Buffer.byteLength(base64, 'base64');
}

/**
 * Files that the program left: the long ones are blobs. Names that are no UTF-8 may look alike; their blobs
 * have names of their own.
 */
function keptFiles(
  files: readonly { path: string; content: Buffer }[],
  { outputs }: JobContext,
): OutputFile[] {
  const seen = new Map<string, number>();
  return files.map(({ path, content }) => {
    const bytes = content.length;
    if (bytes <= INLINE_TEXT_BYTES) return { path, bytes, contentBase64: content.toString('base64') };
    const before = seen.get(path) ?? 0;
    seen.set(path, before + 1);
    const blob = before === 0 ? `files/${path}` : `files-${before + 1}/${path}`;
    outputs.keep(blob, content);
    return { path, bytes, blob };
  });
}

const limitsOf = ({ program, limits }: RunRequest): Limits => limitsOfProgram(program, limits, true);

const notCompiled = (compilation: Compilation): JobOutcome => ({
  verdict: 'compile_error',
  result: { compilation, execution: null } satisfies RunResult,
});

export const runJob: KindOfJob<'run'> = {
  perform: run,
  timeLimitMs: (request) =>
    SETUP_MS + (limitsOf(request).wallTimeLimitMs + RUN_OVERHEAD_MS) * (request.repetitions ?? 1),
};
