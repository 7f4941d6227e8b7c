/** An answer of Judge0 that is no result: `{"error": TEXT}`, texts by field, or nothing. */
export class Judge0Error extends Error {
  constructor(
    readonly status: number,
    /** null: an empty body. */
    readonly body: object | null,
  ) {
    super(`Judge0 answers ${status}`);
  }
}

/** `{"error": TEXT}` with 400. */
export function refused(error: string): Judge0Error {
  return new Judge0Error(400, { error });
}
