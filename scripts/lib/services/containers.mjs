// A throw-away container of a service, where a Docker engine answers and has the image or can pull it.
import { spawnSync } from 'node:child_process';

const PORTS = { postgres: 5432, redis: 6379, rabbitmq: 5672 };
const ENVIRONMENT = { postgres: ['-e', 'POSTGRES_HOST_AUTH_METHOD=trust'], redis: [], rabbitmq: [] };
const URLS = {
  postgres: (address) => `postgres://postgres@${address}/postgres`,
  redis: (address) => `redis://${address}`,
  rabbitmq: (address) => `amqp://guest:guest@${address}`,
};

function docker(...args) {
  const result = spawnSync('docker', args, { encoding: 'utf8', timeout: 180_000 });
  return result.status === 0 ? result.stdout.trim() : null;
}

/** @returns {Promise<{ url: string, remove: () => Promise<void> } | null>} null where no engine or no image can be had */
export async function startContainer({ key, image, name }) {
  if (docker('version', '--format', '{{.Server.Version}}') === null) return null;
  if (docker('image', 'inspect', image) === null && docker('pull', '-q', image) === null) return null;
  const port = PORTS[key];
  const id = docker('run', '-d', '--rm', '-p', `127.0.0.1::${port}`, ...ENVIRONMENT[key], image);
  if (id === null) return null;
  const remove = async () => void docker('rm', '-f', '-v', id);
  const address = docker('port', id, `${port}/tcp`)?.split('\n')[0];
  if (!address) return (await remove(), null);
  const probes = await import('./probe.mjs');
  const answers = probes[`${key}Answers`];
  for (
    const deadline = Date.now() + 60_000;
    Date.now() < deadline;
    await new Promise((r) => setTimeout(r, 200))
  )
    if (await answers('127.0.0.1', Number(address.split(':').at(-1))))
      return { url: URLS[key](address), remove };
  await remove();
  throw new Error(`${name} in a container of ${image} did not answer within 60 s`);
}
