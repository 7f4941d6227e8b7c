import { All, Controller, Delete, Get, HttpCode, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import semver from 'semver';
import { Requires } from '../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller } from '../../accounts/access/caller.js';
import { LanguageDirectory } from '../../features/languages/language-directory.js';
import { clientGone } from '../../platform/http/client-gone.js';
import { bodyFields, jsonBody, UnreadableBody } from '../common/facade-body.js';
import { FacadeDocs } from '../common/facade-docs.js';
import { FacadeJobs, isFinalRow } from '../common/facade-jobs.js';
import {
  DONE,
  FIRST_DONE,
  FIRST_JOB,
  FIRST_VERSION,
  FOUND_PACKAGE,
  JOB,
  PACKAGE,
  RUNTIME,
} from './examples.js';
import { readJob } from './execute.dto.js';
import { type Answer, answerOf, type Stage } from './from-result.js';
import { PistonError } from './piston-error.js';
import { PistonFilter } from './piston.filter.js';
import { type Runtime, runtimesOf } from './runtimes.js';
import { toSubmission } from './to-submission.js';

/** Compiling and running have a minute each; the queue may be long. */
const MAX_WAIT_MS = 600_000;
/** What version 1 shows of a text. */
const MAX_V1_CHARACTERS = 65_536;

/** Piston's api, version 2 with the address of the public instance, and version 1. */
@ApiTags('piston')
@UseFilters(PistonFilter)
@Controller('piston/api')
export class PistonController {
  constructor(
    private readonly jobs: FacadeJobs,
    private readonly languages: LanguageDirectory,
  ) {}

  @Get(['v2/runtimes', 'v2/piston/runtimes'])
  @Requires('read')
  @FacadeDocs({
    summary: 'List the runtimes',
    description: 'What programs can be run with.',
    answer: [RUNTIME],
  })
  async runtimes(): Promise<object[]> {
    return (await this.available()).map(({ language, version, aliases, runtime }) => ({
      language,
      version,
      aliases,
      ...(runtime !== undefined && { runtime }),
    }));
  }

  @Post('v2/execute')
  @Requires('submit')
  @HttpCode(200)
  @FacadeDocs({
    summary: 'Compile and run a program',
    description:
      'The answer comes when it has ended. Times are milliseconds, memory is bytes; `version` is a range.',
    body: JOB,
    answer: DONE,
  })
  async execute(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Answer> {
    return this.run(caller, await objectOf(request), response, false);
  }

  @Post('v2/piston/execute')
  @Requires('submit')
  @HttpCode(200)
  @FacadeDocs({
    summary: 'Compile and run a program, at the address of the public instance',
    description: 'As `/piston/api/v2/execute`, with the limits of the public instance.',
    body: JOB,
    answer: DONE,
  })
  async executeThere(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Answer> {
    return this.run(caller, await objectOf(request), response, true);
  }

  @Get('v1/piston/versions')
  @Requires('read')
  @FacadeDocs({
    summary: 'List the runtimes, as version 1',
    description: 'As `runtimes`, with the names of version 1.',
    answer: [FIRST_VERSION],
  })
  async versions(): Promise<object[]> {
    return (await this.available()).map(({ language, version, aliases }) => ({
      name: language,
      version,
      aliases,
    }));
  }

  @Post('v1/piston/execute')
  @Requires('submit')
  @HttpCode(200)
  @FacadeDocs({
    summary: 'Compile and run a program, as version 1',
    description: 'One source text; the stages are joined in the answer.',
    body: FIRST_JOB,
    answer: FIRST_DONE,
  })
  async executeFirst(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const body = await objectOf(request);
    const { language, source, version = '*' } = body;
    if (typeof language !== 'string' || language === '')
      throw new PistonError(400, 'language is required as a string');
    if (typeof source !== 'string') throw new PistonError(400, 'source is required as a string');
    const asked = {
      language,
      version: version ?? '*',
      files: [{ content: source }],
      args: body.args,
      stdin: body.stdin,
    };
    return asFirst(await this.run(caller, asked, response, true));
  }

  @Get('v2/packages')
  @Requires('read')
  @FacadeDocs({
    summary: 'List the packages: what is here',
    description: 'All of them are installed.',
    answer: [FOUND_PACKAGE],
  })
  async packages(): Promise<object[]> {
    const found = (await this.available()).map(packageOf);
    const keys = new Set<string>();
    return found
      .filter(
        ({ language, version }) => !keys.has(`${language} ${version}`) && keys.add(`${language} ${version}`),
      )
      .map(({ language, version }) => ({ language, language_version: version, installed: true }));
  }

  @Post('v2/packages')
  @Requires('submit')
  @FacadeDocs({
    summary: 'Install a package: nothing is installed over this api',
    description: '404 for what is unknown, else 500, as the original says of what is there already.',
    body: PACKAGE,
    status: 500,
    means: 'It is there.',
    answer: { message: 'Already installed' },
  })
  async install(@Req() request: Request): Promise<never> {
    await this.requirePackage(await objectOf(request));
    throw new PistonError(500, 'Already installed');
  }

  @Delete('v2/packages')
  @Requires('submit')
  @FacadeDocs({
    summary: 'Remove a package: nothing is removed over this api',
    description: '404 for what is unknown, else 500.',
    body: PACKAGE,
    status: 500,
    means: 'It stays.',
    answer: { message: 'Packages cannot be removed over this API' },
  })
  async remove(@Req() request: Request): Promise<never> {
    await this.requirePackage(await objectOf(request));
    throw new PistonError(500, 'Packages cannot be removed over this API');
  }

  @All('*path')
  @ApiExcludeEndpoint()
  @Requires('read')
  nothing(): never {
    throw new PistonError(404, 'Not Found');
  }

  private async available(): Promise<Runtime[]> {
    return runtimesOf(await this.languages.list());
  }

  private async requirePackage({ language, version }: Record<string, unknown>): Promise<void> {
    const found = (await this.available()).map(packageOf);
    if (typeof language !== 'string') throw new PistonError(400, 'language is required as a string');
    if (typeof version !== 'string') throw new PistonError(400, 'version is required as a string');
    if (!found.some((item) => item.language === language && semver.satisfies(item.version, version)))
      throw new PistonError(404, `Requested package ${language}-${version} does not exist`);
  }

  private async run(
    caller: Caller,
    body: Record<string, unknown>,
    response: Response,
    isPublic: boolean,
  ): Promise<Answer> {
    const job = readJob(body, await this.available(), isPublic);
    const id = await this.jobs.submit(caller, toSubmission(job), { facade: 'piston' });
    const row = await this.jobs.waitFor(caller, id, MAX_WAIT_MS, clientGone(response));
    if (!isFinalRow(row)) await this.jobs.giveUp(caller, id);
    return answerOf(row, job.runtime);
  }
}

function packageOf({ language, version, runtime }: Runtime): { language: string; version: string } {
  return { language: runtime ?? language, version };
}

/** A JSON object; `text/plain` that is one counts, as one of the clients sends it. */
async function objectOf(request: Request): Promise<Record<string, unknown>> {
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/json')) {
    const body = jsonBody(request) ?? {};
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  }
  const wrongType = new PistonError(415, 'requests must be of type application/json');
  if (!/^text\/plain\b/i.test(type)) throw wrongType;
  try {
    return await bodyFields(request);
  } catch (error) {
    throw error instanceof UnreadableBody ? wrongType : error;
  }
}

/** Version 1 joins what was compiled and what ran. */
function asFirst({ compile, run, language, version }: Answer): object {
  const hasFailed = compile !== undefined && compile.status !== null;
  const stages = hasFailed ? [compile] : [...(compile ? [compile] : []), run];
  const text = (name: 'stdout' | 'stderr' | 'output') =>
    stages
      .map((stage: Stage) => stage[name])
      .join('')
      .replaceAll('\r', '')
      .slice(0, MAX_V1_CHARACTERS);
  return {
    ran: stages.every(({ code }) => code === 0),
    language,
    version,
    output: text('output'),
    stdout: text('stdout'),
    stderr: text('stderr'),
  };
}
