import { REQUEST_LIMITS } from '@app/contracts';
import { IsInt, Max, Min } from 'class-validator';
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

  /** How many inputs; default 1.
   * @example 2 */
  @Optional()
  @Max(REQUEST_LIMITS.maxClexCount)
  @Min(1)
  @IsInt()
  count?: number;
}
