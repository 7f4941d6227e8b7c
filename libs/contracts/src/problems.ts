/** One field of a request that is wrong. `field` is a path such as `tests[3].input`. */
export interface FieldError {
  field: string;
  message: string;
}

/** What every error is answered with (RFC 9457). `type` is about:blank: `code` is what programs look at. */
export interface ProblemDocument {
  type: 'about:blank';
  title: string;
  status: number;
  code: string;
  detail: string;
  errors?: readonly FieldError[];
  requestId?: string;
  [extension: string]: unknown;
}
