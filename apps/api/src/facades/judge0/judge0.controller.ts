import { All, Controller, Delete, Get, HttpCode, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Requires } from '../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller, seesEverything } from '../../accounts/access/caller.js';
import { clientGone } from '../../platform/http/client-gone.js';
import { bodyFields } from '../common/facade-body.js';
import { FacadeDocs } from '../common/facade-docs.js';
import { NEW_SUBMISSION, PAGE, SHOWN_SUBMISSION, TOKEN } from './examples.js';
import { Judge0Error, refused } from './judge0-error.js';
import { Judge0Filter } from './judge0.filter.js';
import { Judge0Submissions } from './judge0-submissions.js';
import { SETTINGS } from './settings.js';
import {
  fieldsOf,
  type FieldName,
  NOT_UTF8_ONE,
  NOT_UTF8_SOME,
  NotUtf8,
  shownSubmission,
} from './shown-submission.js';
import { tokenOf } from './tokens.js';

const MAX_BATCH = SETTINGS.max_submission_batch_size;
type Parameters = Record<string, unknown>;
type Row = Awaited<ReturnType<Judge0Submissions['find']>>;

/** Submissions as clients of Judge0 make and read them. */
@ApiTags('judge0')
@UseFilters(Judge0Filter)
@Controller('judge0/submissions')
export class Judge0Controller {
  constructor(private readonly submissions: Judge0Submissions) {}

  @Post()
  @Requires('submit')
  @FacadeDocs({
    summary: 'Create a submission',
    description:
      'Answers with its token at once, and with `?wait=true` with the submission once it is done. Texts are base64 with `?base64_encoded=true`.',
    body: NEW_SUBMISSION,
    status: 201,
    means: 'Created.',
    answer: TOKEN,
  })
  async create(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const parameters = await parametersOf(request);
    const fields = fieldsOf(parameters.fields);
    const inBase64 = isTrue(parameters.base64_encoded);
    const created = await this.submissions.create(caller, parameters, inBase64);
    if (created.kind === 'wrong') throw new Judge0Error(422, created.texts);
    const token = tokenOf(created.id);
    if (!isTrue(parameters.wait)) return { token };
    const row = await this.submissions.wait(caller, created.id, clientGone(response));
    return shownOr(() => shownSubmission(row, fields, inBase64), { error: NOT_UTF8_ONE, token });
  }

