import { TOKEN_SCOPES, type TokenScope } from '@app/contracts';
import { ArrayMinSize, ArrayUnique, IsArray, IsIn, IsInt, Max, Min } from 'class-validator';
import { CheckedBy } from '../../platform/validation/checked-by.decorator.js';
import { Optional } from '../../platform/validation/optional.decorator.js';
import { nameProblem } from '../../platform/validation/texts.js';
import { DEFAULT_LIFETIME_DAYS, MAX_LIFETIME_DAYS } from './api-tokens.js';

const MAX_NAME_BYTES = 100;

export class CreateTokenDto {
  /** What you call it.
   * @example 'ci' */
  @CheckedBy('isTokenName', (value) => nameProblem(value, MAX_NAME_BYTES))
  name: string;

  /** What it may be used for.
   * @example ['submit', 'read'] */
  @IsIn(TOKEN_SCOPES, { each: true })
  @ArrayUnique()
  @ArrayMinSize(1)
  @IsArray()
  scopes: TokenScope[];

  /** Days until it expires; default 90.
   * @example 30 */
  @Optional()
  @Max(MAX_LIFETIME_DAYS)
  @Min(1)
  @IsInt()
  lifetimeDays: number = DEFAULT_LIFETIME_DAYS;
}
