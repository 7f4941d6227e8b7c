import { withDefaultLimits, type RunRequest, type RunResult } from '@app/contracts';
import {
  JobFailed,
  RUN_OVERHEAD_MS,
  SETUP_MS,
  type JobContext,
  type JobOutcome,
  type KindOfJob,
} from '../kind.js';
import { preparePrograms } from '../prepare.js';
import { withSandbox } from '../sandbox.js';
import { DEFAULT_KEPT, executionOf } from '../../results/verdict.js';

/**
 * Runs a program once. `accepted` means that it ended by itself with exit code 0.
 * @throws JobFailed, RunnerUnavailable, the signal's reason
 */
export async function run(request: RunRequest, context: JobContext): Promise<JobOutcome> {
  const { program } = await preparePrograms({ program: request.program }, context);
  const { compilation } = program;
  if (program.kind === 'compile_error') {
    return { verdict: 'compile_error', result: { compilation, execution: null } satisfies RunResult };
  }
  const [outcome] = await withSandbox(context, [program.program], (sandbox) =>
    sandbox.run(program.program, [{ stdin: request.stdin ?? '' }], withDefaultLimits(request.limits), {
      stdoutKeepBytes: DEFAULT_KEPT.stdout,
      stderrKeepBytes: DEFAULT_KEPT.stderr,
    }),
  );
  if (!outcome) throw new Error('the sandbox answered nothing');
  if (outcome.kind === 'internal') throw new JobFailed(`the sandbox failed: ${outcome.reason}`);
  const execution = executionOf(outcome);
  context.progress({ done: 1, total: 1 });
  return { verdict: execution.verdict, result: { compilation, execution } satisfies RunResult };
}

export const runJob: KindOfJob<'run'> = {
  perform: run,
  timeLimitMs: ({ limits }) => SETUP_MS + withDefaultLimits(limits).wallTimeLimitMs + RUN_OVERHEAD_MS,
};
