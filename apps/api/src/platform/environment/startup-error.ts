/** Something outside of the program keeps it from starting. The message is one line that says what to do. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
