import type { SubmissionView } from '@app/contracts';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../../accounts/access/caller.js';
import { ClexTexts } from '../../features/clex/clex-texts.js';
import { LanguageDirectory } from '../../features/languages/language-directory.js';
import { resolveLanguage } from '../../features/languages/origin-languages.js';
import { DomainError } from '../../platform/problem/domain-error.js';
import { Shares } from '../../features/shares/shares.js';
import { SubmissionWaiters } from '../../features/submissions/live/submission-waiters.js';
import { isFinal } from '../../features/submissions/read/submission-view.js';
import { Cancellation } from '../../features/submissions/cancel/cancellation.js';
import { NewSubmissions } from '../../features/submissions/create/new-submissions.js';
import { SubmissionReader } from '../../features/submissions/read/submission-reader.js';
import type { EvaluateWithCodeAndClexDto, EvaluateWithSharedIdDto } from './evaluate.dto.js';
import {
  type Evaluation,
  EVALUATION_ITERATIONS,
  NotDrawable,
  type ProgramFields,
  toEvaluation,
} from './evaluation.js';

const TIMEOUT_MS = 120_000;

/**
 * The origin's way of testing: one request, ten inputs, every difference. Inside it is a stress submission
 * like any.
 */
@Injectable()
export class Evaluations {
  constructor(
    private readonly submissions: NewSubmissions,
    private readonly reader: SubmissionReader,
    private readonly cancellation: Cancellation,
    private readonly waiters: SubmissionWaiters,
    private readonly shares: Shares,
    private readonly languages: LanguageDirectory,
    private readonly texts: ClexTexts,
  ) {}

  withCodeAndClex(
    caller: Caller,
    request: EvaluateWithCodeAndClexDto,
    gone: AbortSignal,
  ): Promise<Evaluation> {
    return this.evaluate(caller, request, { reference: 'correct_code', candidate: 'test_code' }, gone);
  }

  async withSharedId(
    caller: Caller,
    request: EvaluateWithSharedIdDto,
    gone: AbortSignal,
  ): Promise<Evaluation> {
    const { code, language, clex } = await this.shares.get(request.share_id.toLowerCase());
    const whole = { ...request, correct_code: code, correct_code_language: language, clex };
    return this.evaluate(caller, whole, { reference: 'share_id', candidate: 'test_code' }, gone);
  }

  private async evaluate(
    caller: Caller,
    request: EvaluateWithCodeAndClexDto,
    fields: ProgramFields,
    gone: AbortSignal,
  ): Promise<Evaluation> {
    const { id } = await this.submit(caller, request, fields);
    await this.waiters.untilFinal(id, TIMEOUT_MS, gone);
    const view = await this.reader.get(caller, id);
    if (isFinal(view)) return this.answer(caller, view, request.clex, fields);
    // The client no longer waits for it. If it becomes final at this very moment, that does no harm.
    await this.cancellation.cancel(caller, id).catch(() => {});
    throw new DomainError('evaluation_timeout', {
      detail: `Not done within ${TIMEOUT_MS / 1000} seconds; cancelled.`,
    });
  }

  private async answer(
    caller: Caller,
    view: SubmissionView,
    clex: string,
    fields: ProgramFields,
  ): Promise<Evaluation> {
    try {
      return toEvaluation(view, clex, fields);
    } catch (error) {
      if (!(error instanceof NotDrawable)) throw error;
      // Drawing the inputs again brings the error that the worker met, with its place and its hint.
      const wanted = { clex, seed: error.seed, count: EVALUATION_ITERATIONS, asInJobs: true, field: 'clex' };
      await this.texts.draw(wanted, caller);
      throw new DomainError('invalid_clex', {
        detail: error.message,
        errors: [{ field: 'clex', message: error.message }],
      });
    }
  }

  private async submit(caller: Caller, request: EvaluateWithCodeAndClexDto, fields: ProgramFields) {
    const names = [request.correct_code_language, request.test_code_language];
    const languages = await this.languages.knowing(names);
    const resolve = (name: string, field: string) => resolveLanguage(languages, name, `${field}_language`);
    await this.texts.check(request.clex, 'clex', caller.addressKey);
    return this.submissions.create(
      caller,
      {
        kind: 'stress',
        reference: {
          language: resolve(request.correct_code_language, fields.reference),
          source: request.correct_code,
        },
        candidate: {
          language: resolve(request.test_code_language, fields.candidate),
          source: request.test_code,
        },
        generator: { clex: request.clex },
        iterations: EVALUATION_ITERATIONS,
        stopAfterFailures: EVALUATION_ITERATIONS,
        shrink: false,
      },
      { priority: 'interactive' },
    );
  }
}
