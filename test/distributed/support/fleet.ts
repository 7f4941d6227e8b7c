import { connect } from 'amqplib';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from 'redis';
import { JobQueues } from '@app/queue';
import { TestApp } from '../../support/app.js';
import { eventually } from '../../support/eventually.js';
import { bringKnown, keepKnown } from '../../support/known-data.js';
import { Printed } from '../../support/printed.js';
import { freePort } from '../../support/product.js';
import { createDatabase, SERVICE_URLS, type TestDatabase, uniqueName } from '../../support/services.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
export const ADMIN_PASSWORD = 'a long enough secret';

type Env = Record<string, string>;

/** One process of the built product. */
export interface Member {
  readonly pid: number;
  readonly dataDir: string;
  /** Everything it printed so far. */
  output(): string;
  /** Resolves as soon as it has printed what `has` looks for. @throws when it ends before that */
  until(has: (text: string) => boolean): Promise<void>;
  /** Resolves to how it ended: exit code or signal. */
  readonly ended: Promise<number | string>;
  /** Ends it and waits until it is gone. */
  end(signal?: NodeJS.Signals): Promise<number | string>;
  /** Stops it where it is, until `resume`. */
  pause(): void;
  resume(): void;
}
/** An api replica. */
export type Api = Member & TestApp;

/** Servers that are not the usual ones, for tests that stop them. */
export type ServiceUrls = Partial<Record<'databaseUrl' | 'rabbitmqUrl' | 'redisUrl', string>>;

/**
 * Api replicas and workers as processes of their own, with a database, queues and Redis keys of their own.
 * Start it with `Fleet.create`, end it with `stop`.
 */
export class Fleet {
  private readonly members = new Set<Member>();

  private constructor(
    readonly folder: string,
    readonly env: Env,
    private readonly database: TestDatabase | null,
  ) {}

  static async create(services: ServiceUrls = {}, env: Env = {}): Promise<Fleet> {
    const folder = await mkdtemp(join(tmpdir(), 'cpast-fleet-'));
    const database = services.databaseUrl === undefined ? await createDatabase() : null;
    const prefix = uniqueName('t');
    return new Fleet(
      folder,
      {
        DATABASE_URL: services.databaseUrl ?? database!.url,
        RABBITMQ_URL: services.rabbitmqUrl ?? SERVICE_URLS.rabbitmq,
        REDIS_URL: services.redisUrl ?? SERVICE_URLS.redis,
        QUEUE_PREFIX: prefix,
        REDIS_PREFIX: prefix,
        RUNNER: 'native',
        SESSION_SECRET: 'a secret that all replicas share',
        ADMIN_PASSWORD,
        WORKER_LANGUAGES: 'cpp,python',
        WORKER_CONCURRENCY: '2',
        ...env,
      },
      database,
    );
  }

  /** Starts an api replica and waits until it answers. */
  async startApi(env: Env = {}): Promise<Api> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const member = await this.spawn('api', { PORT: String(port), ...env });
    await this.ready(member, 'listening on');
    await eventually(async () => {
      const { status } = await fetch(`${url}/health_check`);
      if (status !== 200) throw new Error(`the health check answers ${status}`);
    });
    return Object.assign(new TestApp(url, ADMIN_PASSWORD), member);
  }

  /** Starts a worker and waits until it takes jobs. */
  async startWorker(env: Env = {}): Promise<Member> {
    const member = await this.spawn('worker', env);
    await this.ready(member, 'ready:');
    return member;
  }

  /** The same with the command line of Nest, which compiles it first. */
  async startWorkerWithNest(): Promise<Member> {
    const member = await this.spawn('worker', {}, ['node_modules/.bin/nest', 'start', 'worker']);
    await this.ready(member, 'ready:');
    return member;
  }

  /** Ends every process and removes what they left in the services. */
  async stop(): Promise<void> {
    await Promise.all([...this.members].map((member) => member.end('SIGKILL')));
    await this.database?.drop();
    await this.deleteQueues().catch(() => {});
    await this.deleteKeys().catch(() => {});
    for (const name of await readdir(this.folder)) await keepKnown(join(this.folder, name));
    await rm(this.folder, { recursive: true, force: true });
  }

  private async spawn(
    app: 'api' | 'worker',
    env: Env,
    command = [`dist/apps/${app}/apps/${app}/src/main.js`],
  ): Promise<Member> {
    const dataDir = await mkdtemp(join(this.folder, `${app}-`));
    if (app === 'worker') await bringKnown(dataDir);
    const child = spawn(process.execPath, command, {
      cwd: ROOT,
      // A group of its own: a launcher and what it has started get the same signals.
      detached: true,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: dataDir, ...this.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const member = memberOf(child, dataDir);
    this.members.add(member);
    void member.ended.then(() => this.members.delete(member));
    return member;
  }

  private async ready(member: Member, text: string): Promise<void> {
    await member.until((printed) => printed.includes(text));
    await keepKnown(member.dataDir);
  }

  private async deleteQueues(): Promise<void> {
    const queues = new JobQueues(this.env.QUEUE_PREFIX!);
    const connection = await connect(this.env.RABBITMQ_URL!);
    const channel = await connection.createChannel();
    for (const name of queues.names) await channel.deleteQueue(name);
    await channel.deleteExchange(queues.deadExchange);
    await connection.close();
  }

  private async deleteKeys(): Promise<void> {
    const client = createClient({ url: this.env.REDIS_URL!, socket: { reconnectStrategy: false } });
    client.on('error', () => {});
    await client.connect();
    for await (const keys of client.scanIterator({ MATCH: `${this.env.REDIS_PREFIX}*`, COUNT: 1000 }))
      if (keys.length > 0) await client.del(keys);
    client.destroy();
  }
}

function memberOf(child: ChildProcess, dataDir: string): Member {
  const printed = new Printed(child);
  const ended = once(child, 'exit').then(
    ([code, signal]) => (code as number | null) ?? (signal as NodeJS.Signals),
  );
  return {
    pid: child.pid!,
    dataDir,
    output: () => printed.text,
    until: (has) => printed.until(has),
    ended,
    end: (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, signal);
      return ended;
    },
    pause: () => void process.kill(-child.pid!, 'SIGSTOP'),
    resume: () => void process.kill(-child.pid!, 'SIGCONT'),
  };
}
