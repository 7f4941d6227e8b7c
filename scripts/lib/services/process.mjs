// A private server process in a temporary folder, for tests: started, stopped and started again by its own
// pid.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A TCP port on 127.0.0.1 that was free a moment ago. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** uid and gid of a system account, or null when there is none or we are not root. */
export function accountOf(name) {
  if (process.getuid?.() !== 0) return null;
  try {
    const id = (flag) =>
      Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }).toString());
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return null;
  }
}

/** A new temporary folder that belongs to `account` (or to us). */
export function serviceFolder(name, account) {
  const folder = mkdtempSync(join(tmpdir(), `cpast-${name}-`));
  if (account) chownSync(folder, account.uid, account.gid);
  return folder;
}

function isGroupAlive(groupId) {
  try {
    return process.kill(-groupId, 0);
  } catch {
    return false;
  }
}

/**
 * A server that can be started, stopped and started again on the same data.
 * `command()` gives [program, args, env]; `ready()` resolves to true once it answers.
 */
export class PrivateService {
  #child = null;
  #output = '';
  constructor({ name, url, folder, account, command, ready, cleanUp }) {
    Object.assign(this, { name, url, folder, cleanUp });
    this.account = account;
    this.command = command;
    this.ready = ready;
  }

  async start() {
    const [program, args, env] = this.command();
    this.#output = '';
    const child = spawn(program, args, {
      cwd: this.folder,
      env: { PATH: process.env.PATH, LANG: 'C.UTF-8', ...env },
      // A group of its own: a launcher script and the server it starts end together.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(this.account ?? {}),
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => (this.#output = (this.#output + chunk).slice(-8192)));
    child.on('error', (error) => (this.#output += error.message));
    this.#child = child;
    const deadline = Date.now() + 180_000;
    while (!(await this.ready())) {
      if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline)
        throw new Error(`${this.name} did not start:\n${this.#output}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return this;
  }

  /** Stops the server where it is: connections stay open and nothing is answered, until `resume`. */
  pause() {
    process.kill(-this.#child.pid, 'SIGSTOP');
  }

  resume() {
    process.kill(-this.#child.pid, 'SIGCONT');
  }

  /** Ends the server; the data stays for the next start(). */
  async stop(signal = 'SIGTERM') {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-child.pid, signal);
    process.kill(-child.pid, 'SIGCONT');
    // The launcher goes first, the server it started only after it has shut down.
    while (isGroupAlive(child.pid)) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** Ends the server and removes its data. */
  async remove() {
    await this.stop();
    this.cleanUp?.();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
