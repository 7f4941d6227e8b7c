import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../support/docker.js';

interface Ended {
  status: number | null;
  said: string;
}

/** A clone in which nothing has been prepared yet, so that a test cannot disturb what the others run. */
export interface Clone {
  readonly folder: string;
  /** Puts a shell script into the only folder on the PATH. */
  program(name: string, text: string): void;
  /** Puts a program of this machine there. */
  link(path: string): void;
  /** Runs Node.js there, as another user if there is a uid. */
  node(args: readonly string[], env?: Record<string, string>, uid?: number): Ended;
  /** Evaluates a call of something that `scripts/lib/<file>.mjs` exports, as the scripts do. */
  call(file: string, expression: string, env?: Record<string, string>, uid?: number): Ended;
  remove(): void;
}

/** A copy of scripts/ and an empty PATH. */
export function makeClone(): Clone {
  const folder = mkdtempSync(join(tmpdir(), 'cpast-clone-'));
  chmodSync(folder, 0o755);
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  cpSync(join(ROOT, 'scripts'), join(folder, 'scripts'), { recursive: true });

  const node: Clone['node'] = (args, env = {}, uid) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: bin, ...env },
      uid,
    });
    return { status, said: stdout + stderr };
  };
  return {
    folder,
    node,
    program(name, text) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
      chmodSync(join(bin, name), 0o755);
    },
    link: (path) => symlinkSync(path, join(bin, path.split('/').at(-1)!)),
    call(file, expression, env, uid) {
      const source = `const { runScript } = await import('${folder}/scripts/lib/steps.mjs');
        await runScript(async () => (await import('${folder}/scripts/lib/${file}.mjs')).${expression});`;
      return node(['--input-type=module', '-e', source], env, uid);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
