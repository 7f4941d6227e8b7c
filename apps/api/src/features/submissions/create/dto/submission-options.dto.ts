import { IsBoolean } from 'class-validator';
import { callbackSecretProblem, callbackUrlProblem } from '../../../../platform/outgoing/callback-url.js';
import { CheckedBy } from '../../../../platform/validation/checked-by.decorator.js';
import { nameProblem } from '../../../../platform/validation/texts.js';
import { Optional } from '../../../../platform/validation/optional.decorator.js';

const MAX_NAME_BYTES = 256;

/** What any submission may say besides the work itself. */
export class SubmissionOptionsDto {
  /** What its owner calls it.
   * @example 'first try' */
  @Optional()
  @CheckedBy('isSubmissionName', (value) => nameProblem(value, MAX_NAME_BYTES))
  name?: string;

  /** Let the result of the same work done before stand for it; default false: the programs run. The same as
   * `Prefer: reuse`. */
  @Optional()
  @IsBoolean()
  reuse?: boolean;

  /** Lets everyone read it who has its id; default false. */
  @Optional()
  @IsBoolean()
  public?: boolean;

  /** POST here when it is final. The request is signed as https://www.standardwebhooks.com says.
   * @example 'https://ci.example/hooks/cpast' */
  @Optional()
  @CheckedBy('isCallbackUrl', callbackUrlProblem)
  callbackUrl?: string;

  /** Signs the request to `callbackUrl`; default: your webhook secret. */
  @Optional()
  @CheckedBy('isCallbackSecret', callbackSecretProblem)
  callbackSecret?: string;
}
