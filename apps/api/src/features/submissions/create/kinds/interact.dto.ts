import { type InteractRequest, REQUEST_LIMITS, TEXT_ENCODINGS, type TextEncoding } from '@app/contracts';
import { Type } from 'class-transformer';
import {
  Equals,
  IsArray,
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
import { uuidV7Problem } from '../../../../platform/validation/uuid-param.pipe.js';
import { type CheckerDto, IsChecker } from '../dto/checker.dto.js';
import { groupsProblem, JudgeGroupDto } from '../dto/judge-test.dto.js';
import { LimitsDto } from '../dto/limits.dto.js';
import { ProgramDto } from '../dto/program.dto.js';
import { SubmissionOptionsDto } from '../dto/submission-options.dto.js';

const MAX_NAME_BYTES = 256;
const MAX_PASSES = 10;
const MAX_POINTS = 1_000_000_000;

export class InteractTestDto {
  /** @example 'sample 1' */
  @Optional()
  @CheckedBy('isTestName', (value) => nameProblem(value, MAX_NAME_BYTES))
  name?: string;

  /** For the interactor alone.
   * @example '77' */
  @IsString()
  input: string;

  /** How `input` is written; `utf8` when absent. */
  @Optional()
  @IsIn(TEXT_ENCODINGS)
  inputEncoding?: TextEncoding;

  /** The answer file that the interactor gets. */
  @Optional()
  @IsString()
  expectedOutput?: string;

  /** What it is worth. */
  @Optional()
  @Max(MAX_POINTS)
  @Min(0)
  @IsNumber()
  points?: number;

  /** Of the program. */
  @Optional()
  @IsArray()
  @IsString({ each: true })
  args?: string[];
}

/** Lets a program talk to an interactor, test after test. */
export class InteractSubmissionDto extends SubmissionOptionsDto implements InteractRequest {
  @Equals('interact')
  kind: 'interact';

  @IsObject()
  @ValidateNested()
  @Type(() => ProgramDto)
  program: ProgramDto;

  /** There unless a suite has it. */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => ProgramDto)
  interactor?: ProgramDto;

  /** How the interactor is called and what its exit codes mean; `testlib` when absent. */
  @Optional()
  @IsIn(['testlib', 'kattis'])
  protocol?: 'testlib' | 'kattis';

  /** How often the program may be started on one test, where the interactor asks for that; default 2. */
  @Optional()
  @Max(MAX_PASSES)
  @Min(1)
  @IsInt()
  passes?: number;

  /** Exactly one of `tests` and `suiteId`. */
  @Optional()
  @ValidateNested({ each: true })
  @Type(() => InteractTestDto)
  @CheckedBy('isTestList', (value) => objectsProblem(value, 1, REQUEST_LIMITS.maxTests))
  tests?: InteractTestDto[];

  /** A suite that has the interactor, the tests, groups and limits. */
  @Optional()
  @CheckedBy('isUuidV7', uuidV7Problem)
  suiteId?: string;

  @Optional()
  @ValidateNested({ each: true })
  @Type(() => JudgeGroupDto)
  @CheckedBy('isGroupList', (value) => groupsProblem(value))
  groups?: JudgeGroupDto[];

  /** Looks at what a testlib interactor that is content wrote into its output file. */
  @IsChecker()
  checker?: CheckerDto;

  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => LimitsDto)
  limits?: LimitsDto;
}
