import { mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withDefaultLimits } from '@app/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { RunnerUnavailable } from '../runner.js';
import { BOX_PATH, RunnerFixture } from '../testing.js';
import { createNativeRunner } from './native.runner.js';

let fixture: RunnerFixture | undefined;
afterEach(async () => {
  await fixture?.stop();
  fixture = undefined;
});

const options = (boxPath: string, dataDir: string) => ({
  boxPath,
  dataDir,
  isolation: undefined,
  production: true,
  slots: 1,
  log: () => undefined,
});

describe('a native runner', () => {
  it('in reduced isolation compiles and runs, one job beside the other, and leaves nothing behind', async () => {
    fixture = await RunnerFixture.start(['c', 'python', 'bash'], undefined, 'reduced');
    const { runner } = fixture;
    expect(runner.isolation).toBe('reduced');
    expect(fixture.said.join('\n')).toContain('ISOLATION=reduced');
    const source =
      '#include <stdio.h>\n#include "two.h"\nint main(void) { int n; scanf("%d", &n); printf("%d", n * TWO); }';
    const files = [{ path: 'two.h', content: '#define TWO 2' }];
    const native = await fixture.compile({ language: 'c', source, files });
    const script = await fixture.compile({ language: 'bash', source: 'read n; echo $((n + 1)) | cat' });
    const sandboxes = await Promise.all([runner.open([native]), runner.open([script])]);
    const items = Array.from({ length: 50 }, (_, i) => ({ stdin: `${i}\n` }));
    const [doubled, added] = await Promise.all([
      sandboxes[0]!.run(native, items, withDefaultLimits({})),
      sandboxes[1]!.run(script, items, withDefaultLimits({})),
    ]);
    expect(doubled!.map(({ stdout }) => Number(stdout.toString()))).toEqual(items.map((_, i) => i * 2));
    expect(added!.map(({ stdout }) => Number(stdout.toString()))).toEqual(items.map((_, i) => i + 1));
    await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
  });

  it('gives a box nothing of its own environment and no descriptor but three', async () => {
    fixture = await RunnerFixture.start(['python']);
    const source = 'import os\nprint(sorted(os.environ))\nprint(sorted(os.listdir("/proc/self/fd")))';
    const outcome = await fixture.runOnce({ language: 'python', source });
    // The fourth is the listing itself.
    expect(outcome.stdout.toString()).toBe(
      "['HOME', 'LANG', 'ONLINE_JUDGE', 'PATH', 'TMPDIR']\n['0', '1', '2', '3']\n",
    );
  });

  it('makes boxes ahead that know nothing of the jobs before them, and leaves none when it is closed', async () => {
    fixture = await RunnerFixture.start(['bash'], undefined, undefined, undefined, { spareBoxes: 1 });
    const source = 'echo left >>$TMPDIR/left; echo left >>left; cat left $TMPDIR/left | wc -l; echo $$';
    const said: string[] = [];
    for (let job = 0; job < 5; job += 1)
      said.push((await fixture.runOnce({ language: 'bash', source })).stdout.toString());
    expect(said.map((text) => text.split('\n')[0])).toEqual(['2', '2', '2', '2', '2']);
    // The next one waits already.
    await expect.poll(childrenOfThisProcess).toContain('box');
    await fixture.runner.close();
    expect(await childrenOfThisProcess()).not.toContain('box');
  });

  it('is refused with the cause when the box program is missing or no program', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cpast-native-'));
    await expect(createNativeRunner(options(join(folder, 'none'), folder))).rejects.toThrow(
      RunnerUnavailable,
    );
    await writeFile(join(folder, 'broken'), 'not a program', { mode: 0o755 });
    await expect(createNativeRunner(options(join(folder, 'broken'), folder))).rejects.toThrow(
      RunnerUnavailable,
    );
    await rm(folder, { recursive: true });
  });

  it('says why when boxes stop working, instead of calling it a verdict', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cpast-native-'));
    const box = join(folder, 'box');
    await writeFile(box, await readFile(BOX_PATH), { mode: 0o755 });
    const runner = await createNativeRunner({ ...options(box, folder), production: false, rows: [] });
    await rm(box);
    fixture = await RunnerFixture.start(['bash']);
    const program = await fixture.compile({ language: 'bash', source: 'echo' });
    const sandbox = await runner.open([program]);
    await expect(sandbox.run(program, [{ stdin: '' }], withDefaultLimits({}))).rejects.toThrow(
      RunnerUnavailable,
    );
    await sandbox.close();
    await runner.close();
    await rm(folder, { recursive: true });
  });

  it('removes warm-ups that no worker has used for long when it starts', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'cpast-native-'));
    const unused = join(dataDir, 'warm-up', 'a'.repeat(64));
    const longAgo = new Date('2001-01-01');
    await mkdir(unused, { recursive: true });
    await utimes(unused, longAgo, longAgo);
    fixture = await RunnerFixture.start([], dataDir);
    await fixture.runner.whenWarm();
    expect(await readdir(join(dataDir, 'warm-up'))).toEqual([]);
  });

  it('closed in the middle of everything leaves no box', async () => {
    fixture = await RunnerFixture.start(['c', 'python']);
    const endless = await fixture.compile({ language: 'python', source: 'while True: pass' });
    const sandbox = await fixture.runner.open([endless]);
    const running = sandbox.run(endless, [{ stdin: '' }], withDefaultLimits({ cpuTimeLimitMs: 30_000 }));
    const compiling = fixture.runner.prepare({ language: 'c', source: '#include "/dev/zero"\nint main;' });
    const names = Promise.all(
      [running, compiling].map((each) =>
        each.then(
          () => 'done',
          (e: Error) => e.name,
        ),
      ),
    );
    await fixture.runner.close();
    expect(await names).toEqual(['AbortError', 'AbortError']);
    await expect(fixture.runner.open([])).rejects.toMatchObject({ name: 'AbortError' });
    await expect(fixture.runner.prepare({ language: 'c', source: '' })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(await childrenOfThisProcess()).not.toContain('box');
  });
});

async function childrenOfThisProcess(): Promise<string[]> {
  const names: string[] = [];
  for (const thread of await readdir('/proc/self/task')) {
    const children = await readFile(`/proc/self/task/${thread}/children`, 'utf8').catch(() => '');
    for (const pid of children.split(' ').filter(Boolean)) {
      names.push((await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim());
    }
  }
  return names;
}
