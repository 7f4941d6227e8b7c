import type { Readable, Writable } from 'node:stream';
import type { Isolation } from '../runner.js';

/** A host folder that a box shows read-only. Without `target` it appears under its own path. */
export interface ReadOnlyMount {
  source: string;
  target?: string;
}

/** What a box is made with; sizes in bytes. */
export interface BoxOptions {
  /** The seccomp variant that lets programs start processes (compilers, shells). */
  processes: boolean;
  /** Note in which order programs write to stdout and stderr. */
  ordered?: boolean;
  workBytes: number;
  workInodes: number;
  /** Room for everything that is PUT into the box. */
  filesBytes: number;
  readOnly: readonly ReadOnlyMount[];
}

const FILES_STEP_BYTES = 16 * 1024 * 1024;

/**
 * Room for so many bytes of files, in steps: then boxes of one language are alike, and one that waits fits
 * the next program.
 */
export function filesRoom(bytes: number): number {
  return Math.ceil(bytes / FILES_STEP_BYTES) * FILES_STEP_BYTES;
}

/** The way to one live box: its two streams, and how it ended. Knows nothing of the protocol. */
export interface BoxTransport {
  readonly input: Writable;
  readonly output: Readable;
  /** Resolves, never rejects, once the box is gone and its ids are free again, with how it ended in words. */
  readonly ended: Promise<string>;
  /**
   * After `ended`: the place around the box is gone as well, so it was hardly the program's doing. Absent:
   * no.
   */
  readonly placeLost?: boolean;
  /**
   * Ends the box and everything in it. Idempotent; await `ended` to know when.
   * @param hung it did not answer for too long, so the place around it is not to be used any more, either
   */
  kill(hung?: boolean): void;
  /**
   * Starts a relay between this box and another one (`box/relay.ts`); null: there can be none. Absent: as null.
   * @throws Error when it cannot be started
   */
  relayTo?(other: BoxTransport): Promise<BoxTransport | null>;
}

/** So often in a row may the place around a box be lost before what is in it gets the blame. */
export const MAX_LOST_PLACES = 5;

/** Where the boxes of one job are made, apart from those of any other job. */
export interface BoxPlace {
  /**
   * Starts a box. May wait for long, for a place or for an engine that is being restarted.
   * @throws RunnerUnavailable when no box can be started, or when the place was closed
   */
  launch(options: BoxOptions): Promise<BoxTransport>;
  /** No other job should get it after this one: it ran out of memory. */
  retire(): void;
  /** Ends what is left of the boxes, and rejects calls that wait in `launch`. Idempotent. */
  close(): Promise<void>;
}

/**
 * Makes boxes: as processes of this host, inside a container... The only part that differs between runners.
 */
export interface BoxLauncher {
  readonly isolation: Isolation;
  /**
   * Folders of the host that its boxes hide although they may lie below something shown; absent: none can be
   * seen anyway.
   */
  readonly hidden?: readonly string[];
  /**
   * Whether boxes can show folders of this host; false: they see another machine's files, or a container's
   * only.
   */
  readonly showsHostFolders: boolean;
  /** A place for one job; costs nothing until the first box. */
  openPlace(): BoxPlace;
}
