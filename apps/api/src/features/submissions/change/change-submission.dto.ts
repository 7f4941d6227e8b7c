import { IsBoolean } from 'class-validator';
import { CheckedBy } from '../../../platform/validation/checked-by.decorator.js';
import { Optional } from '../../../platform/validation/optional.decorator.js';
import { nameProblem } from '../../../platform/validation/texts.js';

export class ChangeSubmissionDto {
  /** @example 'the one that works' */
  @Optional()
  @CheckedBy('isSubmissionName', (value) => nameProblem(value, 256))
  name?: string;

  /** Lets everyone read it who has its id. */
  @Optional()
  @IsBoolean()
  public?: boolean;
}