  @Post('batch')
  @Requires('submit')
  @FacadeDocs({
    summary: 'Create several submissions',
    description: 'At most 20. Each has its token, or what is wrong with it.',
    body: { submissions: [NEW_SUBMISSION] },
    status: 201,
    means: 'At least one is created.',
    answer: [TOKEN],
  })
  async createBatch(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object[]> {
    const parameters = await parametersOf(request);
    const given = Array.isArray(parameters.submissions) ? (parameters.submissions as unknown[]) : [];
    checkBatch(given.length);
    const inBase64 = isTrue(parameters.base64_encoded);
    const answers: object[] = [];
    let areAnyValid = false;
    for (const item of given) {
      const fields = typeof item === 'object' && item !== null ? (item as Parameters) : {};
      const created = await this.submissions.create(caller, fields, inBase64);
      areAnyValid ||= created.kind === 'created';
      answers.push(created.kind === 'wrong' ? created.texts : { token: tokenOf(created.id) });
    }
    response.status(areAnyValid ? 201 : 422);
    return answers;
  }

  @Get('batch')
  @Requires('read')
  @FacadeDocs({
    summary: 'Read several submissions',
    description:
      'Those of `?tokens=A,B`, in their order; null where there is none. `fields` and `base64_encoded` as for one.',
    answer: { submissions: [SHOWN_SUBMISSION, null] },
  })
  async readBatch(@CurrentCaller() caller: Caller, @Req() request: Request): Promise<object> {
    const parameters = request.query as Parameters;
    const tokens = String(parameters.tokens ?? request.headers.tokens ?? '')
      .split(',')
      .map((token) => token.trim())
      .filter((token) => token !== '');
    const fields = fieldsOf(parameters.fields);
    checkBatch(tokens.length);
    const rows = await Promise.all(tokens.map((token) => this.submissions.findOrNull(caller, token)));
    return { submissions: this.shownAll(rows, fields, isTrue(parameters.base64_encoded)) };
  }

  @Get()
  @Requires('read')
  @FacadeDocs({
    summary: "List everybody's submissions, for admins",
    description:
      'Those that came over this API, newest first: `page`, `per_page`, `fields`, `base64_encoded`.',
    answer: PAGE,
  })
  async list(@CurrentCaller() caller: Caller, @Req() request: Request): Promise<object> {
    requireAuthorized(caller);
    const parameters = request.query as Parameters;
    const fields = fieldsOf(parameters.fields);
    const page = wholeNumber(parameters.page, 1);
    const perPage = wholeNumber(parameters.per_page, 20);
    if (page <= 0) throw refused(`invalid page: ${page}`);
    if (perPage < 0) throw refused(`invalid per_page: ${perPage}`);
    const { rows, totalCount } = await this.submissions.page(page, Math.min(perPage, 1_000));
    const totalPages = perPage === 0 ? 0 : Math.ceil(totalCount / perPage);
    return {
      submissions: this.shownAll(rows, fields, isTrue(parameters.base64_encoded)),
      meta: {
        current_page: page,
        next_page: page < totalPages ? page + 1 : null,
        prev_page: page > 1 ? page - 1 : null,
        total_pages: totalPages,
        total_count: totalCount,
      },
    };
  }

  @Get(':token')
  @Requires('read')
  @FacadeDocs({
    summary: 'Read a submission',
    description: '`fields` names what is shown, `*` shows all; texts are base64 with `?base64_encoded=true`.',
    answer: SHOWN_SUBMISSION,
  })
  async read(
    @CurrentCaller() caller: Caller,
    @Param('token') token: string,
    @Req() request: Request,
  ): Promise<object> {
    const parameters = request.query as Parameters;
    const fields = fieldsOf(parameters.fields);
    const row = await this.submissions.find(caller, token);
    const shown = shownOr(() => shownSubmission(row, fields, isTrue(parameters.base64_encoded)), null);
    if (shown === null) throw refused(NOT_UTF8_ONE);
    return shown;
  }

  @Delete(':token')
  @Requires('read')
  @FacadeDocs({
    summary: 'Delete a submission: switched off',
    description: 'For admins, who are told that it is switched off, as where Judge0 comes from the box.',
    status: 400,
    means: 'Switched off.',
    answer: { error: 'delete not allowed' },
  })
  remove(@CurrentCaller() caller: Caller): never {
    requireAuthorized(caller);
    throw refused('delete not allowed');
  }

  @All('*path')
  @ApiExcludeEndpoint()
  @Requires('read')
  @HttpCode(404)
  nothing(): object {
    return { status: 404, error: 'Not Found' };
  }

  private shownAll(rows: readonly (Row | null)[], fields: readonly FieldName[], inBase64: boolean): object[] {
    const shown = shownOr(() => rows.map((row) => row && shownSubmission(row, fields, inBase64)), null);
    if (shown === null) throw refused(NOT_UTF8_SOME);
    return shown as object[];
  }
}

/** Body and query in one; the query wins. JSON that is no object has no names, so it says nothing. */
async function parametersOf(request: Request): Promise<Parameters> {
  return { ...(await bodyFields(request, { elseNothing: true })), ...(request.query as Parameters) };
}

/** Only the text `true` is. */
function isTrue(value: unknown): boolean {
  return value === 'true';
}

function wholeNumber(value: unknown, standard: number): number {
  if (typeof value !== 'string' || value === '') return standard;
  return Number.parseInt(value, 10) || 0;
}

function checkBatch(count: number): void {
  if (count > MAX_BATCH)
    throw refused(`number of submissions in a batch should be less than or equal to ${MAX_BATCH}`);
  if (count === 0) throw refused('there should be at least one submission in a batch');
}

/** @throws Judge0Error(403) for callers who may not see everything */
export function requireAuthorized(caller: Caller): void {
  if (!seesEverything(caller)) throw new Judge0Error(403, null);
}

function shownOr<T, E>(show: () => T, otherwise: E): T | E {
  try {
    return show();
  } catch (error) {
    if (error instanceof NotUtf8) return otherwise;
    throw error;
  }
}
