import { EXECUTION_LIMITS, type LimitName, type Limits } from '@app/contracts';
import { HIGHEST_LIMITS } from './execution-limits.js';
import { ApiProperty } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';
import { IsBoolean, IsInt, Max, Min } from 'class-validator';
import { Optional } from '../../../../platform/validation/optional.decorator.js';

/** A whole number within the range that `GET /config` shows for this limit. */
function Limit(name: LimitName, description: string): PropertyDecorator {
  const { default: standard, minimum, maximum } = EXECUTION_LIMITS[name];
  return applyDecorators(
    ApiProperty({ type: 'integer', description, minimum, maximum, default: standard, required: false }),
    Optional(),
    // The answer names the first that fails. checkRequest knows what the caller's own maximum is.
    IsInt(),
    Min(minimum),
    Max(HIGHEST_LIMITS[name].maximum),
  );
}

/** Limits of one run of a program; each has a default. */
export class LimitsDto implements Partial<Limits> {
  @Limit('cpuTimeLimitMs', 'Processor time of all its processes together, in milliseconds.')
  cpuTimeLimitMs?: number;

  @Limit('wallTimeLimitMs', 'Time on the clock, in milliseconds.')
  wallTimeLimitMs?: number;

  @Limit('memoryLimitBytes', 'Memory of all its processes together, in bytes.')
  memoryLimitBytes?: number;

  @Limit('stackLimitBytes', 'Its stack, in bytes; as much as its memory where it is not given.')
  stackLimitBytes?: number;

  @Limit('outputLimitBytes', 'What it may write to stdout, in bytes.')
  outputLimitBytes?: number;

  @Limit('fileSizeLimitBytes', 'Each file that it writes, in bytes.')
  fileSizeLimitBytes?: number;

  @Limit('processLimit', 'Processes and threads at the same time.')
  processLimit?: number;

  /**
   * Whether it may start processes. Default: yes for runs, checkers and generators, no for contestants'
   * programs.
   */
  @Optional()
  @IsBoolean()
  allowProcesses?: boolean;
}
