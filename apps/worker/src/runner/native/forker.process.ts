// The process that starts boxes for a worker. Starting a process copies the page tables of whoever starts it: from a worker of
// some hundred megabytes that takes longer than most programs run, and nothing else happens there meanwhile.
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';

/** Start a box whose stdin and stdout are a connection to `socketPath` that begins with `token`. */
export interface StartBox {
  kind: 'start';
  token: string;
  file: string;
  args: readonly string[];
}
export type ToForker = StartBox | { kind: 'kill'; token: string };
/** `started` comes before `ended`; `failed` comes alone. */
export type FromForker =
  | { kind: 'ready' }
  | { kind: 'started'; token: string; pid: number }
  | { kind: 'failed'; token: string; message: string }
  | { kind: 'ended'; token: string; code: number | null; signal: NodeJS.Signals | null; said: string };

/** Last bytes of a box's stderr that are kept to say why it died. */
const DIAGNOSTICS_BYTES = 4096;

const [socketPath = ''] = process.argv.slice(2);
const boxes = new Map<string, ChildProcess>();
const tell = (message: FromForker): void => void (process.connected && process.send?.(message));

function start({ token, file, args }: StartBox): void {
  const connection = connect(socketPath);
  const fail = (error: Error): void => {
    connection.destroy();
    tell({ kind: 'failed', token, message: error.message });
  };
  connection.once('error', fail);
  connection.once('connect', () => {
    connection.write(token, () => {
      connection.off('error', fail).on('error', () => undefined);
      const child = spawn(file, args, {
        cwd: '/',
        // Nothing of the worker's environment (secrets, NODE_OPTIONS) reaches a box.
        env: {},
        // A session of its own: Ctrl-C on the terminal goes to the worker, which closes its boxes in order.
        detached: true,
        stdio: [connection, connection, 'pipe'],
      });
      // The box has it now, and alone.
      connection.destroy();
      watch(token, child, fail);
    });
  });
}

function watch(token: string, child: ChildProcess, fail: (error: Error) => void): void {
  if (child.pid === undefined) return void child.once('error', fail);
  boxes.set(token, child);
  tell({ kind: 'started', token, pid: child.pid });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-DIAGNOSTICS_BYTES);
  });
  // `close`, not `exit`: what the box still wrote comes first.
  child.once('close', (code, signal) => {
    boxes.delete(token);
    tell({ kind: 'ended', token, code, signal, said });
  });
}

if (process.send) {
  process.on('message', (message: ToForker) => {
    if (message.kind === 'start') start(message);
    // A child that was not waited for keeps its number: nobody else is hit.
    else boxes.get(message.token)?.kill('SIGKILL');
  });
  // The worker is gone, however it went: nobody wants these boxes any more.
  process.once('disconnect', () => {
    for (const child of boxes.values()) child.kill('SIGKILL');
    rmSync(dirname(socketPath), { recursive: true, force: true });
    process.exit(0);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  tell({ kind: 'ready' });
}
