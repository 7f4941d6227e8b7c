import { isIP } from 'node:net';
import { z } from 'zod';
import { MAX_CORE, parseCores } from './core-list.js';
import type { FacadeMount, FacadeName } from './config.js';
import { FAILPOINT_NAMES, FAILPOINTS_PATTERN, type FailpointName } from './failpoints.js';

/** The well-known default; with it an admin can do nothing in production but choose another. */
export const DEFAULT_ADMIN_PASSWORD = 'everythinghastostartsomewhere';

const wholeNumber = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `expected a whole number from ${minimum} to ${maximum}`)
    .transform(Number)
    .pipe(
      z.number().min(minimum, `expected at least ${minimum}`).max(maximum, `expected at most ${maximum}`),
    );

const url = (...schemes: string[]) =>
  z.string().refine((text) => {
    if (!schemes.some((scheme) => text.startsWith(`${scheme}://`)) || !URL.canParse(text)) return false;
    return new URL(text).hostname !== '';
  }, `expected an address such as ${schemes[0]}://user:password@host/...`);

const bucketUrl = z
  .string()
  .refine(
    (text) => /^https?:\/\/[^/@]+:[^/@]+@[^/@]+\/[^/?]+(\?|$)/.test(text) && URL.canParse(text),
    'expected an address such as https://KEY:SECRET@host/bucket',
  );

/** A name that can stand before those of queues and keys. */
const prefix = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,64}$/, 'expected 1 to 64 letters, digits, dots, dashes or underscores');

/** From the one that says least to the one that says most. */
const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;

const NAMED_NETWORKS = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** What Express takes for a proxy: an address, a network by its number of bits, or one of three names. */
function isProxyAddress(text: string): boolean {
  const [, address = text, bits] = /^(.*)\/(\d{1,3})$/.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0) return NAMED_NETWORKS.has(text);
  return bits === undefined || (Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128));
}

const bool = z.enum(['true', 'false'], 'expected true or false').transform((text) => text === 'true');

function toMount(text: string): FacadeMount {
  const [name, place] = text.split('@') as [FacadeName, string];
  return { name, port: place === '/' ? null : Number(place) };
}

