/** Limits of one execution. Times in milliseconds, sizes in bytes. */
export interface Limits {
  cpuTimeLimitMs: number;
  wallTimeLimitMs: number;
  memoryLimitBytes: number;
  outputLimitBytes: number;
  processLimit: number;
}

export interface LimitRange {
  default: number;
  minimum: number;
  maximum: number;
}

const MiB = 1024 * 1024;

/** What a submission may ask for; `GET /config` shows it. */
export const EXECUTION_LIMITS: Readonly<Record<keyof Limits, LimitRange>> = Object.freeze({
  cpuTimeLimitMs: { default: 2_000, minimum: 1, maximum: 30_000 },
  wallTimeLimitMs: { default: 10_000, minimum: 1, maximum: 60_000 },
  memoryLimitBytes: { default: 256 * MiB, minimum: 4 * MiB, maximum: 2048 * MiB },
  outputLimitBytes: { default: 16 * MiB, minimum: 1, maximum: 64 * MiB },
  processLimit: { default: 64, minimum: 1, maximum: 256 },
});

/** Limits of the request itself, in counts and bytes. */
export const REQUEST_LIMITS = Object.freeze({
  maxBodyBytes: 16 * MiB,
  maxIterations: 100_000,
  defaultIterations: 100,
  maxTests: 1_000,
  maxFiles: 100,
  maxArgs: 64,
  maxArgBytes: 4_096,
  maxClexBytes: 65_536,
  maxClexCount: 100,
  maxStopAfterFailures: 100,
  maxWaitSeconds: 60,
  /** Bytes of stdout and stderr kept in a stored result, each; the rest is cut and marked as truncated. */
  maxStoredStdoutBytes: 1 * MiB,
  maxStoredStderrBytes: 64 * 1024,
  /** Bytes of one failing input or output kept in a stress result. */
  maxStoredFailureBytes: 1 * MiB,
});

/** Most parts of the path of a program's further file, the file itself included. */
export const MAX_FILE_PATH_PARTS = 8;

/** Fills in defaults; the values given must already be valid. */
export function withDefaultLimits(limits: Partial<Limits> | undefined): Limits {
  const pick = (name: keyof Limits) => limits?.[name] ?? EXECUTION_LIMITS[name].default;
  return {
    cpuTimeLimitMs: pick('cpuTimeLimitMs'),
    wallTimeLimitMs: pick('wallTimeLimitMs'),
    memoryLimitBytes: pick('memoryLimitBytes'),
    outputLimitBytes: pick('outputLimitBytes'),
    processLimit: pick('processLimit'),
  };
}
