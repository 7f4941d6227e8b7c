import { Controller, Delete, Get, Post, Req, UseFilters } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import semver from 'semver';
import { Requires } from '../../accounts/access/access.decorator.js';
import { FacadeDocs } from '../common/facade-docs.js';
import { FOUND_PACKAGE, PACKAGE } from './examples.js';
import { objectOf } from './piston-body.js';
import { PistonError } from './piston-error.js';
import { PistonFilter } from './piston.filter.js';
import { PistonJobs } from './piston-jobs.js';
import type { Runtime } from './runtimes.js';

/** Packages of Piston: what is here, and nothing changes it. */
@ApiTags('piston')
@UseFilters(PistonFilter)
@Controller('piston/api/v2/packages')
export class PistonPackagesController {
  constructor(private readonly jobs: PistonJobs) {}

  @Get()
  @Requires('read')
  @FacadeDocs({
    summary: 'List the packages: what is here',
    description: 'All of them are installed.',
    answer: [FOUND_PACKAGE],
  })
  async packages(): Promise<object[]> {
    const found = new Map(
      (await this.jobs.runtimes()).map(packageOf).map((item) => [`${item.language} ${item.version}`, item]),
    );
    return [...found.values()].map(({ language, version }) => ({
      language,
      language_version: version,
      installed: true,
    }));
  }

  @Post()
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

  @Delete()
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

  private async requirePackage({ language, version }: Record<string, unknown>): Promise<void> {
    if (typeof language !== 'string') throw new PistonError(400, 'language is required as a string');
    if (typeof version !== 'string') throw new PistonError(400, 'version is required as a string');
    const found = (await this.jobs.runtimes()).map(packageOf);
    if (!found.some((item) => item.language === language && semver.satisfies(item.version, version)))
      throw new PistonError(404, `Requested package ${language}-${version} does not exist`);
  }
}

function packageOf({ language, version, runtime }: Runtime): { language: string; version: string } {
  return { language: runtime ?? language, version };
}
