import type { Config } from '@app/config';
import { inTrace, metrics } from '@app/telemetry';
import { type AcceptedSubmission, KINDS, type SubmissionView } from '@app/contracts';
import type { Submission } from '@app/database';
import { HttpStatus, Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { type Caller, roleOf } from '../../../accounts/access/caller.js';
import { CONFIG } from '../../../platform/environment/tokens.js';
import { clientGone } from '../../../platform/http/client-gone.js';
import { ClexTexts } from '../../clex/clex-texts.js';
import { LanguageDirectory } from '../../languages/language-directory.js';
import { SubmissionWaiters } from '../live/submission-waiters.js';
import { SubmissionReader } from '../read/submission-reader.js';
import { endedRow, isFinal, toView } from '../read/submission-view.js';
import { checkClexOf, checkRequest } from './check-request.js';
import { limitsOf } from './dto/execution-limits.js';
import type { CreateSubmissionDto } from './kinds/index.js';
import type { CreateOptions } from './new-row.js';
import { NewSubmissions } from './new-submissions.js';

/** How a request wants its submission to be taken and answered. */
export interface SubmitOptions extends Pick<CreateOptions, 'idempotencyKey' | 'reuse'> {
  /** Hold the answer until it is final, at most so many seconds. */
  wait?: number | undefined;
}

/**
 * Takes a submission that came as one request, and answers it: 202 at once, 201 when it became final
 * meanwhile.
 */
@Injectable()
export class Submitter {
  constructor(
    private readonly submissions: NewSubmissions,
    private readonly reader: SubmissionReader,
    private readonly waiters: SubmissionWaiters,
    private readonly languages: LanguageDirectory,
    private readonly texts: ClexTexts,
    @Inject(CONFIG) private readonly config: Pick<Config, 'production'>,
  ) {}

  /** @throws DomainError that says what is wrong with the request, or why it cannot be taken now */
  async submit(
    caller: Caller,
    body: CreateSubmissionDto,
    { wait, ...options }: SubmitOptions,
    response: Response,
  ): Promise<AcceptedSubmission | SubmissionView> {
    const startedAt = performance.now();
    const ranges = limitsOf(roleOf(caller), this.config.production);
    await checkRequest(body, this.languages, ranges);
    await checkClexOf(body, this.texts, caller.addressKey);
    const priority = wait ? 'interactive' : KINDS[body.kind].defaultPriority;
    const { answer: accepted, row } = await this.submissions.take(caller, body, { priority, ...options });
    response.location(`/api/v1/submissions/${accepted.id}`).status(HttpStatus.ACCEPTED);
    if (!wait) return accepted;
    const view = await inTrace(accepted.id, 'answer', {}, () =>
      this.viewOfEnd(caller, accepted.id, row, wait * 1000, clientGone(response)),
    );
    const final = String(isFinal(view));
    metrics.answer.observe({ kind: body.kind, final }, (performance.now() - startedAt) / 1_000);
    if (!isFinal(view)) return accepted;
    response.status(HttpStatus.CREATED);
    return view;
  }

  /** The submission when it is final, or the time is over. @param row as it was stored, if it was now */
  private async viewOfEnd(
    caller: Caller,
    id: string,
    row: Submission | null,
    timeoutMs: number,
    gone: AbortSignal,
  ): Promise<SubmissionView> {
    if (row && isFinal(row)) return toView(row, true, null);
    const ended = endedRow(row, await this.waiters.untilFinal(id, timeoutMs, gone));
    return ended ? toView(ended, true, null) : this.reader.look(caller, id);
  }
}
