/** A server of its own, which can be stopped and started again on the same data. */
export interface PrivateService {
  readonly url: string;
  start(): Promise<PrivateService>;
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Stops the server where it is: connections stay open and nothing is answered, until `resume`. */
  pause(): void;
  resume(): void;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}
export function startPostgres(): Promise<PrivateService>;
export function startRedis(options?: { persistent?: boolean }): Promise<PrivateService>;
export function startRabbitmq(): Promise<PrivateService>;
