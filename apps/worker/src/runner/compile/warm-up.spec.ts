import { mkdir, mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BoxLauncher } from '../box/launcher.js';
import { C, CPP } from '../languages/gcc.js';
import type { Toolchain } from '../languages/toolchain.js';
import { parseVersion } from '../languages/version.js';
import { RunnerFixture } from '../testing.js';
import { WarmUps, warmUpKey } from './warm-up.js';
import { eventually } from '../../../../../test/support/eventually.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const toolchain: Toolchain = {
  row: CPP,
  tool: '/usr/bin/g++',
  companion: null,
  root: null,
  identity: 'a compiler',
  version: parseVersion(CPP, 'g++ 12.2.0')!,
  variant: {},
};
const noBoxes: BoxLauncher = {
  isolation: 'full',
  showsHostFolders: true,
  openPlace: () => {
    throw new Error('there is no need for a box');
  },
};

describe('warm-ups on disk', () => {
  let directory: string;
  let warmUps: WarmUps;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'cpast-warm-'));
    warmUps = new WarmUps(noBoxes, directory, (message) => expect.unreachable(message));
  });
  afterEach(() => rm(directory, { recursive: true }));

  async function leave(name: string, agoMs: number, where = directory): Promise<void> {
    const path = join(where, name);
    const then = new Date(Date.now() - agoMs);
    await mkdir(path, { recursive: true });
    await utimes(path, then, then);
  }
  const prepare = () => warmUps.prepare(toolchain, () => Promise.resolve(true));

  it('go when no worker has used them for a week, or when they were left half made', async () => {
    const [own, gone, other] = [warmUpKey(toolchain), 'a'.repeat(64), 'b'.repeat(64)];
    await leave(own, 30 * DAY_MS);
    await leave(gone, 8 * DAY_MS);
    await leave(other, 6 * DAY_MS);
    await leave('.left-half-made', 2 * HOUR_MS);
    await leave('.being-made', 0);
    await prepare();
    await warmUps.removeUnused();
    expect((await readdir(directory)).sort()).toEqual(['.being-made', own, other].sort());
  });

  it('are noted as used, so that other workers leave them alone', async () => {
    const own = warmUpKey(toolchain);
    await leave(own, 30 * DAY_MS);
    await prepare();
    await eventually(async () =>
      expect((await stat(join(directory, own))).mtimeMs).toBeGreaterThan(Date.now() - HOUR_MS),
    );
  });

  it('that are gone are done without', async () => {
    const own = warmUpKey(toolchain);
    await leave(own, 0);
    await prepare();
    expect(warmUps.of(toolchain, [])?.mount.source).toBe(join(directory, own));
    await rm(join(directory, own), { recursive: true });
    expect(warmUps.of(toolchain, [])).toBeNull();
  });

  it('that do not help are not left for the next start, which would trust them', async () => {
    const warmUp = {
      files: [],
      argv: ['/bin/sh', '-c', 'echo > made'],
      directory: 'made',
      produces: /^made$/,
      args: ['--no-such-option'],
    };
    const row = {
      ...C,
      compile: { ...C.compile!, argv: ['{tool}', '{warmArgs}', '{sources}', '-o', 'main'], warmUp },
    };
    const fixture = await RunnerFixture.start(undefined, undefined, undefined, undefined, { rows: [row] });
    try {
      await fixture.runner.whenWarm();
      expect(fixture.said).toContainEqual(expect.stringMatching(/^no warm-up for C .* nothing compiles/));
      const data = await readdir(fixture.dataDir, { recursive: true });
      expect(data.filter((path) => /warm-up\//.test(path))).toEqual([]);
      expect((await fixture.runner.prepare({ language: 'c', source: C.proof })).kind).toBe('ready');
    } finally {
      await fixture.stop();
    }
  });
});