/** One entry per variable that cpast knows; `.env.example` documents them. */
export const VARIABLES = {
  NODE_ENV: z
    .enum(['development', 'production', 'test'], 'expected development, production or test')
    .optional(),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_%-]+$/, 'expected a host name or an IP address')
    .default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(8000),
  LOG_LEVEL: z.enum(LOG_LEVELS, `expected one of ${LOG_LEVELS.join(', ')}`).default('info'),
  METRICS: bool.default(false),
  METRICS_PORT: wholeNumber(1, 65_535).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: url('http', 'https').optional(),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .regex(/^(0(\.\d+)?|1(\.0+)?)$/, 'expected a share from 0 to 1')
    .transform(Number)
    .default(1),
  DATA_DIR: z
    .string()
    .refine((text) => !text.includes('\0'), 'expected a path')
    .default('.cpast'),
  DATABASE_URL: url('postgres', 'postgresql').optional(),
  S3_URL: bucketUrl.optional(),
  RABBITMQ_URL: url('amqp', 'amqps').optional(),
  REDIS_URL: url('redis', 'rediss').optional(),
  QUEUE_PREFIX: prefix.default('cpast'),
  REDIS_PREFIX: prefix.default('cpast'),
  MAX_QUEUED_SUBMISSIONS: wholeNumber(1, 100_000_000).default(100_000),
  RETENTION_DAYS: wholeNumber(1, 100_000).optional(),
  QUOTA_STORED_BYTES: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, 'expected a number of bytes, at least 1')
    .transform(Number)
    .optional(),
  MAX_PACKAGE_BYTES: wholeNumber(1, 16 * 1024 ** 3).default(512 * 1024 ** 2),
  MAX_OPEN_SOCKETS: wholeNumber(1, 1_000_000).default(10_000),
  RUNNER: z.enum(['auto', 'native', 'docker'], 'expected auto, native or docker').default('auto'),
  RUNNER_IMAGE: z
    .string()
    .regex(/^[a-z0-9][\w./:@-]*$/, 'expected the name of a container image')
    .optional(),
  ISOLATION: z.enum(['full', 'reduced'], 'expected full or reduced').optional(),
  DOCKER_HOST: z
    .string()
    .regex(
      /^(unix|npipe|tcp|https?|ssh):\/\/.+|^\/.+/,
      'expected an address such as unix:///var/run/docker.sock',
    )
    .optional(),
  WORKER_CONCURRENCY: wholeNumber(1, 256).optional(),
  WORKER_LANGUAGES: z
    .string()
    .regex(/^[a-z0-9.+-]+(,[a-z0-9.+-]+)*$/, 'expected ids of languages, separated by commas')
    .transform((text) => text.split(','))
    .optional(),
  SLOT_CORES: z
    .string()
    .transform((text, context) => {
      const cores = parseCores(text);
      if (cores) return cores;
      context.addIssue(`expected numbers of processors up to ${MAX_CORE}, each once, such as 0-3,8`);
      return z.NEVER;
    })
    .optional(),
  ZYGOTES: bool.default(true),
  SESSION_SECRET: z.string().min(16, 'expected at least 16 characters').optional(),
  ADMIN_PASSWORD: z
    .string()
    .min(8, 'expected at least 8 characters')
    .max(128, 'expected at most 128 characters')
    .default(DEFAULT_ADMIN_PASSWORD),
  ANONYMOUS_SUBMISSIONS: bool.optional(),
  REGISTRATION: bool.default(false),
  TRUSTED_PROXIES: z
    .string()
    .transform((text) => text.split(','))
    .refine(
      (parts) => parts.every(isProxyAddress),
      'expected addresses, ranges such as 10.0.0.0/8 (not of everybody), or loopback, separated by commas',
    )
    .optional(),
  ALLOWED_HOSTS: z
    .string()
    .regex(/^[0-9a-zA-Z.-]+(,[0-9a-zA-Z.-]+)*$/, 'expected host names without port, separated by commas')
    .transform((text) => text.toLowerCase().split(','))
    .optional(),
  FACADES: z
    .string()
    .regex(
      /^(judge0|piston|jobe)@(\d{1,5}|\/)(,(judge0|piston|jobe)@(\d{1,5}|\/))*$/,
      'expected NAME@PORT or NAME@/ with a NAME of judge0, piston, jobe, separated by commas',
    )
    .transform((text) => text.split(',').map(toMount))
    .refine(
      (mounts) => mounts.every(({ port }) => port === null || (port >= 1 && port <= 65_535)),
      'expected ports from 1 to 65535',
    )
    .refine(
      (mounts) => new Set(mounts.map(({ port, name }) => port ?? name)).size === mounts.length,
      'expected each port, and each name at the root, once',
    )
    .optional(),
  LIMIT_REQUESTS_PER_MINUTE: wholeNumber(1, 100_000_000).optional(),
  LIMIT_QUEUED_JOBS: wholeNumber(1, 100_000_000).optional(),
  LIMIT_RUNNING_JOBS: wholeNumber(1, 100_000).optional(),
  LIMIT_SHARES_PER_HOUR: wholeNumber(1, 100_000_000).optional(),
  LIMIT_SHARED_MEGABYTES: wholeNumber(1, 100_000_000).optional(),
  LIMIT_CPU_SECONDS_PER_HOUR: wholeNumber(1, 100_000_000).optional(),
  LIMIT_OPEN_SOCKETS: wholeNumber(1, 1_000_000).optional(),
  LIMIT_LIVE_RUNS: wholeNumber(0, 10_000).optional(),
  WEBHOOK_PRIVATE_ADDRESSES: bool.default(false),
  FAILPOINTS: z
    .string()
    .regex(FAILPOINTS_PATTERN, `expected NAME:exit,... with a NAME of ${FAILPOINT_NAMES.join(', ')}`)
    .transform((text) => text.split(',').map((part) => part.split(':')[0] as FailpointName))
    .optional(),
} as const;

export const VARIABLE_NAMES = Object.keys(VARIABLES) as (keyof typeof VARIABLES)[];
