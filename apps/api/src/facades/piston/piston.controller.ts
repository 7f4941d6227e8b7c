import { Controller, Get, HttpCode, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Requires } from '../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller } from '../../accounts/access/caller.js';
import { FacadeDocs } from '../common/facade-docs.js';
import { DONE, JOB, RUNTIME } from './examples.js';
import type { Answer } from './from-result.js';
import { objectOf } from './piston-body.js';
import { PistonFilter } from './piston.filter.js';
import { PistonJobs } from './piston-jobs.js';

/** Piston's api, version 2, with the address of the public instance. */
@ApiTags('piston')
@UseFilters(PistonFilter)
@Controller('piston/api/v2')
export class PistonController {
  constructor(private readonly jobs: PistonJobs) {}

  @Get(['runtimes', 'piston/runtimes'])
  @Requires('read')
  @FacadeDocs({
    summary: 'List the runtimes',
    description: 'What programs can be run with.',
    answer: [RUNTIME],
  })
  async runtimes(): Promise<object[]> {
    return (await this.jobs.runtimes()).map(({ language, version, aliases, runtime }) => ({
      language,
      version,
      aliases,
      ...(runtime !== undefined && { runtime }),
    }));
  }

  @Post('execute')
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
    return this.jobs.run(caller, await objectOf(request), response, false);
  }

  @Post('piston/execute')
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
    return this.jobs.run(caller, await objectOf(request, { takesUntyped: true }), response, true);
  }
}
