import { SUBMISSION_KINDS, VERDICTS, type SubmissionKind, type Verdict } from '@app/contracts';
import { IsIn, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { Optional } from '../../../platform/validation/optional.decorator.js';
import { ToNumber } from '../../../platform/validation/to-number.decorator.js';
export const MAX_PAGE_SIZE = 100;

export class ListSubmissionsQueryDto {
  /** How many at most; default 20. */
  @Optional()
  @ToNumber()
  @Max(MAX_PAGE_SIZE)
  @Min(1)
  @IsInt()
  limit?: number;

  /** `nextCursor` of the page before. */
  @Optional()
  @MaxLength(128)
  @IsString()
  cursor?: string;

  @Optional()
  @IsIn(SUBMISSION_KINDS)
  kind?: SubmissionKind;

  @Optional()
  @IsIn(VERDICTS)
  verdict?: Verdict;
}
