import { Controller, Get, HttpCode, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Requires } from '../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller } from '../../accounts/access/caller.js';
import { FacadeDocs } from '../common/facade-docs.js';
import { chooseRuntime } from './choose-runtime.js';
import { FIRST_DONE, FIRST_JOB, FIRST_VERSION } from './examples.js';
import type { Answer, Stage } from './from-result.js';
import { objectOf } from './piston-body.js';
import { PistonError } from './piston-error.js';
import { PistonFilter } from './piston.filter.js';
import { PistonJobs } from './piston-jobs.js';

/** What version 1 shows of a text. */
const MAX_CHARACTERS = 65_536;

/**
 * Piston's api, version 1: at the address of the public instance, and at the root, as the oldest servers had
 * it.
 */
@ApiTags('piston')
@UseFilters(PistonFilter)
@Controller('piston')
export class PistonFirstController {
  constructor(private readonly jobs: PistonJobs) {}

  @Get(['api/v1/piston/versions', 'versions'])
  @Requires('read')
  @FacadeDocs({
    summary: 'List the runtimes, as version 1',
    description: 'As `runtimes`, with the names of version 1.',
    answer: [FIRST_VERSION],
  })
  async versions(): Promise<object[]> {
    return (await this.jobs.runtimes()).map(({ language, version, aliases }) => ({
      name: language,
      version,
      aliases,
    }));
  }

  @Post('api/v1/piston/execute')
  @Requires('submit')
  @HttpCode(200)
  @FacadeDocs({
    summary: 'Compile and run a program, as version 1',
    description: 'One source text; the stages are joined in the answer.',
    body: FIRST_JOB,
    answer: FIRST_DONE,
  })
  async execute(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const body = await objectOf(request, { takesUntyped: true });
    if (typeof body.language !== 'string' || body.language === '')
      throw new PistonError(400, 'language is required as a string');
    if (typeof body.source !== 'string') throw new PistonError(400, 'source is required as a string');
    return this.run(caller, body, response);
  }

  @Post('execute')
  @Requires('submit')
  @HttpCode(200)
  @FacadeDocs({
    summary: 'Compile and run a program, as the oldest servers did',
    description: 'As version 1, with the errors of that time.',
    body: FIRST_JOB,
    answer: FIRST_DONE,
  })
  async executeOldest(
    @CurrentCaller() caller: Caller,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const body = await objectOf(request, { takesUntyped: true });
    const { language, source, args, stdin } = body;
    const problem =
      textProblem('language', language) ??
      (chooseRuntime(await this.jobs.runtimes(), language as string, '*')
        ? null
        : 'Supplied language is not supported by Piston') ??
      textProblem('source', source) ??
      (args === undefined || args === null || Array.isArray(args) ? null : 'Supplied args is not an array') ??
      (stdin === undefined || stdin === null || typeof stdin === 'string'
        ? null
        : 'Supplied stdin is not a string');
    if (problem !== null) throw new PistonError(400, problem);
    return this.run(caller, body, response);
  }

  private async run(caller: Caller, body: Record<string, unknown>, response: Response): Promise<object> {
    const { language, source, version, args, stdin } = body;
    const files = [{ content: source }];
    const asked = { language, version: version ?? '*', files, args, stdin };
    return asFirst(await this.jobs.run(caller, asked, response, true));
  }
}

function textProblem(name: string, value: unknown): string | null {
  if (value === undefined || value === null || value === '') return `No ${name} supplied`;
  return typeof value === 'string' ? null : `Supplied ${name} is not a string`;
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
      .slice(0, MAX_CHARACTERS);
  return {
    ran: stages.every(({ code }) => code === 0),
    language,
    version,
    output: text('output'),
    stdout: text('stdout'),
    stderr: text('stderr'),
  };
}
