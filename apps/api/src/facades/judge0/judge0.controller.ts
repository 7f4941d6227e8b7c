import { All, Controller, Delete, Get, HttpCode, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Requires } from '../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller } from '../../accounts/access/caller.js';
import { clientGone } from '../../platform/http/client-gone.js';
import { FacadeDocs } from '../common/facade-docs.js';
import { NEW_SUBMISSION, PAGE, SHOWN_SUBMISSION, TOKEN } from './examples.js';
import { Judge0Error, refused } from './judge0-error.js';
import { Judge0Filter } from './judge0.filter.js';
import { Judge0Submissions } from './judge0-submissions.js';
import { isTrue, type Parameters, parametersOf, requireAuthorized, wholeNumber } from './parameters.js';
import { fieldsOf, NOT_UTF8_ONE, shownOne, shownSome } from './shown-submission.js';
import { tokenOf } from './tokens.js';

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
    const keepsFiles = fields.includes('post_execution_filesystem');
    const created = await this.submissions.create(caller, parameters, inBase64, { keepsFiles });
    if (created.kind === 'wrong') throw new Judge0Error(422, created.texts);
    const token = tokenOf(created.id);
    if (!isTrue(parameters.wait)) return { token };
    const row = await this.submissions.wait(caller, created.taken, clientGone(response));
    const filesystems = await this.submissions.filesystems([row], fields);
    return shownOne(row, fields, inBase64, filesystems) ?? { error: NOT_UTF8_ONE, token };
  }

  @Get()
  @Requires('known')
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
      submissions: shownSome(rows, fields, isTrue(parameters.base64_encoded)),
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
  @Requires('known')
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
    const filesystems = await this.submissions.filesystems([row], fields);
    const shown = shownOne(row, fields, isTrue(parameters.base64_encoded), filesystems);
    if (shown === null) throw refused(NOT_UTF8_ONE);
    return shown;
  }

  @Delete(':token')
  @Requires('known')
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
  @Requires('known')
  @HttpCode(404)
  nothing(): object {
    return { status: 404, error: 'Not Found' };
  }
}
