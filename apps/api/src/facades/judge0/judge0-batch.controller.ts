import { Controller, Get, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Requires } from '../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller } from '../../accounts/access/caller.js';
import { FacadeDocs } from '../common/facade-docs.js';
import { NEW_SUBMISSION, SHOWN_SUBMISSION, TOKEN } from './examples.js';
import { refused } from './judge0-error.js';
import { Judge0Filter } from './judge0.filter.js';
import { Judge0Submissions } from './judge0-submissions.js';
import { isTrue, type Parameters, parametersOf } from './parameters.js';
import { SETTINGS } from './settings.js';
import { fieldsOf, shownSome } from './shown-submission.js';
import { tokenOf } from './tokens.js';

const MAX_BATCH = SETTINGS.max_submission_batch_size;

/** Several submissions in one request. */
@ApiTags('judge0')
@UseFilters(Judge0Filter)
@Controller('judge0/submissions/batch')
export class Judge0BatchController {
  constructor(private readonly submissions: Judge0Submissions) {}

  @Post()
  @Requires('submit')
  @FacadeDocs({
    summary: 'Create several submissions',
    description: 'At most 20. Each has its token, or what is wrong with it.',
    body: { submissions: [NEW_SUBMISSION] },
    status: 201,
    means: 'At least one is created.',
    answer: [TOKEN],
  })
  async create(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object[]> {
    const parameters = await parametersOf(request);
    const given = Array.isArray(parameters.submissions) ? (parameters.submissions as unknown[]) : [];
    checkBatch(given.length);
    const inBase64 = isTrue(parameters.base64_encoded);
    const all = await this.submissions.createAll(
      caller,
      given.map((item) => (typeof item === 'object' && item !== null ? (item as Parameters) : {})),
      inBase64,
    );
    response.status(all.some(({ kind }) => kind === 'created') ? 201 : 422);
    return all.map((created) => (created.kind === 'wrong' ? created.texts : { token: tokenOf(created.id) }));
  }

  @Get()
  @Requires('known')
  @FacadeDocs({
    summary: 'Read several submissions',
    description:
      'Those of `?tokens=A,B`, in their order; null where there is none. `fields` and `base64_encoded` as for one.',
    answer: { submissions: [SHOWN_SUBMISSION, null] },
  })
  async read(@CurrentCaller() caller: Caller, @Req() request: Request): Promise<object> {
    const parameters = request.query as Parameters;
    const tokens = String(parameters.tokens ?? request.headers.tokens ?? '')
      .split(',')
      .map((token) => token.trim())
      .filter((token) => token !== '');
    const fields = fieldsOf(parameters.fields);
    checkBatch(tokens.length);
    const rows = await Promise.all(tokens.map((token) => this.submissions.findOrNull(caller, token)));
    const filesystems = await this.submissions.filesystems(rows, fields);
    return { submissions: shownSome(rows, fields, isTrue(parameters.base64_encoded), filesystems) };
  }
}

function checkBatch(count: number): void {
  if (count > MAX_BATCH)
    throw refused(`number of submissions in a batch should be less than or equal to ${MAX_BATCH}`);
  if (count === 0) throw refused('there should be at least one submission in a batch');
}
