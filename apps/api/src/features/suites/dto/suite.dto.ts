import { REQUEST_LIMITS } from '@app/contracts';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { Allow, IsInt, IsObject, Max, Min, ValidateNested } from 'class-validator';
import { CheckedBy } from '../../../platform/validation/checked-by.decorator.js';
import { Optional } from '../../../platform/validation/optional.decorator.js';
import { ToNumber } from '../../../platform/validation/to-number.decorator.js';
import { nameProblem, objectsProblem } from '../../../platform/validation/texts.js';
import { uuidV7Problem } from '../../../platform/validation/uuid-param.pipe.js';
import { type CheckerDto, IsChecker } from '../../submissions/create/dto/checker.dto.js';
import {
  groupsProblem,
  JudgeGroupDto,
  JudgeTestDto,
  NamedFilesDto,
} from '../../submissions/create/dto/judge-test.dto.js';
import { LimitsDto } from '../../submissions/create/dto/limits.dto.js';
import { ProgramDto } from '../../submissions/create/dto/program.dto.js';

const MAX_NAME_BYTES = 256;
const MAX_FAILURES = 100;

/** A suite as JSON. */
export class SuiteDto {
  /** @example 'Sums' */
  @CheckedBy('isSuiteName', (value) => nameProblem(value, MAX_NAME_BYTES))
  name: string;

  @ValidateNested({ each: true })
  @Type(() => JudgeTestDto)
  @CheckedBy('isTestList', (value) => objectsProblem(value, 1, REQUEST_LIMITS.maxTests))
  tests: JudgeTestDto[];

  @Optional()
  @ValidateNested({ each: true })
  @Type(() => JudgeGroupDto)
  @CheckedBy('isGroupList', (value) => groupsProblem(value))
  groups?: JudgeGroupDto[];

  @IsChecker()
  checker?: CheckerDto;

  /** Talks to each program; jobs by this suite are then of the kind interact. */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => ProgramDto)
  interactor?: ProgramDto;

  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => LimitsDto)
  limits?: LimitsDto;

  /** Named files instead of the standard streams. */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => NamedFilesDto)
  io?: NamedFilesDto;

  /** `false`: for its owner alone; `submit`: everybody may judge by it; `read`: everybody sees all of it. */
  @ApiProperty({ required: false, enum: [false, 'submit', 'read'], default: false })
  @Allow()
  public?: boolean | string;
}

/** Who sees a suite. */
export class SuitePublicDto {
  /** As when it is made. */
  @ApiProperty({ enum: [false, 'submit', 'read'] })
  @Allow()
  public: boolean | string;
}

/** One test more: the failure that a stress job found. */
export class FailureOfJobDto {
  /** A stress submission that the caller may read.
   * @example '0199b1c2-5f00-7abc-8def-0123456789ab' */
  @CheckedBy('isUuidV7', uuidV7Problem)
  fromSubmission: string;

  /** Which of its failures, from 0 (default); the shrunk input where there is one. */
  @Optional()
  @Max(MAX_FAILURES)
  @Min(0)
  @IsInt()
  failure?: number;

  @Optional()
  @CheckedBy('isTestName', (value) => nameProblem(value, MAX_NAME_BYTES))
  name?: string;
}

/** A suite whose tests are the failures that a stress job found. */
export class SuiteOfFailuresDto {
  /** @example 'What broke it' */
  @CheckedBy('isSuiteName', (value) => nameProblem(value, MAX_NAME_BYTES))
  name: string;

  /** A stress submission that the caller may read; its checker and limits become the suite's.
   * @example '0199b1c2-5f00-7abc-8def-0123456789ab' */
  @CheckedBy('isUuidV7', uuidV7Problem)
  fromSubmission: string;

  /** One of its failures, from 0; absent: all of them. */
  @Optional()
  @Max(MAX_FAILURES)
  @Min(0)
  @IsInt()
  failure?: number;

  /** `false`: for its owner alone; `submit`: everybody may judge by it; `read`: everybody sees all of it. */
  @ApiProperty({ required: false, enum: [false, 'submit', 'read'], default: false })
  @Allow()
  public?: boolean | string;
}

export class VerifyQueryDto {
  /** Hold the answer until all solutions are judged, at most so many seconds; default 60. */
  @Optional()
  @ToNumber()
  @Max(REQUEST_LIMITS.maxWaitSeconds)
  @Min(0)
  @IsInt()
  wait?: number;
}
