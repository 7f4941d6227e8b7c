import { type JudgeRequest, REQUEST_LIMITS } from '@app/contracts';
import { Type } from 'class-transformer';
import { Equals, IsBoolean, IsInt, IsObject, Max, Min, ValidateNested } from 'class-validator';
import { Optional } from '../../../../platform/validation/optional.decorator.js';
import { type CheckerDto, IsChecker } from '../dto/checker.dto.js';
import { NamedFilesDto } from '../dto/judge-test.dto.js';
import { TestedSubmissionDto } from '../dto/tested-submission.dto.js';

/** Runs a program on tests and compares its outputs. */
export class JudgeSubmissionDto extends TestedSubmissionDto implements JudgeRequest {
  @Equals('judge')
  kind: 'judge';

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
}
