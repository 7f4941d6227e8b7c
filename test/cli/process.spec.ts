import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FILES } from './support/programs.js';
import { Terminal } from './support/terminal.js';

const CLI = fileURLToPath(new URL('../../dist/apps/cli/apps/cli/src/main.js', import.meta.url));

describe('a pipe', () => {
  it('whose reader has seen enough ends the command without a word', async () => {
    const terminal = await Terminal.open(FILES);
    const child = spawn(process.execPath, [CLI, '--help'], {
      cwd: terminal.folder,
      env: { ...process.env, HOME: `${terminal.folder}/home` },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    expect([await once(child, 'close'), errors]).toEqual([[141, null], '']);
    await terminal.close();
  });
});

describe('a command that asks for something', () => {
  it('ends with what is missing when nobody is there to answer', async () => {
    const terminal = await Terminal.open(FILES);
    const child = spawn(process.execPath, [CLI, 'login', 'http://127.0.0.1:9'], {
      cwd: terminal.folder,
      env: { ...process.env, HOME: `${terminal.folder}/home` },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    expect([await once(child, 'close'), errors]).toEqual([[2, null], 'cpast: no token was given\n']);
    await terminal.close();
  });
});

describe('Ctrl+C', () => {
  let terminal: Terminal;
  let child: ChildProcess | null = null;
  beforeAll(async () => {
    terminal = await Terminal.open(FILES);
  });
  afterAll(async () => {
    child?.kill('SIGKILL');
    await terminal.close();
  });

  it('in the middle of a run ends with 130 and leaves nothing running', async () => {
    child = spawn(process.execPath, [CLI, 'run', 'endless.py', '-T', '30s'], {
      cwd: terminal.folder,
      env: { ...process.env, HOME: `${terminal.folder}/home` },
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    // The box, its PID 1, and the program in it.
    await expect
      .poll(async () => (await descendantsOf(child!.pid!)).length, { timeout: 25_000 })
      .toBeGreaterThan(2);
    const below = await descendantsOf(child.pid!);
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    await expect.poll(() => alive(below)).toEqual([]);
  });
});

/** Processes below a process, at any depth. */
async function descendantsOf(root: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const [, parent] = /^\d+ \(.*\) \S (\d+)/s.exec(stat) ?? [];
    if (parent) parents.set(pid, Number(parent));
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === root || isBelow(parent));
  };
  return [...parents.keys()].filter(isBelow);
}

async function alive(pids: readonly number[]): Promise<number[]> {
  const there = new Set((await readdir('/proc')).map(Number));
  return pids.filter((pid) => there.has(pid));
}
