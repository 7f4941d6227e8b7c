/** `{"message": TEXT}` with a status. */
export class PistonError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
