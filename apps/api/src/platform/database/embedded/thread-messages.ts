/** What the database's thread is started for. */
export type ThreadData =
  /** Make a new database cluster in this directory, and end. */
  | { task: 'initialise'; directory: string }
  /** Serve the cluster in this directory at this unix socket. */
  | { task: 'serve'; directory: string; socketPath: string };

/** What it says; `ready`: the task is done, or it serves. It is told to close by any message. */
export type FromThread = { kind: 'ready' } | { kind: 'failed'; reason: string } | { kind: 'closed' };
