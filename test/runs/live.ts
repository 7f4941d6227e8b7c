/** Programs that are talked to while they run, over the sockets of a product that is running. */
import { Client, type LiveRun } from '@app/client';
import type { LiveExit, LiveOpened, LiveRunRequest, RunResult } from '@app/contracts';
import { io, type Socket } from 'socket.io-client';
import { afterEach, describe, expect, it } from 'vitest';
import type { Product } from '../support/product.js';

/** A program, what is typed, and what it is to have said by then. */
export const REPLS: Record<string, { language: string; source: string }> = {
  Python: {
    language: 'python',
    source:
      'while True:\n  try: line = input("> ")\n  except EOFError: break\n  print(eval(line), flush=True)',
  },
  C: {
    language: 'c',
    source: `#include <stdio.h>
int main(void) {
  int a, b;
  for (;;) {
    printf("> "); fflush(stdout);
    if (scanf("%d * %d", &a, &b) != 2) return 0;
    printf("%d\\n", a * b); fflush(stdout);
  }
}`,
  },
  Bash: {
    language: 'bash',
    source: 'printf "> "; while read -r line; do echo $((line)); printf "> "; done',
  },
  Node: {
    language: 'javascript',
    source: `const lines = require('readline').createInterface({ input: process.stdin });
process.stdout.write('> ');
lines.on('line', (line) => process.stdout.write(eval(line) + '\\n> '));`,
  },
};

/** A conversation that remembers what was said. */
export async function talk(baseUrl: string, request: LiveRunRequest) {
  const said = { stdout: '', stderr: '' };
  const steps: string[] = [];
  let onSaid = () => {};
  const run = await new Client({ baseUrl }).liveRuns.open(request, {
    onCompiled: () => void steps.push('compiled'),
    onStarted: () => void steps.push('started'),
    onExit: () => void steps.push('exit'),
    onData: (stream, data) => {
      said[stream] += Buffer.from(data).toString();
      onSaid();
    },
  });
  /** Resolves when its output ends with this; rejects when it ends before. */
  const hears = (end: string) =>
    Promise.race([
      new Promise<void>((resolve) => {
        onSaid = () => said.stdout.endsWith(end) && resolve();
        onSaid();
      }),
      run.exit.then((exit) => {
        if (!said.stdout.endsWith(end))
          throw new Error(`ended before it said ${end}: ${JSON.stringify(exit)}`);
      }),
    ]);
  return { run, said, steps, hears };
}

const bash = (source: string): LiveRunRequest => ({ program: { language: 'bash', source } });

