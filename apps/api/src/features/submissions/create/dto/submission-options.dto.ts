import { IsBoolean } from 'class-validator';
import { callbackSecretProblem, callbackUrlProblem } from '../../../../platform/outgoing/callback-url.js';
import { CheckedBy } from '../../../../platform/validation/checked-by.decorator.js';
import { Optional } from '../../../../platform/validation/optional.decorator.js';

/** What any submission may say besides the work itself. */
export class SubmissionOptionsDto {
  /** Let everybody read it who has its id; default false. */
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
