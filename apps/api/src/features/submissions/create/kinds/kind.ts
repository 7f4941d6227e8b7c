import type { FieldError, SubmissionRequest } from '@app/contracts';
import type { Type } from '@nestjs/common';

/** What the api knows of a kind of job: what its request may look like. */
export interface RequestKind<Request extends object> {
  dto: Type<Request>;
  /** The class of one of its `tests`; they are validated one by one. Default: it has none. */
  testDto?: Type<object>;
  /** For the documentation. */
  example: { summary: string; value: SubmissionRequest };
  /** What the shape of the request does not show, a field each. Default: nothing. */
  problemsOf?(request: Request): FieldError[];
  /** The clex texts of a request, with the path of their fields. Default: none. */
  clexTextsOf?(request: Request): (readonly [field: string, text: string])[];
}
