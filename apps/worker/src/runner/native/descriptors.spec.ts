import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { BOX_PATH } from '../testing.js';

const ROOT = join(import.meta.dirname, '../../../../..');
const LAUNCHER = join(ROOT, 'dist/apps/worker/apps/worker/src/runner/native/native.launcher.js');
const BOX = join(ROOT, 'dist/apps/worker/apps/worker/src/runner/box/box.js');

/**
 * A worker of its own: the limit is one of the whole process. It opens files until there are no more, and
 * then wants a box.
 */
const PROGRAM = `
const { openSync, closeSync } = await import('node:fs');
const { NativeLauncher } = await import(${JSON.stringify(LAUNCHER)});
const { Box } = await import(${JSON.stringify(BOX)});
const ids = { take: () => ({ slot: 0, uidBase: 2047000000 }), giveBack: () => console.log('ids given back') };
const launcher = new NativeLauncher(process.argv[1], 'full', ids);
const options = { processes: false, workBytes: 1 << 20, workInodes: 64, filesBytes: 1 << 20, readOnly: [] };
const files = [];
try { for (;;) files.push(openSync('/dev/null')); } catch (error) { console.log(error.code); }
await launcher.openPlace().launch(options).catch((error) => console.log(error.name, error.message));
for (const file of files) closeSync(file);
const box = await Box.launch(launcher.openPlace(), options);
await box.ready;
console.log('ready');
await box.kill();
await launcher.settled();
`;

describe('a worker without free descriptors', () => {
  it('fails to make a box, lives on, and makes one when there are some again', async () => {
    const { stdout } = await promisify(execFile)('sh', [
      '-c',
      'ulimit -n 60 && exec "$0" --input-type=module -e "$1" "$2"',
      process.execPath,
      PROGRAM,
      BOX_PATH,
    ]);
    expect(stdout.trim().split('\n')).toEqual([
      'EMFILE',
      'ids given back',
      expect.stringMatching(/^RunnerUnavailable a box cannot be started: .*EMFILE/),
      'ready',
      'ids given back',
    ]);
  });
});
