import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigError } from './config.js';
import { loadConfig } from './load-config.js';
import { VARIABLE_NAMES } from './variables.js';

const ENV_EXAMPLE = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');

function problemsOf(env: Record<string, string>) {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error('this environment was accepted');
}

describe('loadConfig', () => {
  it('needs nothing: every variable has a default', () => {
    expect(loadConfig({}, 6)).toMatchObject({
      production: false,
      host: '127.0.0.1',
      port: 8000,
      databaseUrl: null,
      s3Url: null,
      rabbitmqUrl: null,
      redisUrl: null,
      runner: 'auto',
      isolation: 'auto',
      workerConcurrency: 6,
      zygotes: true,
      adminPasswordIsDefault: true,
      anonymousSubmissions: true,
    });
    expect(loadConfig({}).dataDir).toMatch(/^\/.*\.cpast$/);
  });

  it('is stricter in production', () => {
    expect(loadConfig({ NODE_ENV: 'production' })).toMatchObject({
      production: true,
      isolation: 'full',
      anonymousSubmissions: false,
      usage: { openSockets: 50 },
    });
    expect(loadConfig({ NODE_ENV: 'production', ISOLATION: 'reduced' }).isolation).toBe('reduced');
  });

  it('has a slot for each core that it is given, unless it is to have fewer', () => {
    expect(loadConfig({ SLOT_CORES: '2-4' }, 8)).toMatchObject({
      workerConcurrency: 3,
      slotCores: [2, 3, 4],
    });
    const env = { SLOT_CORES: '2-4', WORKER_CONCURRENCY: '2' };
    expect(loadConfig(env, 8)).toMatchObject({ workerConcurrency: 2, slotCores: [2, 3, 4] });
    expect(() => loadConfig({ ...env, WORKER_CONCURRENCY: '4' }, 8)).toThrow(
      'SLOT_CORES: names 3 for the 4 slots',
    );
  });

  it.each([
    ['loopback,10.0.0.0/8', ['loopback', '10.0.0.0/8']],
    ['2001:db8::/32', ['2001:db8::/32']],
  ])('takes %s for proxies', (TRUSTED_PROXIES, trustedProxies) => {
    expect(loadConfig({ TRUSTED_PROXIES })).toMatchObject({ trustedProxies });
  });

  it.each(['foo', '10.0.0.0/33', '10.0.0', '::/129', 'loopback,', '10.0.0.1/'])(
    'does not take %s for a proxy',
    (TRUSTED_PROXIES) => expect(() => loadConfig({ TRUSTED_PROXIES })).toThrow('TRUSTED_PROXIES'),
  );

  it('takes facades at the root and on ports of their own', () => {
    expect(loadConfig({ FACADES: 'judge0@2358,piston@/' }).facades).toEqual([
      { name: 'judge0', port: 2358 },
      { name: 'piston', port: null },
    ]);
    expect(loadConfig({ FACADES: '' }).facades).toEqual([]);
  });

  it.each([
    ['judge1@2358', 'NAME@PORT or NAME@/'],
    ['judge0', 'NAME@PORT or NAME@/'],
    ['judge0@', 'NAME@PORT or NAME@/'],
    ['judge0@2358,', 'NAME@PORT or NAME@/'],
    ['judge0@2358 piston@/', 'NAME@PORT or NAME@/'],
    ['judge0@0', 'from 1 to 65535'],
    ['judge0@70000', 'from 1 to 65535'],
    ['judge0@2358,piston@2358', 'each port'],
    ['judge0@/,judge0@/', 'once'],
  ])('does not take %s for facades, and says why in one line', (FACADES, words) => {
    const problems = problemsOf({ FACADES });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ variable: 'FACADES', message: expect.stringContaining(words) });
  });

  it('takes an empty variable for an absent one', () => {
    expect(loadConfig({ PORT: '', DATABASE_URL: '' })).toMatchObject({ port: 8000, databaseUrl: null });
  });

  it('is frozen', () => {
    expect(Object.isFrozen(loadConfig({}))).toBe(true);
  });

  it('does not mind variables of other programs', () => {
    const env = {
      PATH: '/bin',
      HOSTNAME: 'x',
      POST: '1',
      RUNNER_OS: 'Linux',
      npm_config_cache: '/x',
      DB_PORT: 'y',
    };
    expect(() => loadConfig(env)).not.toThrow();
  });

  it.each([
    ['PORT', '80a', 'whole number'],
    ['PORT', '65536', 'at most 65535'],
    ['PORT', '-1', 'whole number'],
    ['HOST', 'local host', 'host name'],
    ['DATABASE_URL', 'mysql://localhost/x', 'postgres://'],
    ['DATABASE_URL', 'localhost', 'postgres://'],
    ['RABBITMQ_URL', 'http://localhost', 'amqp://'],
    ['REDIS_URL', 'localhost:6379', 'redis://'],
    ['RUNNER', 'podman', 'auto, native or docker'],
    ['ISOLATION', 'none', 'full or reduced'],
    ['ZYGOTES', 'off', 'true or false'],
    ['DOCKER_HOST', 'localhost', 'unix://'],
    ['WORKER_CONCURRENCY', '0', 'at least 1'],
    ['WORKER_CONCURRENCY', '1.5', 'whole number'],
    ['SLOT_CORES', '0-1,1', 'each once'],
    ['SESSION_SECRET', 'short', '16 characters'],
    ['ADMIN_PASSWORD', 'short', '8 characters'],
    ['ANONYMOUS_SUBMISSIONS', 'yes', 'true or false'],
    ['ALLOWED_HOSTS', 'https://cpast.example', 'host names'],
    ['TRUSTED_PROXIES', '0.0.0.0/0', 'not of everybody'],
    ['TRUSTED_PROXIES', 'loopback,::/0', 'not of everybody'],
    ['NODE_ENV', 'prod', 'production'],
    ['QUEUE_PREFIX', 'a b', 'letters'],
    ['REDIS_PREFIX', '*', 'letters'],
    ['MAX_QUEUED_SUBMISSIONS', '0', 'at least 1'],
    ['MAX_OPEN_SOCKETS', 'many', 'whole number'],
    ['LIMIT_OPEN_SOCKETS', '0', 'at least 1'],
    ['WORKER_LANGUAGES', 'python, cpp', 'separated by commas'],
    ['FAILPOINTS', 'somewhere:exit', 'after_insert'],
  ])('refuses %s=%s and says what it expects', (variable, value, expected) => {
    const problems = problemsOf({ [variable]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]!.variable).toBe(variable);
    expect(problems[0]!.message).toContain(expected);
  });

  it.each([
    ['RABITMQ_URL', 'RABBITMQ_URL'],
    ['DATABASE_URLS', 'DATABASE_URL'],
    ['REDIS_URI', 'REDIS_URL'],
    ['DATA_DRI', 'DATA_DIR'],
    ['database_url', 'DATABASE_URL'],
    ['RUNNNER', 'RUNNER'],
  ])('takes %s for a misspelt %s', (variable, meant) => {
    expect(problemsOf({ [variable]: 'x' })).toEqual([
      { variable, message: `unknown variable; did you mean ${meant}?` },
    ]);
  });

  it.each([
    ['TRUSTED_PROXY', 'TRUSTED_PROXIES'],
    ['PORTT', 'PORT'],
    ['HOSTT', 'HOST'],
    ['ALLOWED_HOST', 'ALLOWED_HOSTS'],
    ['RETENTION_DAY', 'RETENTION_DAYS'],
  ])('takes %s for %s', (variable, meant) => {
    expect(problemsOf({ [variable]: 'x' })).toEqual([
      { variable, message: `unknown variable; did you mean ${meant}?` },
    ]);
  });

  it.each(['POST', 'SORT', 'PORTS', 'HOSTNAME', 'SUPPORT'])('takes %s for what it is', (variable) => {
    expect(() => loadConfig({ [variable]: 'x' })).not.toThrow();
  });

  it('refuses a broker without what goes with it', () => {
    const all = { RABBITMQ_URL: 'amqp://h', REDIS_URL: 'redis://h', DATABASE_URL: 'postgres://h/d' };
    expect(loadConfig(all)).toMatchObject({ rabbitmqUrl: 'amqp://h', queuePrefix: 'cpast' });
    expect(problemsOf({ ...all, REDIS_URL: '' })[0]!.message).toContain('needs REDIS_URL');
    expect(problemsOf({ ...all, DATABASE_URL: '' })[0]!.message).toContain('needs DATABASE_URL');
  });

  it('knows failpoints, and refuses them in production', () => {
    const problems = problemsOf({ NODE_ENV: 'production', FAILPOINTS: 'after_insert:exit' });
    expect(problems).toEqual([{ variable: 'FAILPOINTS', message: expect.stringContaining('production') }]);
    expect(loadConfig({ FAILPOINTS: 'after_insert:exit' }).failpoints.isSet('after_insert')).toBe(true);
    expect(loadConfig({}).failpoints.isSet('after_insert')).toBe(false);
  });

  describe('in production', () => {
    const services = { REDIS_URL: 'redis://h', DATABASE_URL: 'postgres://u:chosen@h/d' };
    const example = (name: string) => new RegExp(`^#${name}=(.*)$`, 'm').exec(ENV_EXAMPLE)![1]!;

    it.each([
      ['SESSION_SECRET', example('SESSION_SECRET')],
      ['DATABASE_URL', example('DATABASE_URL')],
      ['DATABASE_URL', 'postgres://somebody:password@db.example/d'],
      ['RABBITMQ_URL', 'amqp://guest:guest@mq.example:5672'],
    ])('refuses a secret that everybody knows: %s=%s', (variable, value) => {
      const env = { ...services, [variable]: value };
      expect(problemsOf({ ...env, NODE_ENV: 'production' })).toEqual([
        { variable, message: expect.stringContaining('everybody knows') },
      ]);
      expect(() => loadConfig(env)).not.toThrow();
    });

    it.each([
      ['SESSION_SECRET', 'an own secret of some length'],
      ['DATABASE_URL', 'postgres://h/d'],
      ['RABBITMQ_URL', example('RABBITMQ_URL')],
      ['RABBITMQ_URL', 'amqp://guest:chosen@mq.example'],
    ])('takes %s=%s', (variable, value) => {
      expect(() => loadConfig({ ...services, NODE_ENV: 'production', [variable]: value })).not.toThrow();
    });

    it('refuses a short secret', () => {
      expect(problemsOf({ NODE_ENV: 'production', SESSION_SECRET: 'fifteen letters' })).toMatchObject([
        { variable: 'SESSION_SECRET' },
      ]);
    });
  });

  it('refuses unknown variables of its own prefix', () => {
    expect(problemsOf({ CPAST_PORT: '1' })[0]).toMatchObject({ variable: 'CPAST_PORT' });
  });

  it('lists every problem at once', () => {
    const names = problemsOf({ PORT: 'x', RUNNER: 'y', RABITMQ_URL: 'z' }).map(({ variable }) => variable);
    expect(names.sort()).toEqual(['PORT', 'RABITMQ_URL', 'RUNNER']);
  });

  it('knows exactly the variables that .env.example documents', () => {
    const documented = [...ENV_EXAMPLE.matchAll(/^#?([A-Z0-9_]+)=/gm)].map((match) => match[1]);
    expect(documented.sort()).toEqual([...VARIABLE_NAMES].sort());
  });
});
