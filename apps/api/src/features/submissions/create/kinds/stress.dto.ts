import {
  OBJECTIVES,
  REQUEST_LIMITS,
  STRATEGY_NAMES,
  type Objective,
  type StrategyName,
  type StressRequest,
} from '@app/contracts';
import { Type } from 'class-transformer';
import { Equals, IsBoolean, IsIn, IsInt, IsObject, Max, Min, ValidateNested } from 'class-validator';
import { CheckedBy } from '../../../../platform/validation/checked-by.decorator.js';
import { Optional } from '../../../../platform/validation/optional.decorator.js';
import { seedProblem } from '../../../../platform/validation/texts.js';
import { clexTextProblem } from '../../../clex/clex-text.js';
import { type CheckerDto, IsChecker } from '../dto/checker.dto.js';
import { type GeneratorDto, IsGenerator } from '../dto/generator.dto.js';
import { LimitsDto } from '../dto/limits.dto.js';
import { ProgramDto } from '../dto/program.dto.js';
import { SubmissionOptionsDto } from '../dto/submission-options.dto.js';

const MAX_FIRST_ITERATION = 2 ** 31;

type Given = { reference?: unknown; candidate?: unknown; candidates?: unknown };
const isAbsent = (value: unknown): boolean => value === undefined || value === null;

/** What is wrong with the reference of a request; null when nothing is. */
function referenceProblem(value: unknown, request: object): string | null {
  if (isAbsent(value)) {
    return isAbsent((request as Given).candidates)
      ? 'has to be there; without it give several candidates'
      : null;
  }
  return typeof value === 'object' && !Array.isArray(value) ? null : 'has to be an object';
}

/** What is wrong with the one candidate of a request; null when nothing is. */
function candidateProblem(value: unknown, request: object): string | null {
  const { candidates } = request as Given;
  if (isAbsent(value)) return isAbsent(candidates) ? 'has to be there, or candidates instead of it' : null;
  if (!isAbsent(candidates)) return 'may not be there beside candidates';
  return typeof value === 'object' && !Array.isArray(value) ? null : 'has to be an object';
}

/** What is wrong with the candidates of a request; null when nothing is. */
function candidatesProblem(value: unknown, request: object): string | null {
  if (isAbsent(value)) return null;
  if (!Array.isArray(value)) return 'has to be a list of programs';
  const least = isAbsent((request as Given).reference) ? 2 : 1;
  if (value.length < least)
    return `has to have at least ${least}${least === 2 ? ' without a reference' : ''}`;
  if (value.length > REQUEST_LIMITS.maxCandidates) return `may have at most ${REQUEST_LIMITS.maxCandidates}`;
  return value.every((one) => typeof one === 'object' && one !== null)
    ? null
    : 'has to be a list of programs';
}

/** Draws inputs until two programs disagree. */
export class StressSubmissionDto extends SubmissionOptionsDto implements StressRequest {
  @Equals('stress')
  kind: 'stress';

  /** The program that is right; absent: what most of the candidates say. */
  @CheckedBy('isReference', referenceProblem)
  @ValidateNested()
  @Type(() => ProgramDto)
  reference?: ProgramDto;

  /** The program that is tested. */
  @CheckedBy('isCandidate', candidateProblem)
  @ValidateNested()
  @Type(() => ProgramDto)
  candidate?: ProgramDto;

  /** Several programs that are tested, instead of `candidate`. */
  @CheckedBy('areCandidates', candidatesProblem)
  @ValidateNested({ each: true })
  @Type(() => ProgramDto)
  candidates?: ProgramDto[];

  @IsGenerator()
  generator: GeneratorDto;

  /** Reads an input and ends with exit code 0 when it is legal. */
  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => ProgramDto)
  validator?: ProgramDto;

  /** The format of inputs as a clex text, beside a generator program or given inputs: what it cannot print is not legal, and
   * failing inputs are made smaller by it.
   * @example 'n=N[1,9] ; N[1,100]{n} ;' */
  @Optional()
  @CheckedBy('isClexText', clexTextProblem)
  format?: string;

  /** How inputs are drawn from a clex text: where bugs live, or all as likely; default `mixed`. */
  @Optional()
  @IsIn(STRATEGY_NAMES)
  strategy?: StrategyName;

  /** Look for a difference, or for the input on which a candidate is slowest; default `difference`. */
  @Optional()
  @IsIn(OBJECTIVES)
  objective?: Objective;

  /** @example 100 */
  @Optional()
  @Max(REQUEST_LIMITS.maxIterations)
  @Min(1)
  @IsInt()
  iterations?: number;

  /** Number of the first input; with the seed of a failure, its iteration and `iterations: 1` that input is made again, alone.
   * @example 0 */
  @Optional()
  @Max(MAX_FIRST_ITERATION)
  @Min(0)
  @IsInt()
  firstIteration?: number;

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

  /** Make a failing input smaller; default true. */
  @Optional()
  @IsBoolean()
  shrink?: boolean;

  /** Inputs that are tried for making one smaller.
   * @example 600 */
  @Optional()
  @Max(REQUEST_LIMITS.maxShrinkRuns)
  @Min(0)
  @IsInt()
  shrinkRuns?: number;

  /** How long one is made smaller, in milliseconds.
   * @example 10000 */
  @Optional()
  @Max(REQUEST_LIMITS.maxShrinkTimeMs)
  @Min(0)
  @IsInt()
  shrinkTimeMs?: number;

  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => LimitsDto)
  limits?: LimitsDto;
}
