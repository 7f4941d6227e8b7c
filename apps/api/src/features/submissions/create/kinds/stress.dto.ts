import { REQUEST_LIMITS, type StressRequest } from '@app/contracts';
import { Type } from 'class-transformer';
import { Equals, IsBoolean, IsInt, IsObject, Max, Min, ValidateNested } from 'class-validator';
import { CheckedBy } from '../../../../platform/validation/checked-by.decorator.js';
import { Optional } from '../../../../platform/validation/optional.decorator.js';
import { seedProblem } from '../../../../platform/validation/texts.js';
import { type CheckerDto, IsChecker } from '../dto/checker.dto.js';
import { type GeneratorDto, IsGenerator } from '../dto/generator.dto.js';
import { LimitsDto } from '../dto/limits.dto.js';
import { ProgramDto } from '../dto/program.dto.js';
import { SubmissionOptionsDto } from '../dto/submission-options.dto.js';

/** Draws inputs until two programs disagree. */
export class StressSubmissionDto extends SubmissionOptionsDto implements StressRequest {
  @Equals('stress')
  kind: 'stress';

  /** The program that is right. */
  @IsObject()
  @ValidateNested()
  @Type(() => ProgramDto)
  reference: ProgramDto;

  /** The program that is tested. */
  @IsObject()
  @ValidateNested()
  @Type(() => ProgramDto)
  candidate: ProgramDto;

  @IsGenerator()
  generator: GeneratorDto;

  /** @example 100 */
  @Optional()
  @Max(REQUEST_LIMITS.maxIterations)
  @Min(1)
  @IsInt()
  iterations?: number;

  /** Unsigned 64-bit, decimal; drawn and reported when absent.
   * @example '42' */
  @Optional()
  @CheckedBy('isSeed', seedProblem)
  seed?: string;

  @IsChecker()
  checker?: CheckerDto;

  /** End after so many inputs on which they disagree; default 1. */
  @Optional()
  @Max(REQUEST_LIMITS.maxStopAfterFailures)
  @Min(1)
  @IsInt()
  stopAfterFailures?: number;

  /** Reserved for looking for a smaller input on which they disagree; `shrunk` is null in this version. */
  @Optional()
  @IsBoolean()
  shrink?: boolean;

  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => LimitsDto)
  limits?: LimitsDto;
}
