import { type JudgeRequest, REQUEST_LIMITS } from '@app/contracts';
import { Type } from 'class-transformer';
import { Equals, IsBoolean, IsInt, IsObject, Max, Min, ValidateNested } from 'class-validator';
import { CheckedBy } from '../../../../platform/validation/checked-by.decorator.js';
import { Optional } from '../../../../platform/validation/optional.decorator.js';
import { objectsProblem } from '../../../../platform/validation/texts.js';
import { uuidV7Problem } from '../../../../platform/validation/uuid-param.pipe.js';
import { type CheckerDto, IsChecker } from '../dto/checker.dto.js';
import { groupsProblem, JudgeGroupDto, JudgeTestDto, NamedFilesDto } from '../dto/judge-test.dto.js';
import { LimitsDto } from '../dto/limits.dto.js';
import { ProgramDto } from '../dto/program.dto.js';
import { SubmissionOptionsDto } from '../dto/submission-options.dto.js';

/** Runs a program on tests and compares its outputs. */
export class JudgeSubmissionDto extends SubmissionOptionsDto implements JudgeRequest {
  @Equals('judge')
  kind: 'judge';

  @IsObject()
  @ValidateNested()
  @Type(() => ProgramDto)
  program: ProgramDto;

  /** Exactly one of `tests` and `suiteId`. */
  @Optional()
  @ValidateNested({ each: true })
  @Type(() => JudgeTestDto)
  @CheckedBy('isTestList', (value) => objectsProblem(value, 1, REQUEST_LIMITS.maxTests))
  tests?: JudgeTestDto[];

  /** A suite that has the tests, groups, checker and limits. */
  @Optional()
  @CheckedBy('isUuidV7', uuidV7Problem)
  suiteId?: string;

  @Optional()
  @ValidateNested({ each: true })
  @Type(() => JudgeGroupDto)
  @CheckedBy('isGroupList', (value) => groupsProblem(value))
  groups?: JudgeGroupDto[];

  /** Named files instead of the standard streams. */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => NamedFilesDto)
  io?: NamedFilesDto;

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
