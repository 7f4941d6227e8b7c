import type { Config } from '@app/config';
import { EXECUTION_LIMITS, REQUEST_LIMITS } from '@app/contracts';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Backends } from '../backends.js';
import { Requires } from '../auth/access.decorator.js';
import { type Caller, CurrentCaller, roleOf } from '../auth/caller.js';
import { type LimitRanges, limitsOf } from '../limits/execution-limits.js';
import { LanguageDirectory, type RunnerInfo } from '../languages/language-directory.js';
import { BACKENDS, CONFIG } from '../tokens.js';

/** What a client may ask for, and what stands behind the service. */
export interface Settings {
  /** Of the caller's role. */
  limits: LimitRanges;
  requestLimits: typeof REQUEST_LIMITS;
  backends: Backends & { [name in keyof RunnerInfo]: RunnerInfo[name] | null };
  anonymousSubmissions: boolean;
}

@ApiTags('service')
@Requires('anyone')
@Controller('api/v1/config')
export class SettingsController {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'anonymousSubmissions' | 'production'>,
    @Inject(BACKENDS) private readonly backends: Backends,
    private readonly languages: LanguageDirectory,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Read limits and backends',
    description:
      "Limits of one run with the defaults, minima and maxima of the caller's role, limits of a request, and the backends in use.",
  })
  @ApiResponse({
    status: 200,
    description: 'The settings.',
    content: {
      'application/json': {
        example: {
          limits: EXECUTION_LIMITS,
          requestLimits: REQUEST_LIMITS,
          backends: {
            database: 'embedded',
            queue: 'in-process',
            cache: 'memory',
            runner: 'native',
            isolation: 'full',
          },
          anonymousSubmissions: true,
        },
      },
    },
  })
  read(@CurrentCaller() caller: Caller): Settings {
    const runner = this.languages.runnerInfo() ?? { runner: null, isolation: null };
    return {
      limits: limitsOf(roleOf(caller), this.config.production),
      requestLimits: REQUEST_LIMITS,
      backends: { ...this.backends, ...runner },
      anonymousSubmissions: this.config.anonymousSubmissions,
    };
  }
}
