/** A JSON string with the reason, and a status. */
export class JobeError extends Error {
  constructor(
    readonly status: number,
    reason: string,
  ) {
    super(reason);
  }
}
