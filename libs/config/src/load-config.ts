import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { ConfigError, type Config, type ConfigProblem } from './config.js';
import { Failpoints } from './failpoints.js';
import { knownSecrets } from './known-secrets.js';
import { nearMiss } from './typo.js';
import { DEFAULT_ADMIN_PASSWORD, VARIABLES, VARIABLE_NAMES } from './variables.js';

type Environment = Readonly<Record<string, string | undefined>>;

const schema = z.object(VARIABLES);

/**
 * Reads the environment into one typed, frozen object. An empty variable counts as absent, as compose files
 * write it.
 * @param env usually `process.env`
 * @param cores number of processor cores, the default of WORKER_CONCURRENCY
 * @throws ConfigError that lists every variable that is malformed, unknown (`CPAST_*`) or misspelt
 */
export function loadConfig(env: Environment, cores: number = availableParallelism()): Config {
  const present = Object.fromEntries(
    VARIABLE_NAMES.filter((name) => env[name]).map((name) => [name, env[name]]),
  );
  const parsed = schema.safeParse(present);
  const problems = [
    ...unknownVariables(env),
    ...(parsed.success ? contradictions(parsed.data) : malformedVariables(parsed.error)),
  ];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return toConfig(parsed.data, cores);
}

function toConfig(values: z.output<typeof schema>, cores: number): Config {
  const production = values.NODE_ENV === 'production';
  return Object.freeze({
    production,
    host: values.HOST,
    port: values.PORT,
    logLevel: values.LOG_LEVEL,
    openMetrics: values.METRICS,
    metricsPort: values.METRICS_PORT ?? null,
    traceEndpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    traceShare: values.OTEL_TRACES_SAMPLER_ARG,
    dataDir: resolve(values.DATA_DIR),
    databaseUrl: values.DATABASE_URL ?? null,
    s3Url: values.S3_URL ?? null,
    rabbitmqUrl: values.RABBITMQ_URL ?? null,
    redisUrl: values.REDIS_URL ?? null,
    queuePrefix: values.QUEUE_PREFIX,
    redisPrefix: values.REDIS_PREFIX,
    maxQueuedSubmissions: values.MAX_QUEUED_SUBMISSIONS,
    maxOpenSockets: values.MAX_OPEN_SOCKETS,
    retentionDays: values.RETENTION_DAYS ?? (production ? 90 : null),
    quotaStoredBytes: values.QUOTA_STORED_BYTES ?? (production ? 1024 ** 3 : null),
    maxPackageBytes: values.MAX_PACKAGE_BYTES,
    runner: values.RUNNER,
    isolation: values.ISOLATION ?? (production ? 'full' : 'auto'),
    dockerHost: values.DOCKER_HOST ?? null,
    runnerImage: values.RUNNER_IMAGE ?? null,
    workerConcurrency: values.WORKER_CONCURRENCY ?? values.SLOT_CORES?.length ?? Math.max(1, cores),
    slotCores: values.SLOT_CORES ?? null,
    workerLanguages: values.WORKER_LANGUAGES ?? null,
    zygotes: values.ZYGOTES,
    sessionSecret: values.SESSION_SECRET ?? null,
    adminPassword: values.ADMIN_PASSWORD,
    adminPasswordIsDefault: values.ADMIN_PASSWORD === DEFAULT_ADMIN_PASSWORD,
    anonymousSubmissions: values.ANONYMOUS_SUBMISSIONS ?? !production,
    registration: values.REGISTRATION,
    trustedProxies: Object.freeze(values.TRUSTED_PROXIES ?? []),
    allowedHosts: Object.freeze(values.ALLOWED_HOSTS ?? []),
    facades: Object.freeze(values.FACADES ?? []),
    usage: Object.freeze({
      requestsPerMinute: values.LIMIT_REQUESTS_PER_MINUTE ?? (production ? 600 : 1_000_000),
      queuedJobs: values.LIMIT_QUEUED_JOBS ?? (production ? 1_000 : 100_000),
      sharesPerHour: values.LIMIT_SHARES_PER_HOUR ?? (production ? 100 : 100_000),
      sharedMegabytes: values.LIMIT_SHARED_MEGABYTES ?? (production ? 100 : 10_000),
      runningJobs: values.LIMIT_RUNNING_JOBS ?? null,
      cpuSecondsPerHour: values.LIMIT_CPU_SECONDS_PER_HOUR ?? (production ? 7_200 : null),
      openSockets: values.LIMIT_OPEN_SOCKETS ?? (production ? 50 : 10_000),
      liveRuns: values.LIMIT_LIVE_RUNS ?? (production ? 2 : 4),
    }),
    webhookPrivateAddresses: values.WEBHOOK_PRIVATE_ADDRESSES,
    failpoints: new Failpoints(values.FAILPOINTS ?? []),
  });
}

/** Variables that are fine each but not together. */
function contradictions(values: z.output<typeof schema>): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (values.RABBITMQ_URL !== undefined && values.REDIS_URL === undefined)
    problems.push({
      variable: 'RABBITMQ_URL',
      message: 'needs REDIS_URL as well: live events travel from workers to the api through Redis',
    });
  if (values.RABBITMQ_URL !== undefined && values.DATABASE_URL === undefined)
    problems.push({
      variable: 'RABBITMQ_URL',
      message: 'needs DATABASE_URL as well: workers of their own cannot reach the embedded database',
    });
  const { SLOT_CORES, WORKER_CONCURRENCY } = values;
  if (SLOT_CORES !== undefined && (WORKER_CONCURRENCY ?? 0) > SLOT_CORES.length)
    problems.push({
      variable: 'SLOT_CORES',
      message: `names ${SLOT_CORES.length} for the ${WORKER_CONCURRENCY} slots of WORKER_CONCURRENCY`,
    });
  if (values.NODE_ENV !== 'production') return problems;
  if (values.FAILPOINTS !== undefined)
    problems.push({ variable: 'FAILPOINTS', message: 'is for tests and refused in production' });
  return [...problems, ...knownSecrets(values)];
}

function malformedVariables(error: z.ZodError): ConfigProblem[] {
  return error.issues.map((issue) => ({ variable: String(issue.path[0]), message: issue.message }));
}

function unknownVariables(env: Environment): ConfigProblem[] {
  return Object.keys(env).flatMap((variable) => {
    const meant = nearMiss(variable, VARIABLE_NAMES);
    if (meant) return [{ variable, message: `unknown variable; did you mean ${meant}?` }];
    if (!variable.startsWith('CPAST_')) return [];
    return [{ variable, message: `unknown variable; known are ${VARIABLE_NAMES.join(', ')}` }];
  });
}
