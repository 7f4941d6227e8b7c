import { Type } from 'class-transformer';
import { IsInt, IsObject, Max, Min, ValidateNested } from 'class-validator';
import { Optional } from '../../../platform/validation/optional.decorator.js';
import { ProgramDto } from '../create/dto/program.dto.js';

const MAX_FAILURES = 1_000;

/** A candidate that may have been repaired. */
export class RecheckDto {
  @IsObject()
  @ValidateNested()
  @Type(() => ProgramDto)
  candidate: ProgramDto;

  /** One failure, from 0; absent: all that were found.
   * @example 0 */
  @Optional()
  @Max(MAX_FAILURES)
  @Min(0)
  @IsInt()
  failure?: number;
}
