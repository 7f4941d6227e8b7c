import { IsString } from 'class-validator';
import { clexTextProblem } from '../clex/clex-text.js';
import { CheckedBy } from '../../platform/validation/checked-by.decorator.js';
import { nameProblem } from '../../platform/validation/texts.js';

export const MAX_LANGUAGE_BYTES = 64;

export class CreateShareDto {
  /** The program that is right.
   * @example 'print(input())' */
  @IsString()
  code: string;

  /** @example 'Python' */
  @CheckedBy('isLanguageName', (value) => nameProblem(value, MAX_LANGUAGE_BYTES))
  language: string;

  /** @example 'N[1,9]' */
  @CheckedBy('isClexText', clexTextProblem)
  clex: string;
}
