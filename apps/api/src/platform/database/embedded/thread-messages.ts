/** What the database's thread is started for. */
export type ThreadData =
  /** Make a new database cluster in this directory, and end. */
  | { task: 'initialise'; directory: string }
  /** Serve the cluster in this directory at this unix socket. */
  | { task: 'serve'; directory: string; socketPath: string };

/**
 * What the thread says; `ready`: the task is done, or it serves. Any message to the thread tells it to close.
 */
export type FromThread = { kind: 'ready' } | { kind: 'failed'; reason: string } | { kind: 'closed' };
