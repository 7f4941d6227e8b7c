/** Limits of one execution. Times in milliseconds, sizes in bytes. */
export interface Limits {
  cpuTimeLimitMs: number;
  wallTimeLimitMs: number;
  memoryLimitBytes: number;
  stackLimitBytes: number;
  /** stdout and stderr. */
  outputLimitBytes: number;
  /** Each file that the program writes. */
  fileSizeLimitBytes: number;
  /** Processes and threads together. */
  processLimit: number;
  /** fork and exec. */
  allowProcesses: boolean;
}
/** The limits that are numbers, and so have a range. */
export type LimitName = Exclude<keyof Limits, 'allowProcesses'>;

export interface LimitRange {
  default: number;
  minimum: number;
  maximum: number;
}

const KiB = 1024;
const MiB = 1024 * KiB;

/** What a submission may ask for; `GET /config` shows it. */
export const EXECUTION_LIMITS: Readonly<Record<LimitName, LimitRange>> = Object.freeze({
  cpuTimeLimitMs: { default: 2_000, minimum: 1, maximum: 30_000 },
  wallTimeLimitMs: { default: 10_000, minimum: 1, maximum: 60_000 },
  memoryLimitBytes: { default: 256 * MiB, minimum: 4 * MiB, maximum: 2048 * MiB },
  /** Where a request gives none: as much as its memory. */
  stackLimitBytes: { default: 256 * MiB, minimum: 64 * KiB, maximum: 2048 * MiB },
  outputLimitBytes: { default: 16 * MiB, minimum: 1, maximum: 64 * MiB },
  fileSizeLimitBytes: { default: 64 * MiB, minimum: 0, maximum: 256 * MiB },
  processLimit: { default: 64, minimum: 1, maximum: 256 },
});

/** Limits of the request itself, in counts and bytes. */
export const REQUEST_LIMITS = Object.freeze({
  maxBodyBytes: 16 * MiB,
  /** A problem package, packed; the default of MAX_PACKAGE_BYTES. */
  maxPackageBytes: 512 * MiB,
  maxIterations: 100_000,
  defaultIterations: 100,
  maxTests: 1_000,
  maxFiles: 100,
  maxArgs: 64,
  maxArgBytes: 4_096,
  maxClexBytes: 65_536,
  maxClexCount: 100,
  maxStopAfterFailures: 100,
  maxCandidates: 16,
  maxPastedInputs: 1_000,
  defaultShrinkRuns: 600,
  maxShrinkRuns: 10_000,
  defaultShrinkTimeMs: 10_000,
  maxShrinkTimeMs: 120_000,
  maxWaitSeconds: 60,
  maxRepetitions: 100,
  maxOutputFiles: 32,
  maxEnvironmentVariables: 64,
  /** Bytes of stdout and stderr kept in a stored result, each; the rest is cut and marked as truncated. */
  maxStoredStdoutBytes: 1 * MiB,
  /** Bytes of each output of one run that are kept whole, as blobs. */
  storedOutputBytes: 16 * MiB,
  maxStoredStderrBytes: 64 * 1024,
  /** Bytes of one failing input or output kept in a stress result. */
  maxStoredFailureBytes: 1 * MiB,
});

/** A text of a result that is longer is cut there; all of it is a blob. */
export const INLINE_TEXT_BYTES = 64 * KiB;

/** Most parts of the path of a program's further file, the file itself included. */
export const MAX_FILE_PATH_PARTS = 8;

/** Wall time that follows processor time: a program that waits is not stopped at once, one that hangs is. */
const WALL_PER_CPU_TIME = 3;

/**
 * Fills in defaults; the values given must already be valid. Where only the processor time is given, the wall
 * time follows it; where no stack is given, it may be as large as the memory.
 * @param processesByDefault whether processes are allowed where the limits do not say
 */
export function withDefaultLimits(limits: Partial<Limits> = {}, processesByDefault = false): Limits {
  const pick = (name: LimitName) => limits[name] ?? EXECUTION_LIMITS[name].default;
  const memoryLimitBytes = pick('memoryLimitBytes');
  return {
    cpuTimeLimitMs: pick('cpuTimeLimitMs'),
    wallTimeLimitMs: limits.wallTimeLimitMs ?? wallTimeFor(limits.cpuTimeLimitMs),
    memoryLimitBytes,
    stackLimitBytes: limits.stackLimitBytes ?? memoryLimitBytes,
    outputLimitBytes: pick('outputLimitBytes'),
    fileSizeLimitBytes: pick('fileSizeLimitBytes'),
    processLimit: pick('processLimit'),
    allowProcesses: limits.allowProcesses ?? processesByDefault,
  };
}

function wallTimeFor(cpuTimeLimitMs = 0): number {
  return Math.max(WALL_PER_CPU_TIME * cpuTimeLimitMs, EXECUTION_LIMITS.wallTimeLimitMs.default);
}

/**
 * The limits of one program of a request: its own before those of the whole request.
 * @param processesByDefault whether processes are allowed where neither says
 */
export function limitsOfProgram(
  { limits: own = {} }: { limits?: Partial<Limits> },
  ofRequest: Partial<Limits> = {},
  processesByDefault = false,
): Limits {
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  const merged: Partial<Limits> = { ...ofRequest, ...given };
  // A program that gets more processor time than the others gets the wall time for it.
  if (own.cpuTimeLimitMs !== undefined && own.wallTimeLimitMs === undefined)
    merged.wallTimeLimitMs = Math.max(wallTimeFor(own.cpuTimeLimitMs), ofRequest.wallTimeLimitMs ?? 0);
  return withDefaultLimits(merged, processesByDefault);
}
