import type { LimitName, LimitRange, REQUEST_LIMITS } from './limits.js';

/** What stands behind an api. */
export interface Backends {
  readonly database: 'embedded' | 'postgres';
  readonly queue: 'in-process' | 'rabbitmq';
  readonly cache: 'memory' | 'redis';
}

/** How programs are run. */
export interface RunnerInfo {
  runner: 'native' | 'docker';
  isolation: 'full' | 'reduced';
}

export type LimitRanges = Readonly<Record<LimitName, LimitRange>>;

/** What `GET /config` answers: what a client may ask for, and what stands behind the service. */
export interface ServiceSettings {
  /** Of the caller's role. */
  limits: LimitRanges;
  requestLimits: Readonly<Record<keyof typeof REQUEST_LIMITS, number>>;
  /** Bytes of each output of one run that are kept whole. */
  storedOutputBytes: number;
  /** Of programs that are talked to, as far as they have limits of their own: times in milliseconds. */
  liveRuns: {
    /** At a time, of one user. */
    atATime: number;
    cpuTimeLimitMs: LimitRange;
    wallTimeLimitMs: LimitRange;
    /** One that neither says nor hears anything for so long is ended. */
    idleMs: number;
    /** Bytes of one message to the service, and of input that the program has not taken yet. */
    maxMessageBytes: number;
    maxWaitingInputBytes: number;
  };
  /** null: no worker has said how it runs programs. */
  backends: Backends & { [name in keyof RunnerInfo]: RunnerInfo[name] | null };
  anonymousSubmissions: boolean;
}
