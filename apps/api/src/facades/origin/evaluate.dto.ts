import { IsString } from 'class-validator';
import { MAX_LANGUAGE_BYTES } from '../../features/shares/create-share.dto.js';
import { clexTextProblem } from '../../features/clex/clex-text.js';
import { CheckedBy } from '../../platform/validation/checked-by.decorator.js';
import { nameProblem } from '../../platform/validation/texts.js';
import { uuidV7Problem } from '../../platform/validation/uuid-param.pipe.js';

const isLanguageName = () => CheckedBy('isLanguageName', (value) => nameProblem(value, MAX_LANGUAGE_BYTES));

export class EvaluateWithCodeAndClexDto {
  /** The program that is right.
   * @example 'print(sum(map(int, input().split())))' */
  @IsString()
  correct_code: string;

  /** @example 'Python' */
  @isLanguageName()
  correct_code_language: string;

  /** The program that is tested.
   * @example 'print(input())' */
  @IsString()
  test_code: string;

  /** @example 'Python' */
  @isLanguageName()
  test_code_language: string;

  /** @example 'N[1,9] N[1,9]' */
  @CheckedBy('isClexText', clexTextProblem)
  clex: string;
}

export class EvaluateWithSharedIdDto {
  /** The program that is tested.
   * @example 'print(input())' */
  @IsString()
  test_code: string;

  /** @example 'Python' */
  @isLanguageName()
  test_code_language: string;

  /** @example '0199b1c2-5f00-7abc-8def-0123456789ab' */
  @CheckedBy('isShareId', uuidV7Problem)
  share_id: string;
}
