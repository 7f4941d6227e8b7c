import { VARIABLE_NAMES } from '@app/config';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMPOSE_FOLDER, composeText, composeVariables, readCompose } from './compose.js';

const REQUIRED = {
  POSTGRES_PASSWORD: 'p1',
  REDIS_PASSWORD: 'p2',
  RABBITMQ_PASSWORD: 'p3',
  SESSION_SECRET: 's4',
  ADMIN_PASSWORD: 'p5',
  SITE_ADDRESS: 'localhost',
  DOCKER_GID: '7',
};
const { services, networks, volumes } = readCompose(REQUIRED);
const all = Object.entries(services);
/** What is done once it has been started. */
const ONCE = ['runner-image', 'worker-folder'];
const lasting = all.filter(([name]) => !ONCE.includes(name));

describe('docker/compose.yaml', () => {
  it('has what the architecture has: proxy, two api replicas, workers, database, cache and broker', () => {
    expect(Object.keys(services)).toEqual(
      expect.arrayContaining(['proxy', 'api', 'worker', 'postgres', 'redis', 'rabbitmq']),
    );
    expect(services.api!.deploy).toEqual({ replicas: 2 });
    expect(readCompose({ ...REQUIRED, WORKERS: '3' }).services.worker!.deploy).toEqual({ replicas: '3' });
  });

  it.each(Object.keys(REQUIRED))('does not start without %s', (name) => {
    expect(() => readCompose({ ...REQUIRED, [name]: '' })).toThrow(new RegExp(`^${name}: .+`));
  });

  it('gives none of its secrets a default', () => {
    const secrets = composeVariables().filter((name) => /PASSWORD|SECRET/.test(name));
    expect(secrets).toHaveLength(5);
    for (const name of secrets) expect(composeText).not.toMatch(new RegExp(`\\$\\{${name}(:-|\\})`));
  });

  it('has the packages and the build of api and worker made once, by the same stages', () => {
    const stagesOf = (name: string) =>
      /^FROM \$\{NODE_IMAGE\} AS packages\n[^]*?(?=\n\nFROM \$\{NODE_IMAGE\}(?: AS worker)?\n)/m.exec(
        readFileSync(join(COMPOSE_FOLDER, name), 'utf8'),
      )?.[0];
    expect(stagesOf('api.Dockerfile')).toContain('AS build');
    expect(stagesOf('worker.Dockerfile')).toBe(stagesOf('api.Dockerfile'));
  });

  it('publishes ports of the proxy only', () => {
    expect(all.filter(([, { ports }]) => ports).map(([name]) => name)).toEqual(['proxy']);
    expect(all.filter(([, { network_mode: mode }]) => mode !== undefined && mode !== 'none')).toEqual([]);
  });

  it('lets nobody but api and proxy out, and nobody but the proxy in', () => {
    expect(networks.backend).toEqual({ internal: true });
    const outside = all.filter(([, service]) => service.networks?.includes('edge')).map(([name]) => name);
    expect(outside.sort()).toEqual(['api', 'proxy']);
    expect(services.proxy!.networks).toEqual(['edge']);
  });

  it.each(lasting)('bounds and restarts %s, and gives it no new privileges', (_name, service) => {
    expect(service.mem_limit).toMatch(/^\d+[mg]$/);
    expect(service.restart).toBe('unless-stopped');
    expect(service.security_opt).toContain('no-new-privileges:true');
    expect(service.logging!.options).toHaveProperty('max-size');
  });

  it.each(['proxy', 'api', 'worker', 'worker-native'])(
    'gives %s a read-only root and no capability',
    (name) => {
      const service = services[name]!;
      expect(service.read_only).toBe(true);
      expect(service.cap_drop).toEqual(['ALL']);
      expect(service.cap_add ?? []).toEqual(name === 'proxy' ? ['NET_BIND_SERVICE'] : []);
    },
  );

  it('shows the socket of the engine to the worker only, and the one without it needs none', () => {
    const seeing = all.filter(([, service]) =>
      service.volumes?.some((volume) => volume.includes('docker.sock')),
    );
    expect(seeing.map(([name]) => name)).toEqual(['worker']);
  });

  it('checks the health of every service: in the file, or in the image', () => {
    for (const [name, service] of lasting) {
      const file = service.build?.dockerfile;
      const inImage =
        file && readFileSync(join(COMPOSE_FOLDER, '..', file), 'utf8').includes('\nHEALTHCHECK ');
      expect(Boolean(service.healthcheck ?? inImage), name).toBe(true);
    }
  });

  it('waits for services that it has, and for health that somebody checks', () => {
    for (const [name, { depends_on: needs = {} }] of all)
      for (const [other, { condition }] of Object.entries(needs)) {
        const expected = ONCE.includes(other) ? 'service_completed_successfully' : 'service_healthy';
        expect(`${name} -> ${other}: ${condition}`).toBe(`${name} -> ${other}: ${expected}`);
        expect(services).toHaveProperty(other);
      }
  });

  it('keeps what must last in volumes that it names', () => {
    const named = all
      .flatMap(([, service]) => service.volumes ?? [])
      .map((volume) => volume.split(':')[0]!)
      .filter((source) => !/^[./]/.test(source));
    expect([...new Set(named)].sort()).toEqual(Object.keys(volumes).sort());
    for (const name of ['postgres', 'redis', 'rabbitmq'])
      expect(services[name]!.volumes!.some((volume) => volume.startsWith(`${name}-data:`))).toBe(true);
  });

  it.each(['api', 'worker', 'worker-native'])('gives %s only variables that it knows', (name) => {
    const known: readonly string[] = [...VARIABLE_NAMES, 'TMPDIR'];
    expect(Object.keys(services[name]!.environment!).filter((variable) => !known.includes(variable))).toEqual(
      [],
    );
  });

  it('uses exactly the variables that docker/.env.example documents', () => {
    const example = readFileSync(join(COMPOSE_FOLDER, '.env.example'), 'utf8');
    const documented = [...example.matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1]!);
    // That one is compose's own.
    expect(documented.filter((name) => name !== 'COMPOSE_PROJECT_NAME').sort()).toEqual(composeVariables());
    for (const name of Object.keys(REQUIRED)) expect(example).toMatch(new RegExp(`^${name}=$`, 'm'));
  });
});
