/** A drawing that could not be done: it took too long or too much memory, or its thread is gone. */
export class DrawingFailed extends Error {
  override readonly name = 'DrawingFailed';

  constructor(
    readonly reason: 'time' | 'memory' | 'broken',
    message: string,
  ) {
    super(message);
  }
}
