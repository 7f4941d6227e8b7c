import type { Config } from '@app/config';
import {
  type Backends,
  EXECUTION_LIMITS,
  LIVE_RUN_LIMITS,
  REQUEST_LIMITS,
  type ServiceSettings,
} from '@app/contracts';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Requires } from '../../../accounts/access/access.decorator.js';
import { type Caller, CurrentCaller, roleOf } from '../../../accounts/access/caller.js';
import { limitsOf, liveLimitsOf } from '../../submissions/create/dto/execution-limits.js';
import { LanguageDirectory } from '../../languages/language-directory.js';
import { BACKENDS, CONFIG } from '../../../platform/environment/tokens.js';

@ApiTags('service')
@Requires('anyone')
@Controller('api/v1/config')
export class SettingsController {
  constructor(
    @Inject(CONFIG)
    private readonly config: Pick<
      Config,
      'anonymousSubmissions' | 'maxPackageBytes' | 'production' | 'usage'
    >,
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
          storedOutputBytes: REQUEST_LIMITS.storedOutputBytes,
          liveRuns: { atATime: 4, ...LIVE_RUN_LIMITS, cpuTimeLimitMs: EXECUTION_LIMITS.cpuTimeLimitMs },
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
  read(@CurrentCaller() caller: Caller): ServiceSettings {
    const runner = this.languages.runnerInfo() ?? { runner: null, isolation: null };
    return {
      limits: limitsOf(roleOf(caller), this.config.production),
      requestLimits: { ...REQUEST_LIMITS, maxPackageBytes: this.config.maxPackageBytes },
      storedOutputBytes: REQUEST_LIMITS.storedOutputBytes,
      liveRuns: this.liveRunsOf(caller),
      backends: { ...this.backends, ...runner },
      anonymousSubmissions: this.config.anonymousSubmissions,
    };
  }

  private liveRunsOf(caller: Caller): ServiceSettings['liveRuns'] {
    const { cpuTimeLimitMs, wallTimeLimitMs } = liveLimitsOf(roleOf(caller), this.config.production);
    return { atATime: this.config.usage.liveRuns, ...LIVE_RUN_LIMITS, cpuTimeLimitMs, wallTimeLimitMs };
  }
}
