import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { Limits } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PreparedProgram } from '../../apps/worker/src/runner/runner.js';
import { DockerFixture, engine, ownContainers, toEveryContainer } from './support.js';

const MiB = 1024 * 1024;
let fixture: DockerFixture;
beforeAll(async () => {
  fixture = await DockerFixture.start(['c', 'bash']);
}, 600_000);
afterAll(() => fixture?.stop());

const LIMITS = { cpuTimeLimitMs: 5000, wallTimeLimitMs: 10_000, memoryLimitBytes: 128 * MiB };
const c = (body: string, head = '') => fixture.c(body, head);
const once = (program: PreparedProgram, stdin = '', its: Partial<Limits> = {}) =>
  fixture.once(program, stdin, { ...LIMITS, ...its });

const idsOfContainers = async () => (await ownContainers()).map(({ Id }) => Id);

/** Resolves when `condition` holds for the engine's view of our containers. */
async function containersUntil(condition: (ids: string[]) => boolean): Promise<string[]> {
  for (;;) {
    const ids = await idsOfContainers();
    if (condition(ids)) return ids;
  }
}

describe('a running runner container', () => {
  it('has no privilege, no capability, no network, a read-only root and no mount but its own', async () => {
    await once(await c('return 0;'));
    const [id] = await containersUntil((ids) => ids.length > 0);
    const { HostConfig, Config, Mounts, NetworkSettings, State, AppArmorProfile } = await engine
      .getContainer(id!)
      .inspect();
    expect(State.Running).toBe(true);
    expect(HostConfig).toMatchObject({
      Privileged: false,
      CapDrop: ['ALL'],
      NetworkMode: 'none',
      ReadonlyRootfs: true,
      IpcMode: 'none',
      AutoRemove: true,
      LogConfig: { Type: 'none' },
    });
    expect(HostConfig.CapAdd ?? []).toEqual([]);
    expect(HostConfig.Devices ?? []).toEqual([]);
    expect(HostConfig.PidMode).toBe('');
    expect(HostConfig.UTSMode).toBe('');
    expect(HostConfig.GroupAdd ?? []).toEqual([]);
    expect(HostConfig.PidsLimit).toBe(512);
    expect(HostConfig.Memory).toBeGreaterThan(2048 * MiB);
    expect(HostConfig.MemorySwap).toBe(HostConfig.Memory);
    expect(HostConfig.NanoCpus).toBeGreaterThan(0);
    expect(HostConfig.SecurityOpt).toContain('no-new-privileges');
    expect(HostConfig.SecurityOpt!.some((text: string) => text.startsWith('seccomp={'))).toBe(true);
    expect(HostConfig.SecurityOpt!.some((text: string) => text.includes('unconfined'))).toBe(false);
    expect(AppArmorProfile ?? '').not.toBe('unconfined');
    expect(Config.User).toBe('10001:10001');
    expect(Object.keys(NetworkSettings.Networks).filter((name) => name !== 'none')).toEqual([]);
    expect(
      Mounts.map(({ Destination, RW, Type }) => ({ Destination, RW, Type })).sort(byDestination),
    ).toEqual([
      { Destination: '/run/cpast', RW: true, Type: 'bind' },
      { Destination: '/warm-up', RW: false, Type: 'bind' },
    ]);
  });

  it('is not root, and has no setuid program', async () => {
    const [id] = await containersUntil((ids) => ids.length > 0);
    const exec = async (...Cmd: string[]) => {
      const command = await engine.getContainer(id!).exec({ Cmd, AttachStdout: true, AttachStderr: true });
      const stream = await command.start({ Tty: false });
      let text = '';
      for await (const chunk of stream) text += (chunk as Buffer).toString('latin1');
      return text;
    };
    const status = await exec('/bin/cat', '/proc/self/status');
    expect(/Uid:\s+(\d+)/.exec(status)?.[1]).toBe('10001');
    expect(/CapEff:\s+(\w+)/.exec(status)?.[1]).toBe('0000000000000000');
    expect(/CapBnd:\s+(\w+)/.exec(status)?.[1]).toBe('0000000000000000');
    expect(/NoNewPrivs:\s+(\d)/.exec(status)?.[1]).toBe('1');
    expect(/Seccomp:\s+(\d)/.exec(status)?.[1]).toBe('2');
    expect(await exec('/bin/sh', '-c', 'find / -xdev -perm /6000 -type f 2>/dev/null')).toBe('');
    expect(await exec('/usr/bin/touch', '/tmp/x')).toContain('Read-only file system');
  });

  it('is used again by the next job, and is another one for a job at the same time', async () => {
    const program = await c('usleep(300000); return 0;');
    await Promise.all([once(program), once(program)]);
    const before = await containersUntil((ids) => ids.length >= 2);
    for (let i = 0; i < 5; i++) await Promise.all([once(program), once(program)]);
    expect(await idsOfContainers()).toEqual(expect.arrayContaining(before));
  });
});

const byDestination = (a: { Destination: string }, b: { Destination: string }) =>
  a.Destination < b.Destination ? -1 : 1;

describe('a container that left a file in the folder of its socket', () => {
  it('gets no further job', async () => {
    const program = await c('puts("here"); return 0;');
    const before = await containersUntil((ids) => ids.length >= 2);
    for (const id of before) {
      const command = { Cmd: ['/usr/bin/touch', '/run/cpast/evil'], AttachStdout: true };
      const stream = await (await engine.getContainer(id).exec(command)).start({ Tty: false });
      await new Promise((resolve) => stream.once('end', resolve).resume());
    }
    // One that was still being started is taken first: more jobs at a time get to the others.
    for (let jobs = 1, ids = before; before.every((id) => ids.includes(id)); jobs += 1) {
      const outcomes = await Promise.all(Array.from({ length: jobs }, () => once(program)));
      expect(outcomes.every(({ kind }) => kind === 'ok')).toBe(true);
      ids = await idsOfContainers();
    }
    expect((await once(program)).kind).toBe('ok');
  });
});

describe('docker pause', () => {
  it('of every container costs a job some time, and nothing else', { timeout: 240_000 }, async () => {
    const program = await c('puts("here"); return 0;');
    await containersUntil((ids) => ids.length > 0);
    // Those too that are started in the place of others meanwhile.
    while ((await toEveryContainer('pause')) > 0);
    expect((await ownContainers()).map(({ State }) => State)).toContain('paused');
    expect(await once(program)).toMatchObject({ kind: 'ok', stdout: Buffer.from('here\n') });
  });
});

describe('closing the runner', () => {
  it('leaves no container and no file behind', async () => {
    await fixture.runner.close();
    expect(await ownContainers()).toEqual([]);
    const left = (await readdir(tmpdir())).filter((name) =>
      new RegExp(`^cpast-sockets-\\w+-${process.pid}-`).test(name),
    );
    expect(left).toEqual([]);
  });
});
