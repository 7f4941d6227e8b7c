import { REQUEST_LIMITS, type JudgeRequest, type RunRequest, type StressRequest } from '@app/contracts';
import { Type } from 'class-transformer';
import {
  Equals,
  IsBoolean,
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
import { nameProblem, objectsProblem, seedProblem } from '../../../../platform/validation/texts.js';
import { callbackSecretProblem, callbackUrlProblem } from '../../../../platform/outgoing/callback-url.js';
import { type CheckerDto, IsChecker } from './checker.dto.js';
import { type GeneratorDto, IsGenerator } from './generator.dto.js';
import { LimitsDto } from './limits.dto.js';
import { ProgramDto } from './program.dto.js';

const MAX_NAME_BYTES = 256;
const MAX_POINTS = 1_000_000_000;

/** What any submission may say besides the work itself. */
export class SubmissionOptionsDto {
  /** Let everybody read it who has its id; default false. */
  @Optional()
  @IsBoolean()
  public?: boolean;

  /** POST here when it is final. The request is signed as https://www.standardwebhooks.com says.
   * @example 'https://ci.example/hooks/cpast' */
  @Optional()
  @CheckedBy('isCallbackUrl', callbackUrlProblem)
  callbackUrl?: string;

  /** Signs the request to `callbackUrl`; default: your webhook secret. */
  @Optional()
  @CheckedBy('isCallbackSecret', callbackSecretProblem)
  callbackSecret?: string;
}

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

  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => LimitsDto)
  limits?: LimitsDto;
}

export class JudgeTestDto {
  /** @example 'sample 1' */
  @Optional()
  @CheckedBy('isTestName', (value) => nameProblem(value, MAX_NAME_BYTES))
  name?: string;

  /** @example '1 2' */
  @IsString()
  input: string;

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

  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => LimitsDto)
  limits?: LimitsDto;
}

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

export type CreateSubmissionDto = RunSubmissionDto | JudgeSubmissionDto | StressSubmissionDto;

/** The class of each kind that can be submitted. */
export const SUBMISSION_DTOS = {
  run: RunSubmissionDto,
  judge: JudgeSubmissionDto,
  stress: StressSubmissionDto,
} as const;
