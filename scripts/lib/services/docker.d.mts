/** An engine of our own in a folder of our own; needs root and dockerd. */
export class PrivateEngine {
  constructor(folder: string);
  readonly url: string;
  /** Starts it; gives what was done, in words. @throws Cure */
  start(): Promise<string>;
  /** Stops it; the images stay. */
  remove(): Promise<void>;
}