/** The tests of one product. */
export function describeLiveRuns(product: () => Product): void {
  describe('programs that are talked to', { timeout: 60_000 }, () => {
    const open: LiveRun[] = [];
    const sockets: Socket[] = [];
    afterEach(() => {
      for (const run of open.splice(0)) run.close();
      for (const socket of sockets.splice(0)) socket.disconnect();
    });
    const start = async (request: LiveRunRequest) => {
      const talked = await talk(product().url, request);
      open.push(talked.run);
      return talked;
    };
    /** A client that is not ours. */
    const rawSocket = async (): Promise<Socket> => {
      const socket = io(product().url, { transports: ['websocket'], forceNew: true });
      sockets.push(socket);
      await new Promise<void>((resolve) => socket.once('connect', resolve));
      return socket;
    };
    const openBy = (socket: Socket, body: unknown) =>
      socket.emitWithAck('live:open', body) as Promise<LiveOpened>;
    const exitOf = (socket: Socket) => new Promise<LiveExit>((resolve) => socket.once('live:exit', resolve));

    it.each(Object.entries(REPLS))('answer line by line: %s', async (_name, program) => {
      const { run, said, steps, hears } = await start({ program });
      await hears('> ');
      await run.write('6 * 7\n');
      await hears('42\n> ');
      await run.write('10');
      await run.write(' * 10\n');
      await hears('100\n> ');
      run.end();
      const { execution, verdict } = await run.exit;
      expect({ verdict, stdout: execution?.stdout }).toEqual({ verdict: 'accepted', stdout: said.stdout });
      expect(steps).toEqual(['compiled', 'started', 'exit']);
      const view = await product().read(run.id);
      expect(view).toMatchObject({ kind: 'run', status: 'finished', verdict: 'accepted', mine: true });
      expect((view.result as RunResult).execution).toEqual(execution);
    });

    it('get signals and arguments, and say both outputs in their order', async () => {
      const source = 'trap "echo caught >&2; exit 3" INT; echo "ready $1"; while :; do read -r -t 1; done';
      const { run, said, hears } = await start({ ...bash(source), args: ['a b'], combinedOutput: true });
      await hears('ready a b\n');
      run.signal('SIGINT');
      const { execution } = await run.exit;
      expect(execution).toMatchObject({ exitCode: 3, output: 'ready a b\ncaught\n', stderr: 'caught\n' });
      expect(said.stderr).toBe('caught\n');
    });

    it('end at their limits, and by what their compiler says', async () => {
      const endless = await start({ ...bash('while :; do :; done'), limits: { cpuTimeLimitMs: 300 } });
      expect((await endless.run.exit).execution).toMatchObject({
        verdict: 'time_limit_exceeded',
        limit: 'cpu',
      });
      const waits = await start({ ...bash('read x'), limits: { wallTimeLimitMs: 300 } });
      expect((await waits.run.exit).execution).toMatchObject({
        verdict: 'time_limit_exceeded',
        limit: 'wall',
      });
      const { run, steps } = await start({
        program: { language: 'c', source: 'int main(void) { return x; }' },
      });
      expect(await run.exit).toMatchObject({ execution: null, verdict: 'compile_error' });
      expect(steps).toEqual(['compiled', 'exit']);
      // So does one that only its interpreter can read.
      const unreadable = await start(bash('if then'));
      expect(await unreadable.run.exit).toMatchObject({ execution: null, verdict: 'compile_error' });
    });

    it('write without end, and are stopped by their output limit', async () => {
      const { run, said } = await start({ ...bash('yes'), limits: { outputLimitBytes: 3 << 20 } });
      const { execution } = await run.exit;
      expect(execution).toMatchObject({
        verdict: 'output_limit_exceeded',
        stdoutBytes: 3 << 20,
        stdoutTruncated: true,
      });
      expect(said.stdout).toHaveLength(3 << 20);
      const whole = await fetch(`${product().url}/api/v1/submissions/${run.id}/blobs/stdout`);
      expect((await whole.arrayBuffer()).byteLength).toBe(3 << 20);
    });

    it('have to wait while nobody reads what they write', async () => {
      const socket = await rawSocket();
      const ended = exitOf(socket);
      let isEnded = false;
      void ended.then(() => (isEnded = true));
      // As a client whose process was stopped: nothing is taken from its connection.
      const connection = (
        socket.io.engine.transport as unknown as { ws: { _socket: { pause(): void; resume(): void } } }
      ).ws._socket;
      const ack = await openBy(socket, {
        ...bash('yes | head -c 16000000; echo done >&2'),
        limits: { outputLimitBytes: 60 << 20 },
      });
      connection.pause();
      const before = process.hrtime.bigint();
      // Another program is not held up by it.
      const { run, hears } = await start(bash('cat'));
      await run.write('x\n');
      await hears('x\n');
      expect(Number(process.hrtime.bigint() - before) / 1e6).toBeLessThan(10_000);
      expect({ ok: ack.ok, isEnded }).toEqual({ ok: true, isEnded: false });
      connection.resume();
      expect((await ended).execution).toMatchObject({
        verdict: 'accepted',
        stdoutBytes: 16_000_000,
        stderr: 'done\n',
      });
    });

    it('take input as fast as they read it, and no more', async () => {
      const counts = await start(bash('sleep 0.5; wc -c'));
      await counts.run.write('x'.repeat(3_000_000));
      counts.run.end();
      expect((await counts.run.exit).execution?.stdout.trim()).toBe('3000000');
      const socket = await rawSocket();
      const ended = exitOf(socket);
      const ack = await openBy(socket, bash('sleep 30'));
      const id = ack.ok ? ack.id : '';
      const data = Buffer.alloc(200_000);
      for (let sent = 0; sent < 8; sent += 1) socket.emit('live:stdin', { id, data });
      expect(await ended).toMatchObject({ id, error: expect.stringContaining('More was written') });
    });

    it('end when whoever talks to them goes away', async () => {
      const socket = await rawSocket();
      const ack = await openBy(socket, bash('cat'));
      const id = ack.ok ? ack.id : '';
      await new Promise((resolve) => socket.once('live:started', resolve));
      socket.disconnect();
      await expect.poll(async () => (await product().read(id)).status).toBe('cancelled');
      const { run, hears } = await start(bash('echo ready; cat'));
      await hears('ready\n');
      run.close();
      await expect.poll(async () => (await product().read(run.id)).status).toBe('cancelled');
    });

    it('end when the token is taken away by which whoever talks to them got in', async () => {
      const app = product();
      const cookie = await app.logInAsAdmin();
      const { id: tokenId, token } = await app.makeToken(cookie, ['read', 'submit']);
      const socket = io(app.url, { transports: ['websocket'], forceNew: true, auth: { token } });
      sockets.push(socket);
      await new Promise<void>((resolve) => socket.once('connect', resolve));
      const opened = (await openBy(socket, bash('echo ready; cat'))) as { id: string };
      await new Promise((resolve) => socket.once('live:data', resolve));
      const gone = new Promise((resolve) => socket.once('disconnect', resolve));
      await app.delete(`/api/v1/tokens/${tokenId}`, { cookie });
      expect(await gone).toBe('io server disconnect');
      await expect.poll(async () => (await app.read(opened.id, { cookie })).status).toBe('cancelled');
    });

    it('are so many at a time', async () => {
      const openFive = async () => {
        const socket = await rawSocket();
        const acks = await Promise.all(Array.from({ length: 5 }, () => openBy(socket, bash('cat'))));
        socket.disconnect();
        return acks;
      };
      let acks: Awaited<ReturnType<typeof openFive>> = [];
      // Programs of another test may still be on their way out, and those of the last look need as long.
      await expect
        .poll(async () => (acks = await openFive()).filter(({ ok }) => ok), {
          interval: 3_000,
          timeout: 50_000,
        })
        .toHaveLength(4);
      expect(acks.find(({ ok }) => !ok)).toMatchObject({
        code: 'too_many_live_runs',
        detail: expect.stringContaining('4 programs at a time'),
      });
      await expect
        .poll(async () => {
          const later = await rawSocket();
          return (await openBy(later, bash('true'))).ok;
        })
        .toBe(true);
    }, 120_000);

    it('belong to their socket, and are asked for in words that are known', async () => {
      const [mine, other] = [await rawSocket(), await rawSocket()];
      const { id } = (await openBy(mine, bash('cat'))) as { id: string };
      for (const event of ['live:stdin', 'live:eof', 'live:signal', 'live:close'])
        expect(await other.emitWithAck(event, { id, data: 'x', signal: 'SIGKILL' })).toEqual({
          ok: false,
          code: 'not_found',
        });
      expect(await mine.emitWithAck('live:signal', { id, signal: 'SIGSTOP' })).toMatchObject({
        code: 'invalid_request',
      });
      expect(await mine.emitWithAck('live:stdin', { id, data: 7 })).toMatchObject({
        code: 'invalid_request',
      });
      expect(await openBy(mine, { ...bash('cat'), stdin: 'x' })).toMatchObject({
        code: 'invalid_request',
        errors: [{ field: 'stdin' }],
      });
      expect(await openBy(mine, { program: { language: 'nope', source: '' } })).toMatchObject({
        errors: [{ field: 'program.language' }],
      });
      for (const body of [null, 'x', [], { program: null }])
        expect(await openBy(mine, body)).toMatchObject({ ok: false });
      expect(await mine.emitWithAck('live:stdin', { id, data: Buffer.from('still here\n') })).toEqual({
        ok: true,
      });
    });
  });
}
