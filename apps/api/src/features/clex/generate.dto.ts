import { REQUEST_LIMITS, STRATEGY_NAMES, type StrategyName } from '@app/contracts';
import { IsIn, IsInt, Max, Min } from 'class-validator';
import { clexTextProblem } from './clex-text.js';
import { CheckedBy } from '../../platform/validation/checked-by.decorator.js';
import { Optional } from '../../platform/validation/optional.decorator.js';
import { seedProblem } from '../../platform/validation/texts.js';

export class GenerateInputsDto {
  /** @example '(N[1,5]) (?:N[1,9]){\1}' */
  @CheckedBy('isClexText', clexTextProblem)
  clex: string;

  /** Unsigned 64-bit, decimal; drawn and reported when absent.
   * @example '42' */
  @Optional()
  @CheckedBy('isSeed', seedProblem)
  seed?: string;

  /** Number of the first input: that of an iteration of a stress job; default 0.
   * @example 0 */
  @Optional()
  @Max(Number.MAX_SAFE_INTEGER - REQUEST_LIMITS.maxClexCount)
  @Min(0)
  @IsInt()
  index?: number;

  /** How they are drawn: all as likely, or where bugs live as in stress jobs; default `uniform`. */
  @Optional()
  @IsIn(STRATEGY_NAMES)
  strategy?: StrategyName;

  /** How many inputs; default 1.
   * @example 2 */
  @Optional()
  @Max(REQUEST_LIMITS.maxClexCount)
  @Min(1)
  @IsInt()
  count?: number;
}
