import type { Compilation } from './executions.js';
import type { JudgeTestResult, ShrunkInput, StressFailure, Verdict } from './kinds/index.js';
import type { ProgramRole } from './programs.js';
import type { Progress, SubmissionStatus } from './submission.js';

/** Events of one submission. `seq` rises; a client drops what is not above the `seq` of its snapshot. */
interface EventBase {
  submissionId: string;
  seq: number;
}
export type SubmissionEvent =
  | (EventBase & { type: 'submission.started'; startedAt: string })
  | (EventBase & {
      type: 'submission.compiled';
      /** Which program of the job; `program` for run and judge. */
      role: ProgramRole;
      /** Which of several candidates. */
      candidateIndex?: number;
      compilation: Compilation;
    })
  | (EventBase & { type: 'submission.progress'; progress: Progress })
  | (EventBase & { type: 'submission.test_judged'; test: JudgedTest })
  | (EventBase & { type: 'submission.failure_found'; failure: StressFailure })
  /** A failure has a smaller input now. */
  | (EventBase & {
      type: 'submission.failure_shrunk';
      iteration: number;
      candidateIndex: number;
      shrunk: ShrunkInput;
    })
  | (EventBase & { type: 'submission.finished'; status: SubmissionStatus; verdict: Verdict | null });

/** What is known of one test of a judge job while the others still run. */
export type JudgedTest = Pick<
  JudgeTestResult,
  'name' | 'group' | 'verdict' | 'points' | 'cpuTimeMs' | 'wallTimeMs' | 'memoryBytes'
> & { index: number };

export type SubmissionEventType = SubmissionEvent['type'];

/** Sequence numbers of the n-th try of a job start at n * this, so that they rise across tries. */
export const SEQ_PER_TRY = 1_000_000;
