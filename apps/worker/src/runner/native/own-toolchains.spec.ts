import { execFileSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunnerFixture } from '../testing.js';

/** Newer than any that the system has. */
const VERSION = '3.98.7';
const UNUSED = /^(__pycache__|test|idlelib|tkinter|ensurepip|lib2to3|dist-packages|site-packages|config-.*)$/;
const ASK =
  'import sys, sysconfig; print(sys.base_prefix, sysconfig.get_path("stdlib"), *sys.version_info[:2])';
const [prefix, library, major, minor] = execFileSync('/usr/bin/python3', ['-c', ASK], { encoding: 'utf8' })
  .trim()
  .split(' ') as [string, string, string, string];
const SYSTEM_ID = `python-${major}.${minor}`;

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/**
 * The system's Python and its library, copied to where a version manager has them, under a version of its
 * own.
 */
async function installPython(root: string): Promise<void> {
  await cp(await realpath('/usr/bin/python3'), join(root, 'libexec/python'));
  await cp(library, library.replace(prefix, root), {
    recursive: true,
    filter: (path) => !UNUSED.test(basename(path)),
  });
  const tool = join(root, 'bin/python3.98');
  await write(
    tool,
    `#!/bin/sh\n[ "$1" = --version ] && echo Python ${VERSION} && exit\nPYTHONHOME=${root} exec ${root}/libexec/python "$@"\n`,
  );
  await chmod(tool, 0o755);
}

const LOOK = `
import json, os
def look(path, how):
    try: return how(path)
    except OSError as error: return type(error).__name__
home = input()
print(json.dumps({
    "library": os.path.dirname(os.__file__),
    "home": look(home, os.listdir),
    "versions": look(home + "/.pyenv/versions", os.listdir),
    "secret": look(home + "/.pyenv/versions/secret", lambda path: open(path).read()),
    "key": look(home + "/.ssh/key", lambda path: open(path).read()),
}))
`;

describe.each(['full', 'reduced'] as const)(
  'with %s isolation, a toolchain in a home folder',
  (isolation) => {
    let home: string;
    let root: string;
    let fixture: RunnerFixture;
    beforeAll(async () => {
      // Not below /tmp, where boxes have a folder of their own.
      home = await realpath(await mkdtemp('/var/tmp/cpast-home-'));
      await chmod(home, 0o755);
      root = join(home, '.pyenv/versions', VERSION);
      await installPython(root);
      for (const path of ['.pyenv/versions/secret', '.pyenv/shims/python3.99', '.ssh/key'])
        await write(join(home, path), 'not for programs');
      await chmod(join(home, '.pyenv/shims/python3.99'), 0o755);
      fixture = await RunnerFixture.start(['python'], undefined, isolation, undefined, { home });
      await fixture.runner.detected;
    });
    afterAll(async () => {
      await fixture?.stop();
      await rm(home, { recursive: true, force: true });
    });
    const look = async (language: string): Promise<unknown> =>
      JSON.parse((await fixture.runOnce({ language, source: LOOK }, `${home}\n`)).stdout.toString());

    it('is offered beside the one of the system, each under its own id', () => {
      const [first, ...further] = fixture.runner.languages();
      expect(first).toMatchObject({ id: 'python', version: VERSION });
      expect(first!.aliases).toContain('python-3.98');
      expect(further.map(({ id }) => id)).toContain(SYSTEM_ID);
    });

    it('runs as itself, and shows nothing else of that home', async () => {
      const [denied, absent] =
        isolation === 'full' ? [null, 'FileNotFoundError'] : ['PermissionError', 'PermissionError'];
      expect(await look('python-3.98')).toEqual({
        library: library.replace(prefix, root),
        home: denied ?? ['.pyenv'],
        versions: denied ?? [VERSION],
        secret: absent,
        key: absent,
      });
    });

    it('is not shown to programs in the other version', async () => {
      const absent = isolation === 'full' ? 'FileNotFoundError' : 'PermissionError';
      expect(await look(SYSTEM_ID)).toEqual({
        library: expect.not.stringContaining(home) as string,
        home: absent,
        versions: absent,
        secret: absent,
        key: absent,
      });
    });
  },
);
