// `npm test` brings its own services. For each: the address in the environment, else the usual local port,
// else a container, else the distribution's package on private ports, else one line that names the cure.
import { installDebian } from '../debian.mjs';
import { Cure, say } from '../steps.mjs';
import { startContainer } from './containers.mjs';
import { findEngine } from './docker.mjs';
import { findPrograms, startPostgres, startRabbitmq, startRedis } from './private.mjs';
import { postgresAnswers, rabbitmqAnswers, redisAnswers } from './probe.mjs';

/** Every service the tests talk to, in the order in which they are looked for. */
export const SERVICES = [
  {
    key: 'postgres',
    name: 'PostgreSQL',
    variable: 'DATABASE_URL',
    usual: 'postgres://postgres@127.0.0.1:5432/postgres',
    answers: () => postgresAnswers('127.0.0.1', 5432),
    image: 'postgres:16-alpine',
    debian: 'postgresql',
    start: startPostgres,
  },
  {
    key: 'redis',
    name: 'Redis',
    variable: 'REDIS_URL',
    usual: 'redis://127.0.0.1:6379',
    answers: () => redisAnswers('127.0.0.1', 6379),
    image: 'redis:7-alpine',
    debian: 'redis-server',
    start: startRedis,
  },
  {
    key: 'rabbitmq',
    name: 'RabbitMQ',
    variable: 'RABBITMQ_URL',
    usual: 'amqp://guest:guest@127.0.0.1:5672',
    answers: () => rabbitmqAnswers('127.0.0.1', 5672),
    image: 'rabbitmq:4-alpine',
    debian: 'rabbitmq-server',
    start: startRabbitmq,
  },
];

/** The parts of the tests that need something from outside, by the name of the flag that leaves them out. */
export const PARTS = [...SERVICES.map(({ key }) => key), 'docker'];

/**
 * Finds or starts every service that is not left out, and a container engine.
 * @param {Set<string>} leftOut of PARTS
 * @returns {Promise<{ urls: Record<string, string>, stop: () => Promise<void> }>} `urls` by variable name
 * @throws Cure when one cannot be had
 */
export async function findServices(leftOut) {
  const urls = {};
  const started = [];
  const stop = async () => {
    for (const service of started.splice(0)) await service.remove();
  };
  try {
    for (const service of SERVICES) {
      if (leftOut.has(service.key)) {
        say(`${service.name}: left out on purpose (--without-${service.key})`);
        continue;
      }
      const found = await findOne(service);
      say(`${service.name}: ${found.how}`);
      urls[service.variable] = found.url;
      if (found.service) started.push(found.service);
    }
    if (leftOut.has('docker')) {
      say('container engine: left out on purpose (--without-docker)');
    } else {
      const engine = await findEngine();
      say(`container engine: ${engine.how}`);
      urls.DOCKER_HOST = engine.url;
      if (engine.service) started.push(engine.service);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { urls, stop };
}

async function findOne(service) {
  const given = process.env[service.variable];
  if (given) return { url: given, how: `${service.variable} of the environment` };
  if (await service.answers()) return { url: service.usual, how: 'the one on its usual local port' };
  const container = await startContainer(service);
  if (container) return { url: container.url, how: `a container of ${service.image}`, service: container };
  if (!findPrograms(service.key)) await installPackage(service);
  const own = await service.start();
  return { url: own.url, how: `a private one at ${own.url.replace(/^.*@|^.*\/\//, '')}`, service: own };
}

async function installPackage({ name, key, variable, debian }) {
  const otherwise = `, set ${variable}, or leave its tests out with: npm test -- --without-${key}`;
  await installDebian({ what: name, packages: [debian], otherwise });
  if (!findPrograms(key)) throw new Cure(`${debian} is installed but its programs were not found`);
}
