import { REQUEST_LIMITS } from '@app/contracts';
import { IsNumber, Max, Min } from 'class-validator';
import { Optional } from '../../../platform/validation/optional.decorator.js';
import { ToNumber } from '../../../platform/validation/to-number.decorator.js';

export class CreateSubmissionQueryDto {
  /** Hold the answer until the submission is final, at most so many seconds. */
  @Optional()
  @ToNumber()
  @Max(REQUEST_LIMITS.maxWaitSeconds)
  @Min(0)
  @IsNumber()
  wait?: number;
}
