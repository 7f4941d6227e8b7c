// Private PostgreSQL, Redis and RabbitMQ servers from the distribution's programs, on ports and folders of
// their own.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../debian.mjs';
import { Cure } from '../steps.mjs';
import { PrivateService, accountOf, freePort, serviceFolder } from './process.mjs';
import { postgresAnswers, rabbitmqAnswers, redisAnswers } from './probe.mjs';

const HOST = '127.0.0.1';
const RABBITMQ_SERVERS = ['/usr/lib/rabbitmq/bin/rabbitmq-server'];
/** Another version than the installed one, to try the tests with; it runs as this user. */
const OTHER_RABBITMQ = process.env.RABBITMQ_SERVER;
const PACKAGES = { postgres: 'postgresql', redis: 'redis-server', rabbitmq: 'rabbitmq-server' };

/** Where the programs of each service are, or null when they are not installed. */
export function findPrograms(name) {
  if (name === 'redis') return findProgram('redis-server');
  // Not Debian's wrapper in /usr/sbin: it insists on root or its own account and hides the server's process.
  if (name === 'rabbitmq')
    return OTHER_RABBITMQ ?? RABBITMQ_SERVERS.find(existsSync) ?? findProgram('rabbitmq-server');
  const base = '/usr/lib/postgresql';
  const newest = existsSync(base)
    ? readdirSync(base)
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => join(base, version, 'bin'))
        .find((bin) => existsSync(join(bin, 'postgres')) && existsSync(join(bin, 'initdb')))
    : undefined;
  return newest ?? (findProgram('postgres') ? join(findProgram('postgres'), '..') : null);
}

function programsOf(name) {
  const programs = findPrograms(name);
  if (programs) return programs;
  throw new Cure(
    `tests that stop and start a server need one of their own, and ${PACKAGES[name]} is not installed; ` +
      `run: apt-get install ${PACKAGES[name]}`,
  );
}

/** @returns {Promise<PrivateService>} started; its account is `postgres` without a password, loopback only */
export async function startPostgres() {
  const bin = programsOf('postgres');
  // PostgreSQL refuses to run as root.
  const account = accountOf('postgres');
  const folder = serviceFolder('postgres', account);
  const port = await freePort();
  const data = join(folder, 'data');
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      cwd: folder,
      ...(account ?? {}),
    },
  );
  return new PrivateService({
    name: 'PostgreSQL',
    url: `postgres://postgres@${HOST}:${port}/postgres`,
    folder,
    account,
    command: () => [
      join(bin, 'postgres'),
      [
        '-D',
        data,
        '-h',
        HOST,
        '-p',
        String(port),
        '-k',
        folder,
        '-c',
        'fsync=off',
        '-c',
        'max_connections=200',
      ],
      {},
    ],
    ready: () => postgresAnswers(HOST, port),
  }).start();
}

/** @returns {Promise<PrivateService>} started; keeps nothing on disk unless `persistent` */
export async function startRedis({ persistent = false } = {}) {
  const folder = serviceFolder('redis', null);
  const port = await freePort();
  const durability = persistent ? ['--appendonly', 'yes'] : ['--save', '', '--appendonly', 'no'];
  return new PrivateService({
    name: 'Redis',
    url: `redis://${HOST}:${port}`,
    folder,
    account: null,
    command: () => [
      programsOf('redis'),
      ['--bind', HOST, '--port', String(port), '--dir', folder, ...durability],
      {},
    ],
    ready: () => redisAnswers(HOST, port),
  }).start();
}

/** @returns {Promise<PrivateService>} started; user guest, password guest, loopback only, its own epmd */
export async function startRabbitmq() {
  const account = OTHER_RABBITMQ ? null : accountOf('rabbitmq');
  const folder = serviceFolder('rabbitmq', account);
  const [port, distribution, epmd] = [await freePort(), await freePort(), await freePort()];
  writeFileSync(
    join(folder, 'rabbitmq.conf'),
    `listeners.tcp.1 = ${HOST}:${port}\nloopback_users.guest = true\n`,
  );
  writeFileSync(join(folder, 'enabled_plugins'), '[].\n');
  return new PrivateService({
    name: 'RabbitMQ',
    url: `amqp://guest:guest@${HOST}:${port}`,
    folder,
    account,
    command: () => [
      programsOf('rabbitmq'),
      [],
      {
        HOME: folder,
        RABBITMQ_NODENAME: `cpast${port}@localhost`,
        RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
        RABBITMQ_CONF_ENV_FILE: '/dev/null',
        RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
        RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
        RABBITMQ_LOG_BASE: join(folder, 'log'),
        RABBITMQ_PID_FILE: join(folder, 'pid'),
        RABBITMQ_DIST_PORT: String(distribution),
        ERL_EPMD_PORT: String(epmd),
        ERL_EPMD_ADDRESS: HOST,
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
      },
    ],
    ready: () => rabbitmqAnswers(HOST, port),
    // Erlang's port mapper is a daemon of its own and outlives the broker.
    cleanUp: () => spawnSync('epmd', ['-port', String(epmd), '-kill'], { stdio: 'ignore' }),
  }).start();
}
