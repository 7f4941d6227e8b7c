import type { Failpoints } from './failpoints.js';

/**
 * Everything the environment can say, validated. Absent services are null: the embedded default takes their
 * place.
 */
export interface Config {
  readonly production: boolean;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** The least serious that is written to the log. */
  readonly logLevel: 'error' | 'warn' | 'info' | 'debug';
  /** Whether the api's /metrics are served without a login, not to admins alone. */
  readonly openMetrics: boolean;
  /** Where figures for Prometheus are served without a login, beside the api's /metrics; null: nowhere. */
  readonly metricsPort: number | null;
  /** The collector of OpenTelemetry that gets traces, by OTLP over HTTP; null: there are none. */
  readonly traceEndpoint: string | null;
  /** Which share of the submissions is traced, 0 to 1. */
  readonly traceShare: number;
  /** Absolute path. */
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  /** Where blobs are kept; null: with the rows, or below DATA_DIR. */
  readonly s3Url: string | null;
  readonly rabbitmqUrl: string | null;
  readonly redisUrl: string | null;
  /** Stands before the names of queues. */
  readonly queuePrefix: string;
  /** Stands before keys and channels in Redis. */
  readonly redisPrefix: string;
  /** Submissions that may wait; further ones are refused for now. */
  readonly maxQueuedSubmissions: number;
  /** Connections of sockets to one api process; further ones are refused for now. */
  readonly maxOpenSockets: number;
  /** Submissions that ended so many days ago are removed; null: none is. */
  readonly retentionDays: number | null;
  /** What one user's submissions and suites may keep; null: as much as there is. */
  readonly quotaStoredBytes: number | null;
  /** The most that a problem package may have. */
  readonly maxPackageBytes: number;
  readonly runner: 'auto' | 'native' | 'docker';
  /** `auto`: `reduced` where namespaces are forbidden, announced; never in production unless asked for. */
  readonly isolation: 'auto' | 'full' | 'reduced';
  readonly dockerHost: string | null;
  /**
   * Image of the runner containers; null: our own, built from docker/runner.Dockerfile when it is missing.
   */
  readonly runnerImage: string | null;
  /** Jobs that one worker runs at the same time. */
  readonly workerConcurrency: number;
  /** Numbers of the processors on which runs stay, one for each slot; null: wherever the kernel puts them. */
  readonly slotCores: readonly number[] | null;
  /** Ids of the languages that this worker offers at most; null: all that work. */
  readonly workerLanguages: readonly string[] | null;
  /** Whether many runs of one interpreted program may be forked from one interpreter. */
  readonly zygotes: boolean;
  readonly sessionSecret: string | null;
  readonly adminPassword: string;
  readonly adminPasswordIsDefault: boolean;
  readonly anonymousSubmissions: boolean;
  /** Whether visitors may make themselves an account. */
  readonly registration: boolean;
  /** Addresses and ranges of proxies whose X-Forwarded-* headers are believed. */
  readonly trustedProxies: readonly string[];
  /** Names besides `localhost` under which the api answers, in lower case; empty: see `refuseOtherHosts`. */
  readonly allowedHosts: readonly string[];
  readonly usage: UsageLimits;
  /** Where facades are found besides their prefixes. */
  readonly facades: readonly FacadeMount[];
  /** Whether webhooks may go to private, loopback and link-local addresses. */
  readonly webhookPrivateAddresses: boolean;
  /** Places at which a process kills itself, for tests. */
  readonly failpoints: Failpoints;
}

/** The services whose clients are served as well. */
export type FacadeName = 'judge0' | 'piston' | 'jobe';
/** `port` null: at the root. */
export interface FacadeMount {
  readonly name: FacadeName;
  readonly port: number | null;
}

/**
 * What one user may use, or one address without a login. All users of one address together may have four
 * times the jobs, seconds and sockets.
 */
export interface UsageLimits {
  /** Also per API token and per address. */
  readonly requestsPerMinute: number;
  readonly queuedJobs: number;
  /** Programs that may be shared within an hour, and megabytes of them that are kept. */
  readonly sharesPerHour: number;
  readonly sharedMegabytes: number;
  /** Queued or running; null: half as many again as all workers have slots. */
  readonly runningJobs: number | null;
  /** Seconds for which programs keep cores, CPU time or more; null: not limited. */
  readonly cpuSecondsPerHour: number | null;
  /** At one api process. */
  readonly openSockets: number;
  /** Programs that are talked to at the same time. */
  readonly liveRuns: number;
}

/** One variable that is wrong, and what was expected. */
export interface ConfigProblem {
  variable: string;
  message: string;
}

/** The environment is wrong. `message` lists every problem, one line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly problems: readonly ConfigProblem[]) {
    super(problems.map(({ variable, message }) => `${variable}: ${message}`).join('\n'));
  }
}
