import type { ProgramFile } from '@app/contracts';
import type { Cache } from '@app/results';
import {
  All,
  Controller,
  Get,
  Head,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Req,
  Res,
  UseFilters,
} from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Requires } from '../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller } from '../../accounts/access/caller.js';
import { LanguageDirectory } from '../../features/languages/language-directory.js';
import { CACHE } from '../../platform/environment/tokens.js';
import { clientGone } from '../../platform/http/client-gone.js';
import { isBase64 } from '../../platform/validation/texts.js';
import { bodyFields, jsonBody } from '../common/facade-body.js';
import { FacadeDocs } from '../common/facade-docs.js';
import { FacadeJobs, isFinalRow } from '../common/facade-jobs.js';
import { FILE, RAN, RUN } from './examples.js';
import { compileError, type JobeResult, overload, resultOf } from './from-result.js';
import { JobeError } from './jobe-error.js';
import { JobeFilter } from './jobe.filter.js';
import { languagesHere } from './languages.js';
import { FILE_ID, readRunSpec, type RunSpec, wrong } from './run-spec.dto.js';
import { toSubmission } from './to-submission.js';

const TWO_DAYS_MS = 2 * 86_400_000;
const MAX_WAIT_MS = 600_000;
/** By it their tester asks how an overload looks. */
const OVERLOAD_TEST = '!** TESTING OVERLOAD EXCEPTION **!';
const MISSING_FILES = 'One or more of the specified files is missing/unavailable';

/** Jobe's api, as Moodle's CodeRunner uses it. */
@ApiTags('jobe')
@UseFilters(JobeFilter)
@Controller('jobe/index.php/restapi')
export class JobeController {
  constructor(
    private readonly jobs: FacadeJobs,
    private readonly languages: LanguageDirectory,
    @Inject(CACHE) private readonly cache: Cache,
  ) {}

  @Get('languages')
  @Requires('read')
  @FacadeDocs({
    summary: 'List the languages',
    description: 'Pairs of id and version.',
    answer: [['python3', '3.13.5']],
  })
  async list(): Promise<[string, string][]> {
    return languagesHere(await this.languages.list()).map(({ language, view }) => [
      language.id,
      view.version,
    ]);
  }

  @Post('runs')
  @Requires('submit')
  @HttpCode(200)
  @FacadeDocs({
    summary: 'Compile and run a program',
    description:
      'The answer comes when it has ended: outcome 11 does not compile, 12 failed, 13 out of time, 15 ran, 21 no room.',
    body: RUN,
    answer: RAN,
  })
  async run(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<JobeResult> {
    const spec = readRunSpec(await jsonBody(request), await this.languages.list());
    if (spec.source === OVERLOAD_TEST) return overload();
    const { request: job, refused } = toSubmission(spec, await this.filesOf(caller, spec));
    if (refused !== null) return compileError('', refused);
    const until = { timeoutMs: MAX_WAIT_MS, gone: clientGone(response) };
    const row = await this.jobs.runToEnd(caller, job, { facade: 'jobe' }, until);
    if (!isFinalRow(row) || row.result === null) return overload();
    return resultOf(row, spec.language.id);
  }

  @Put('files/:id')
  @Requires('submit')
  @HttpCode(204)
  @FacadeDocs({
    summary: 'Leave a file for runs',
    description:
      '`file_contents` is base64. Kept for two days, for whoever left it; runs name it in `file_list`.',
    body: FILE,
    status: 204,
    means: 'Kept.',
  })
  async put(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Req() request: Request,
  ): Promise<void> {
    const { file_contents: contents } = await bodyFields(request);
    if (typeof contents !== 'string') throw wrong('put: missing file_contents parameter');
    if (!FILE_ID.test(id)) throw wrong(`put: ${id.slice(0, 100)} is not the id of a file`);
    const base64 = padded(contents);
    if (!isBase64(base64)) throw wrong(`put: contents of file ${id} are not valid base-64`);
    await this.cache.set(keyOf(caller, id), base64, TWO_DAYS_MS);
  }

  @Head('files/:id')
  @Requires('read')
  @HttpCode(204)
  @FacadeDocs({
    summary: 'Ask for a file',
    description: '204 where it is there, 404 where it has to be left again.',
    status: 204,
    means: 'It is there.',
  })
  async has(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<void> {
    if ((await this.cache.get<string>(keyOf(caller, id))) === undefined)
      throw new JobeError(404, MISSING_FILES);
  }

  @All('*path')
  @ApiExcludeEndpoint()
  @Requires('read')
  nothing(): never {
    throw new JobeError(404, 'Not Found');
  }

  private async filesOf(caller: Caller, { files }: RunSpec): Promise<ProgramFile[]> {
    const found = new Map<string, ProgramFile>();
    for (const { id, name } of files) {
      const content = await this.cache.get<string>(keyOf(caller, id));
      if (content === undefined) throw new JobeError(404, MISSING_FILES);
      found.set(name, { path: name, content, encoding: 'base64' });
    }
    return [...found.values()];
  }
}

/** Without white space and with the padding, as neither matters to Jobe. */
function padded(base64: string): string {
  const text = base64.replace(/\s/g, '');
  return text.includes('=') ? text : text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

/** Each caller has files of its own: one that knows the id of another's file cannot replace it. */
function keyOf({ ownerId }: Caller, id: string): string {
  return `jobe:${ownerId}:${id}`;
}
