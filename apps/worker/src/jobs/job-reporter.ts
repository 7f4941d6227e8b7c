import {
  SEQ_PER_TRY,
  type Progress,
  type ShrunkInput,
  type StressFailure,
  type SubmissionEvent,
} from '@app/contracts';
import type { NewsOfEnd, ServiceEvent, SubmissionBus } from '@app/queue';
import type { JobNews } from '../kinds/kind.js';
import { clippedText } from '../results/stored-text.js';
import type { Claim, Ending, JobState } from './claim-store.js';
import { kindOfRow } from './kind-of-row.js';

/**
 * Progress is published at most this often: ten times in any second, with a little room for timers that are
 * early.
 */
const PROGRESS_INTERVAL_MS = 110;
/** Bytes of each text of a failure that go into its event; GET has more. */
const EVENT_TEXT_BYTES = 64 * 1024;

type WithoutBase<E> = E extends unknown ? Omit<E, 'submissionId' | 'seq'> : never;

/** Numbers and sends the events of one try of a job. */
export class JobReporter {
  private seq: number;
  private latest: Progress;
  private sentAt = -Infinity;
  private timer: NodeJS.Timeout | null = null;
  private silent = false;

  constructor(
    private readonly bus: Pick<SubmissionBus, 'publish'>,
    private readonly claim: Claim,
  ) {
    this.seq = claim.tries * SEQ_PER_TRY;
    this.latest = { done: 0, total: kindOfRow(claim.request.kind).totalOf(claim.request) };
  }

  /** What the row should say now. */
  get state(): JobState {
    return { progress: this.latest, eventSeq: this.seq };
  }

  started(): void {
    this.send({ type: 'submission.started', startedAt: this.claim.startedAt.toISOString() });
  }

  tell(news: JobNews): void {
    if (news.type === 'submission.failure_found') {
      this.send({ ...news, failure: clippedFailure(news.failure) });
    } else if (news.type === 'submission.failure_shrunk') {
      this.send({ ...news, shrunk: clippedShrunk(news.shrunk) });
    } else this.send(news);
  }

  progress(progress: Progress): void {
    if (progress.done === this.latest.done && progress.total === this.latest.total) return;
    this.latest = progress;
    if (this.timer || this.silent) return;
    const wait = this.sentAt + PROGRESS_INTERVAL_MS - performance.now();
    if (wait <= 0) this.sendProgress();
    else this.timer = setTimeout(() => this.sendProgress(), wait);
  }

  /**
   * Says no more, and takes the number of the event that ends the job. Progress that still waits for its turn
   * is not sent: the row that is stored next has it.
   */
  end(): void {
    this.silence();
    this.seq++;
  }

  /** Says no more. */
  silence(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.silent = true;
  }

  /** To be called after `end`, when the row is stored. @param within what the api need not look for then */
  finished({ status, verdict }: Pick<Ending, 'status' | 'verdict'>, within: NewsOfEnd): void {
    this.publish({ type: 'submission.finished', status, verdict, within });
  }

  private sendProgress(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.sentAt = performance.now();
    this.send({ type: 'submission.progress', progress: this.latest });
  }

  private send(event: WithoutBase<SubmissionEvent>): void {
    if (this.silent) return;
    this.seq++;
    this.publish(event);
  }

  private publish(event: WithoutBase<ServiceEvent>): void {
    this.bus.publish({ ...event, submissionId: this.claim.submissionId, seq: this.seq });
  }
}

function clippedShrunk(shrunk: ShrunkInput): ShrunkInput {
  const clip = (text: string) => clippedText(text, EVENT_TEXT_BYTES);
  const { inputBase64: _exact, ...rest } = shrunk;
  const input = clip(shrunk.input);
  return {
    ...rest,
    input,
    inputTruncated: shrunk.inputTruncated || input !== shrunk.input,
    expectedOutput: clip(shrunk.expectedOutput),
    actualOutput: clip(shrunk.actualOutput),
  };
}

function clippedFailure(failure: StressFailure): StressFailure {
  const clip = (text: string) => clippedText(text, EVENT_TEXT_BYTES);
  const clipExecution = (execution: StressFailure['candidate']) => {
    const stdout = clip(execution.stdout);
    return {
      ...execution,
      stdout,
      stdoutTruncated: execution.stdoutTruncated || stdout !== execution.stdout,
    };
  };
  return {
    ...failure,
    input: clip(failure.input),
    expectedOutput: clip(failure.expectedOutput),
    actualOutput: clip(failure.actualOutput),
    candidate: clipExecution(failure.candidate),
    reference: clipExecution(failure.reference),
  };
}
