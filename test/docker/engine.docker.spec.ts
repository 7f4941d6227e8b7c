import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withDefaultLimits } from '@app/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { openRunner } from '../../apps/worker/src/open-runner.js';
import { OWNER_LABEL, ROOT_LABEL } from '../../apps/worker/src/runner/docker/container-options.js';
import { buildImage } from '../../apps/worker/src/runner/docker/image.js';
import { ownerName } from '../../apps/worker/src/runner/docker/process-names.js';
import { RunnerUnavailable } from '../../apps/worker/src/runner/runner.js';
import { DOCKER_HOST, ROOT } from '../support/docker.js';
import { DockerFixture, engine, EngineProxy, ownContainers, toEveryContainer } from './support.js';

let fixture: DockerFixture | undefined;
let proxy: EngineProxy | undefined;
afterEach(async () => {
  await proxy?.open().catch(() => undefined);
  await fixture?.stop();
  await proxy?.close();
  fixture = proxy = undefined;
});

describe('an engine that is not this host (tcp://)', () => {
  it('runs programs as well, through a relay in the container', { timeout: 120_000 }, async () => {
    proxy = await new EngineProxy().open();
    fixture = await DockerFixture.start(['c', 'python'], { dockerHost: proxy.host });
    const program = await fixture.c('int n; scanf("%d", &n); printf("%d", n * 2); return 0;');
    const sandbox = await fixture.runner.open([program]);
    const items = Array.from({ length: 200 }, (_, i) => ({ stdin: `${i}` }));
    const limits = withDefaultLimits({
      cpuTimeLimitMs: 1000,
      wallTimeLimitMs: 5000,
      memoryLimitBytes: 1 << 26,
      outputLimitBytes: 1 << 20,
      processLimit: 8,
    });
    const outcomes = await sandbox.run(program, items, limits);
    await sandbox.close();
    expect(outcomes.map((outcome) => outcome.kind === 'ok' && outcome.stdout.toString())).toEqual(
      items.map((_, i) => `${i * 2}`),
    );
    const large = await fixture.prepare('python', 'import sys; sys.stdout.write(sys.stdin.read()[::-1])');
    const text = 'abc'.repeat(1_000_000);
    const outcome = await fixture.once(large, text);
    expect(outcome.kind === 'ok' && outcome.stdout.toString() === [...text].reverse().join('')).toBe(true);
  });

  it('compiles at every start with the same data folder', { timeout: 240_000 }, async () => {
    proxy = await new EngineProxy().open();
    const dataDir = await mkdtemp(join(tmpdir(), 'cpast-docker-'));
    const cpp = (n: number) => `#include <bits/stdc++.h>\nint main() { std::cout << ${n}; }`;
    const java = (n: number) =>
      `public class Main { public static void main(String[] args) { System.out.print(${n}); } }`;
    try {
      for (const start of [1, 2]) {
        fixture = await DockerFixture.start(['cpp', 'java'], { dockerHost: proxy.host, dataDir });
        await fixture.runner.whenWarm();
        for (const [language, source] of [
          ['cpp', cpp(start)],
          ['java', java(start)],
        ] as const)
          expect(await fixture.once(await fixture.prepare(language, source))).toMatchObject({
            kind: 'ok',
            stdout: Buffer.from(`${start}`),
          });
        // Nothing was made that containers cannot see, and nothing failed on the way.
        expect(fixture.said).toEqual([]);
        await fixture.stop();
      }
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});

describe('an engine on this host, with a folder for sockets that has too long a name', () => {
  const { TMPDIR } = process.env;
  afterEach(() => {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  });

  it('is talked to through the relay, and that is said with the cure', { timeout: 120_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), `cpast-${'long-'.repeat(15)}`));
    process.env.TMPDIR = folder;
    try {
      fixture = await DockerFixture.start(['bash']);
      expect(fixture.said.join('\n')).toMatch(/longer than 107 bytes: set TMPDIR/);
      const program = await fixture.prepare('bash', 'echo here');
      expect(await fixture.once(program)).toMatchObject({ kind: 'ok', stdout: Buffer.from('here\n') });
      await fixture.stop();
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('an engine that goes away and comes back', () => {
  it('makes jobs wait, says so, and then they go on', { timeout: 120_000 }, async () => {
    proxy = await new EngineProxy().open();
    fixture = await DockerFixture.start(['c'], { dockerHost: proxy.host });
    const { runner } = fixture;
    const program = await fixture.c('int n; scanf("%d", &n); usleep(20000); printf("%d", n); return 0;');
    expect(runner.problem).toBeNull();

    const limits = withDefaultLimits({
      cpuTimeLimitMs: 1000,
      wallTimeLimitMs: 5000,
      memoryLimitBytes: 1 << 26,
      outputLimitBytes: 1 << 20,
      processLimit: 8,
    });
    const items = Array.from({ length: 100 }, (_, i) => ({ stdin: `${i}` }));
    const sandbox = await runner.open([program]);
    const first = sandbox.run(program, items.slice(0, 5), limits);
    await first;
    let ended = false;
    const work = sandbox.run(program, items, limits).finally(() => (ended = true));
    await proxy.close();
    while (runner.problem === null) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(runner.problem).toMatch(/engine does not answer/);
    expect(ended).toBe(false);

    await proxy.open();
    const outcomes = await work;
    expect(outcomes.map((outcome) => outcome.kind === 'ok' && outcome.stdout.toString())).toEqual(
      items.map((_, i) => `${i}`),
    );
    expect(runner.problem).toBeNull();
    expect(fixture.said.join('\n')).toMatch(/jobs wait[^]*works again/);
    await sandbox.close();
  });

  it('that was never there is named, with the cure', async () => {
    const start = DockerFixture.start(['c'], { dockerHost: 'unix:///nowhere/docker.sock' });
    await expect(start).rejects.toThrow(RunnerUnavailable);
    await expect(start).rejects.toThrow(/\/nowhere\/docker\.sock does not answer.*DOCKER_HOST/s);
  });
});

describe('an engine that is not well', () => {
  const SLOTS = 2;
  const limits = withDefaultLimits({ memoryLimitBytes: 1 << 26 });
  const items = Array.from({ length: 50 }, (_, i) => ({ stdin: `${i}` }));
  const untilProblem = async (problem: boolean) => {
    while ((fixture!.runner.problem !== null) !== problem)
      await new Promise((resolve) => setTimeout(resolve, 20));
  };
  /** A job whose container is gone, and the next ones cannot be had. */
  const jobWithout = async (status: number) => {
    proxy = await new EngineProxy().open();
    fixture = await DockerFixture.start(['c'], { dockerHost: proxy.host, slots: SLOTS });
    const program = await fixture.c('int n; scanf("%d", &n); usleep(20000); printf("%d", n); return 0;');
    const sandbox = await fixture.runner.open([program]);
    await sandbox.run(program, items.slice(0, 1), limits);
    // The job's, and a warm one for each slot: one that is still being started would come up after all others
    // are killed.
    while ((await ownContainers()).length < SLOTS + 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    proxy.refusal = { status, message: 'containerd is not available' };
    await toEveryContainer('kill');
    return sandbox.run(program, items, limits);
  };

  it('(5xx) makes jobs wait, as one that is away does', { timeout: 120_000 }, async () => {
    const work = jobWithout(503);
    work.catch(() => undefined);
    while (!fixture) await new Promise((resolve) => setTimeout(resolve, 20));
    await untilProblem(true);
    expect(fixture.runner.problem).toMatch(/containerd is not available/);
    // Longer than those who are refused would wait.
    while (proxy!.refused < 6) await new Promise((resolve) => setTimeout(resolve, 20));
    proxy!.refusal = null;
    expect((await work).map(({ kind, stdout }) => (kind === 'ok' ? stdout.toString() : kind))).toEqual(
      items.map((_, n) => `${n}`),
    );
    await untilProblem(false);
  });

  it(
    '(4xx) is told to jobs, and is well again as soon as it gives containers',
    { timeout: 120_000 },
    async () => {
      await expect(jobWithout(409)).rejects.toThrow(/no runner container can be started.*containerd is not/);
      expect(fixture!.runner.problem).toMatch(/containerd is not available/);
      proxy!.refusal = null;
      // No job asks for it.
      await untilProblem(false);
      expect((await ownContainers()).length).toBeGreaterThan(0);
    },
  );

  it.each([400, 500])(
    'at the start (%s), is named with the cure; RUNNER=auto goes on without',
    async (status) => {
      proxy = await new EngineProxy().open();
      proxy.refusal = { status, message: 'opening seccomp profile failed' };
      const refused = DockerFixture.start(['bash'], { dockerHost: proxy.host });
      await expect(refused).rejects.toThrow(RunnerUnavailable);
      await expect(refused).rejects.toThrow(/opening seccomp profile failed.*RUNNER=native/s);
      const dataDir = await mkdtemp(join(tmpdir(), 'cpast-docker-'));
      const said: string[] = [];
      const config = {
        runner: 'auto' as const,
        runnerImage: null,
        dockerHost: proxy.host,
        isolation: 'auto' as const,
        production: false,
        dataDir,
        workerConcurrency: 1,
        workerLanguages: ['bash'],
        slotCores: null,
        zygotes: true,
      };
      const runner = await openRunner(config, (message) => said.push(message), process.env.PATH);
      try {
        expect(runner.kind).toBe('native');
        expect(said.join('\n')).toMatch(/RUNNER=auto: not in containers.*opening seccomp profile failed/s);
      } finally {
        await runner.close();
        await rm(dataDir, { recursive: true, force: true });
      }
    },
  );
});

describe('an image that cannot be built', () => {
  it('is named with the words of what failed in it', { timeout: 60_000 }, async () => {
    const root = await mkdtemp(join(tmpdir(), 'cpast-image-'));
    try {
      await mkdir(join(root, 'docker'));
      await mkdir(join(root, 'native/box'), { recursive: true });
      const lines = [
        'FROM debian:bookworm-slim AS core',
        `RUN echo because of this ${randomUUID()} >&2; exit 3`,
      ];
      await writeFile(join(root, 'docker/runner.Dockerfile'), lines.join('\n'));
      const build = buildImage(engine, root, 'core', () => undefined);
      await expect(build).rejects.toThrow(RunnerUnavailable);
      await expect(build).rejects.toThrow(/non-zero code: 3[^]*because of this/);
    } finally {
      await rm(root, { recursive: true });
    }
  });
});

/** What is left of a worker's folder when it is killed: its socket, on which no process listens. */
async function abandonedRoot(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cpast-sockets-elsewhere-'));
  const script = `require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', script, join(folder, 'alive')]);
  return folder;
}

describe('a worker that is killed', () => {
  it('leaves no container', { timeout: 120_000 }, async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'cpast-docker-'));
    const child = spawn(process.execPath, [`${ROOT}/dist/apps/standalone/apps/standalone/src/main.js`], {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        RUNNER: 'docker',
        DOCKER_HOST,
        PORT: '0',
        DATA_DIR: dataDir,
      },
      stdio: 'ignore',
    });
    const isOfChild = (label: string | undefined) => label?.split('/').at(-2) === String(child.pid);
    const containersOfChild = async () =>
      (await engine.listContainers({ filters: { label: [OWNER_LABEL] } })).filter(({ Labels }) =>
        isOfChild(Labels[OWNER_LABEL]),
      );
    try {
      while ((await containersOfChild()).length < 2) {
        if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
      while ((await containersOfChild()).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      child.kill('SIGKILL');
      await rm(dataDir, { recursive: true, force: true });
    }
  });

  it('before its containers ran, has them removed by the next worker', { timeout: 120_000 }, async () => {
    const { stdout } = spawnSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' });
    const dead = (await ownerName()).split('/').with(-2, stdout.trim()).with(-1, '1').join('/');
    fixture = await DockerFixture.start(['c']);
    const { Id } = (await ownContainers())[0]!;
    const { Image } = await engine.getContainer(Id).inspect();
    const orphan = await engine.createContainer({ Image, Labels: { [OWNER_LABEL]: dead } });
    const foreign = await engine.createContainer({
      Image,
      Labels: { [OWNER_LABEL]: `elsewhere/boot/ns/1/1` },
    });
    const [host = '', , ...rest] = dead.split('/');
    const ofOtherBoot = await engine.createContainer({
      Image,
      Labels: { [OWNER_LABEL]: [host, 'another-boot', ...rest].join('/') },
    });
    // As of a worker in a container that was replaced: another name, other pids, the same folder of sockets.
    const left = await abandonedRoot();
    const ofContainer = await engine.createContainer({
      Image,
      Labels: { [OWNER_LABEL]: `elsewhere/boot/ns/1/1`, [ROOT_LABEL]: left },
    });
    const next = await DockerFixture.start(['c']);
    try {
      for (const container of [orphan, ofOtherBoot, ofContainer])
        await expect(container.inspect()).rejects.toMatchObject({ statusCode: 404 });
      await expect(readdir(left)).rejects.toMatchObject({ code: 'ENOENT' });
      // Whether a worker of another host lives cannot be known here.
      expect((await foreign.inspect()).Id).toBe(foreign.id);
      expect(next.said.join('\n')).toContain('removed 3 runner containers');
    } finally {
      await foreign.remove();
      await next.stop();
    }
  });
});
