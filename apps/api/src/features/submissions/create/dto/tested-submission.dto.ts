import { REQUEST_LIMITS } from '@app/contracts';
import { Type } from 'class-transformer';
import { IsObject, ValidateNested } from 'class-validator';
import { CheckedBy } from '../../../../platform/validation/checked-by.decorator.js';
import { Optional } from '../../../../platform/validation/optional.decorator.js';
import { objectsProblem } from '../../../../platform/validation/texts.js';
import { uuidV7Problem } from '../../../../platform/validation/uuid-param.pipe.js';
import { groupsProblem, JudgeGroupDto, JudgeTestDto } from './judge-test.dto.js';
import { LimitsDto } from './limits.dto.js';
import { ProgramDto } from './program.dto.js';
import { SubmissionOptionsDto } from './submission-options.dto.js';

/** What requests of all kinds say that take a program through tests. */
export class TestedSubmissionDto extends SubmissionOptionsDto {
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

  /** A suite that has the tests, groups, limits, and the checker or the interactor. */
  @Optional()
  @CheckedBy('isUuidV7', uuidV7Problem)
  suiteId?: string;

  @Optional()
  @ValidateNested({ each: true })
  @Type(() => JudgeGroupDto)
  @CheckedBy('isGroupList', (value) => groupsProblem(value))
  groups?: JudgeGroupDto[];

  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => LimitsDto)
  limits?: LimitsDto;
}
