/** A service was configured that cannot be used. The message is one line that names the variable and says what to do. */
export class BackendUnavailable extends Error {
  override readonly name = 'BackendUnavailable';
}
