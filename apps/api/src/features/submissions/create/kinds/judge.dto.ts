import { type JudgeRequest, REQUEST_LIMITS, TEXT_ENCODINGS, type TextEncoding } from '@app/contracts';
import { Type } from 'class-transformer';
import {
  Equals,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsString,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { CheckedBy } from '../../../../platform/validation/checked-by.decorator.js';
import { Optional } from '../../../../platform/validation/optional.decorator.js';
import { nameProblem, objectsProblem } from '../../../../platform/validation/texts.js';
import { type CheckerDto, IsChecker } from '../dto/checker.dto.js';
import { LimitsDto } from '../dto/limits.dto.js';
import { ProgramDto } from '../dto/program.dto.js';
import { SubmissionOptionsDto } from '../dto/submission-options.dto.js';

const MAX_NAME_BYTES = 256;
const MAX_POINTS = 1_000_000_000;

export class JudgeTestDto {
  /** @example 'sample 1' */
  @Optional()
  @CheckedBy('isTestName', (value) => nameProblem(value, MAX_NAME_BYTES))
  name?: string;

  /** @example '1 2' */
  @IsString()
  input: string;

  /** How `input` is written; `utf8` when absent. */
  @Optional()
  @IsIn(TEXT_ENCODINGS)
  inputEncoding?: TextEncoding;

  /** Without one the test only asks whether the program ends by itself.
   * @example '3' */
  @Optional()
  @IsString()
  expectedOutput?: string;

  /** @example 10 */
  @Optional()
  @Max(MAX_POINTS)
  @Min(0)
  @IsNumber()
  points?: number;
}

/** Runs a program on tests and compares its outputs. */
export class JudgeSubmissionDto extends SubmissionOptionsDto implements JudgeRequest {
  @Equals('judge')
  kind: 'judge';

  @IsObject()
  @ValidateNested()
  @Type(() => ProgramDto)
  program: ProgramDto;

  @ValidateNested({ each: true })
  @Type(() => JudgeTestDto)
  @CheckedBy('isTestList', (value) => objectsProblem(value, 1, REQUEST_LIMITS.maxTests))
  tests: JudgeTestDto[];

  @IsChecker()
  checker?: CheckerDto;

  /** Leave out the tests after the first that fails. */
  @Optional()
  @IsBoolean()
  stopOnFirstFailure?: boolean;

  /** How often each test runs; default 1. */
  @Optional()
  @Max(REQUEST_LIMITS.maxRepetitions)
  @Min(1)
  @IsInt()
  repetitions?: number;

  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => LimitsDto)
  limits?: LimitsDto;
}
