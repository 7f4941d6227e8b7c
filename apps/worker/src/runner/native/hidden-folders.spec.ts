import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { boxChecks } from '../doctor/box-checks.js';
import type { LanguageRow } from '../languages/row.js';
import { LANGUAGE_ROWS } from '../languages/table.js';
import { RunnerUnavailable, type Isolation } from '../runner.js';
import { BOX_PATH, RunnerFixture } from '../testing.js';
import { hiddenFolders } from './hidden-folders.js';
import { NativeLauncher } from './native.launcher.js';
import { UserIds } from './user-ids.js';

let folder: string;
beforeEach(async () => {
  // Not below /tmp, where boxes have a folder of their own.
  folder = await realpath(await mkdtemp('/var/tmp/cpast-hidden-'));
  await chmod(folder, 0o755);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function file(path: string): Promise<void> {
  const full = join(folder, path);
  await mkdir(join(full, '..'), { recursive: true });
  await writeFile(full, path);
}

describe('the folders that are hidden', () => {
  it('are real ones, each once, without those inside another and those that are not there', async () => {
    await file('package/data/secret');
    await file('package-of-others/file');
    await symlink(join(folder, 'package/data'), join(folder, 'link'));
    const own = ['link', 'package', 'package', 'package-of-others', 'none'].map((name) => join(folder, name));
    expect(await hiddenFolders([...own, '/'])).toEqual([
      join(folder, 'package'),
      join(folder, 'package-of-others'),
    ]);
  });

  it('may not be those that every program needs', async () => {
    await expect(hiddenFolders(['/usr'])).rejects.toThrow(RunnerUnavailable);
    await expect(hiddenFolders(['/usr/'])).rejects.toThrow(/^\/usr holds files of cpast.* set DATA_DIR to/);
  });
});

/** Shows the whole folder to every program, as boxes do with /usr. */
const showing = (id: string): LanguageRow => {
  const row = LANGUAGE_ROWS.find((each) => each.id === id)!;
  return { ...row, find: { ...row.find, shows: [folder] } };
};

const LOOK = `
import os
for top, folders, files in os.walk(FOLDER):
    print("seen", *files)
for path in "file", "data/secret", "package/.env":
    try: print("read", open(os.path.join(FOLDER, path)).read())
    except OSError as error: print(path, type(error).__name__)
`;

describe.each(['full', 'reduced'] as const)('with %s isolation', (isolation: Isolation) => {
  let fixture: RunnerFixture;
  beforeEach(async () => {
    for (const path of ['file', 'data/secret', 'package/.env', 'package/apps/main.js']) await file(path);
    fixture = await RunnerFixture.start(undefined, join(folder, 'data'), isolation, undefined, {
      rows: [showing('python'), showing('cpp')],
      ownFolders: [join(folder, 'package')],
    });
  });
  afterEach(() => fixture?.stop());

  it('a program sees nothing of them, though it sees what lies beside them', async () => {
    const source = LOOK.replaceAll('FOLDER', JSON.stringify(folder));
    const outcome = await fixture.runOnce({ language: 'python', source });
    const why = isolation === 'full' ? 'FileNotFoundError' : 'PermissionError';
    const lines = outcome.stdout.toString().trimEnd().split('\n');
    expect(lines.filter((line) => line !== 'seen')).toEqual([
      ...(isolation === 'full' ? ['seen file'] : []),
      'read file',
      `data/secret ${why}`,
      `package/.env ${why}`,
    ]);
  });

  it('compilations still use what was made for them in DATA_DIR', { timeout: 120_000 }, async () => {
    await fixture.runner.whenWarm();
    expect(fixture.said.filter((line) => line.startsWith('no warm-up'))).toEqual([]);
    expect((await fixture.runOnce({ language: 'cpp', source: 'int main() { return 0; }' })).kind).toBe('ok');
  });

  it('the doctor looks, and finds nothing', async () => {
    const { checks } = await fixture.runner.doctor();
    expect(checks.find(({ id }) => id === 'hidden_own')).toMatchObject({ ok: true, required: true });
  });

  it('the doctor says so when a program sees into one', async () => {
    const ids = await UserIds.reserve();
    const launcher = new NativeLauncher(BOX_PATH, isolation, ids);
    const seen = {
      isolation,
      showsHostFolders: true,
      hidden: ['/usr/share'],
      openPlace: () => launcher.openPlace(),
    };
    const check = (await boxChecks(seen)).find(({ id }) => id === 'hidden_own');
    expect(check).toMatchObject({ ok: false, detail: 'a program sees into /usr/share' });
    await launcher.settled();
    ids.close();
  });
});
