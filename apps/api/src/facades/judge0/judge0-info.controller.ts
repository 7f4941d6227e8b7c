import { All, Controller, Get, Header, HttpCode, Post, Query, UseFilters } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import { cpus, freemem, arch, totalmem } from 'node:os';
import { Public, Requires } from '../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller } from '../../accounts/access/caller.js';
import { FacadeDocs } from '../common/facade-docs.js';
import { QUEUE, STATISTICS, SYSTEM } from './examples.js';
import { Judge0Filter } from './judge0.filter.js';
import { Judge0Statistics } from './judge0-statistics.js';
import { isTrue, requireAuthorized } from './parameters.js';
import { SETTINGS, shownStatus, STATUSES } from './settings.js';

/** Clients look their language ids up by it; no other is known to them. */
const VERSION = '1.13.1';
const ABOUT = {
  version: VERSION,
  homepage: 'https://github.com/judge0/judge0',
  source_code: 'https://github.com/judge0/judge0',
  maintainer: 'cpast, in the words of Judge0',
};
const ISOLATE = 'cpast runs programs in its own sandbox, not in isolate\n';
const LICENSE = 'cpast is licensed under the MIT license\n';

/** What Judge0 reports about itself. */
@ApiTags('judge0')
@UseFilters(Judge0Filter)
@Requires('known')
@Controller('judge0')
export class Judge0InfoController {
  constructor(private readonly statistics: Judge0Statistics) {}

  @Public()
  @Get()
  @FacadeDocs({
    summary: 'Say that it is there',
    description: 'An empty answer, by which clients find the service.',
  })
  @HttpCode(200)
  root(): void {}

  @Get('statuses')
  @FacadeDocs({
    summary: 'List the statuses',
    description: 'All that a submission may have.',
    answer: STATUSES.map(([id]) => shownStatus(id)),
  })
  statuses(): object[] {
    return STATUSES.map(([id]) => shownStatus(id));
  }

  @Get('config_info')
  @FacadeDocs({
    summary: 'Read the configuration',
    description: 'Its limits; times in seconds, sizes in kilobytes.',
    answer: SETTINGS,
  })
  configInfo(): object {
    return SETTINGS;
  }

  @Get('about')
  @FacadeDocs({
    summary: 'Read the version',
    description: 'Of Judge0, which clients look language ids up by.',
    answer: ABOUT,
  })
  about(): object {
    return ABOUT;
  }

  @Get('version')
  @Header('content-type', 'text/plain')
  @FacadeDocs({
    summary: 'Read the version as text',
    description: 'Of Judge0, as `about` has it.',
    answer: VERSION,
  })
  version(): string {
    return VERSION;
  }

  @Get('isolate')
  @Header('content-type', 'text/plain')
  @FacadeDocs({
    summary: 'Read the version of the sandbox',
    description: 'A sentence: the sandbox is not the one of Judge0.',
    answer: ISOLATE,
  })
  isolate(): string {
    return ISOLATE;
  }

  @Get('license')
  @Header('content-type', 'text/plain')
  @FacadeDocs({ summary: 'Read the license', description: 'A sentence.', answer: LICENSE })
  license(): string {
    return LICENSE;
  }

  @Get('system_info')
  @FacadeDocs({
    summary: 'Read about the machine',
    description: 'Its processors and memory.',
    answer: SYSTEM,
  })
  systemInfo(): Record<string, string> {
    const processors = cpus();
    const gibibytes = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)}Gi`;
    return {
      Architecture: arch() === 'x64' ? 'x86_64' : arch(),
      'CPU(s)': String(processors.length),
      'Model name': processors[0]?.model ?? '',
      Mem: gibibytes(totalmem()),
      'Mem available': gibibytes(freemem()),
      Swap: '0B',
    };
  }

  @Get('workers')
  @FacadeDocs({
    summary: 'Read what the workers do',
    description: 'One queue, which is all that clients know.',
    answer: [QUEUE],
  })
  workers(): object[] {
    const size = cpus().length;
    return [{ queue: 'default', size: 0, available: size, idle: size, working: 0, paused: 0, failed: 0 }];
  }

  @Get('statistics')
  @FacadeDocs({
    summary: 'Read how much was done',
    description: 'By language, status and day; made anew every ten minutes, or by `?invalidate_cache=true`.',
    answer: STATISTICS,
  })
  statisticsOf(@Query('invalidate_cache') renew: unknown): Promise<object> {
    return this.statistics.answer(isTrue(renew));
  }

  @Post('authenticate')
  @Requires('submit')
  @HttpCode(200)
  @FacadeDocs({
    summary: 'Try a token',
    description: '200 where it is valid or none is needed, 401 else; without a body.',
  })
  authenticate(): void {}

  @Post('authorize')
  @HttpCode(200)
  @FacadeDocs({
    summary: "Try an admin's token",
    description: '200 where it is the token of an admin, 403 else; without a body.',
  })
  authorize(@CurrentCaller() caller: Caller): void {
    requireAuthorized(caller);
  }

  @All('*path')
  @ApiExcludeEndpoint()
  @HttpCode(404)
  nothing(): object {
    return { status: 404, error: 'Not Found' };
  }
}
