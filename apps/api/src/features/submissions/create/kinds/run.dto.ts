import { REQUEST_LIMITS, type RunRequest, TEXT_ENCODINGS, type TextEncoding } from '@app/contracts';
import { Type } from 'class-transformer';
import {
  Equals,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { CheckedBy } from '../../../../platform/validation/checked-by.decorator.js';
import { patternsProblem } from '../../../../platform/validation/texts.js';
import { Optional } from '../../../../platform/validation/optional.decorator.js';
import { LimitsDto } from '../dto/limits.dto.js';
import { ProgramDto } from '../dto/program.dto.js';
import { SubmissionOptionsDto } from '../dto/submission-options.dto.js';

/** Runs a program once. */
export class RunSubmissionDto extends SubmissionOptionsDto implements RunRequest {
  @Equals('run')
  kind: 'run';

  @IsObject()
  @ValidateNested()
  @Type(() => ProgramDto)
  program: ProgramDto;

  /** @example '1 2' */
  @Optional()
  @IsString()
  stdin?: string;

  /** How `stdin` is written; `utf8` when absent. */
  @Optional()
  @IsIn(TEXT_ENCODINGS)
  stdinEncoding?: TextEncoding;

  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => LimitsDto)
  limits?: LimitsDto;

  /** Of the compile stage. */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => LimitsDto)
  compileLimits?: LimitsDto;

  /** Let the result have `output`: stdout and stderr in the order of writing. */
  @Optional()
  @IsBoolean()
  combinedOutput?: boolean;

  /** Names or globs of files below the working directory that come back.
   * @example ['out.txt'] */
  @Optional()
  @CheckedBy('isPatternList', (value) => patternsProblem(value, REQUEST_LIMITS.maxOutputFiles))
  outputFiles?: string[];

  /** How often the program runs; default 1. */
  @Optional()
  @Max(REQUEST_LIMITS.maxRepetitions)
  @Min(1)
  @IsInt()
  repetitions?: number;
}
