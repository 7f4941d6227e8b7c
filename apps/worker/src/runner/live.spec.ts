import { setTimeout as delay } from 'node:timers/promises';
import { withDefaultLimits, type Limits } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunnerFixture } from './testing.js';
import type { LiveRun, Sandbox } from './runner.js';

let fixture: RunnerFixture;
const open = new Set<Sandbox>();
beforeAll(async () => {
  fixture = await RunnerFixture.start(['bash']);
});
afterAll(async () => {
  await Promise.all([...open].map((sandbox) => sandbox.close()));
  await fixture.stop();
});

interface Talk extends LiveRun {
  said: { stdout: string; stderr: string };
  sandbox: Sandbox;
  /** Resolves when stdout is this. */
  hears(text: string): Promise<void>;
  waits: Promise<number>;
}

async function talkTo(source: string, limits: Partial<Limits> = {}, stdin = ''): Promise<Talk> {
  const program = await fixture.compile({ language: 'bash', source });
  const sandbox = await fixture.runner.open([program]);
  open.add(sandbox);
  const said = { stdout: '', stderr: '' };
  let onData = (): void => undefined;
  let onWaiting: (bytes: number) => void;
  const waits = new Promise<number>((resolve) => (onWaiting = resolve));
  const run = await sandbox.talk(program, { stdin }, withDefaultLimits(limits), {
    onData(stream, data) {
      said[stream] += data.toString();
      onData();
    },
    onWaiting: (bytes) => onWaiting(bytes),
  });
  // A place is held until then, and there are few.
  const release = (): void => void sandbox.close();
  run.outcome.then(release, release);
  const hears = (text: string): Promise<void> =>
    new Promise((resolve) => {
      onData = () => said.stdout === text && resolve();
      onData();
    });
  return Object.assign(run, { said, sandbox, hears, waits });
}

const ECHO = 'while read -r line; do echo "got $line"; done; echo "no more" >&2';

describe('a program that is talked to', () => {
  it('answers while its input is open, and reads its end when that is told', async () => {
    const run = await talkTo(ECHO, {}, 'one\n');
    await run.hears('got one\n');
    run.write(Buffer.from('two\nthr'));
    await run.hears('got one\ngot two\n');
    run.write(Buffer.from('ee\n'));
    run.end();
    expect(await run.outcome).toMatchObject({ kind: 'ok' });
    expect(run.said).toEqual({ stdout: 'got one\ngot two\ngot three\n', stderr: 'no more\n' });
  });

  it('may open its streams once more, by their names', async () => {
    const run = await talkTo(
      'exec 5</dev/stdin 6>/dev/stdout; while read -r line <&5; do echo "got $line" >&6; done',
    );
    run.write(Buffer.from('one\n'));
    await run.hears('got one\n');
    await run.waits;
    run.end();
    expect(await run.outcome).toMatchObject({ kind: 'ok' });
  });

  it('is known to wait for input, and for nothing else', async () => {
    const run = await talkTo(ECHO);
    run.write(Buffer.from('one\n'));
    const started = performance.now();
    expect(await run.waits).toBe(4);
    expect(performance.now() - started).toBeLessThan(1_000);
    run.end();
    await run.outcome;
    const sleeper = await talkTo('read -r line; sleep 0.7', {}, 'x\n');
    let waited = false;
    void sleeper.waits.then(() => (waited = true));
    await sleeper.outcome;
    expect(waited).toBe(false);
  });

  it('is sent more than its pipe holds, without anybody waiting for the other for ever', async () => {
    const run = await talkTo('wc -c');
    const block = Buffer.alloc(1 << 20, 'x');
    run.write(block);
    run.write(block);
    run.end();
    expect(await run.outcome).toMatchObject({ kind: 'ok' });
    expect(Number(run.said.stdout)).toBe(2 << 20);
    expect([run.queuedBytes, run.sentBytes]).toEqual([0, 2 << 20]);
  });

  it('waits when nobody reads what it writes, and is ended by its output limit', async () => {
    const run = await talkTo('yes', { outputLimitBytes: 1 << 20 });
    run.pause();
    // That nothing comes is no event: first what was on its way may arrive, then nothing more does.
    await delay(100);
    const heard = run.said.stdout.length;
    await delay(200);
    expect(run.said.stdout.length).toBe(heard);
    run.resume();
    expect(await run.outcome).toMatchObject({ kind: 'output_limit' });
    expect(run.said.stdout.length).toBe(1 << 20);
  });

  it('can be sent signals, and keeps its limits', async () => {
    const caught = await talkTo('trap "echo caught; exit 3" INT; echo ready; while :; do read -r -t 1; done');
    await caught.hears('ready\n');
    caught.signal('SIGINT');
    expect(await caught.outcome).toMatchObject({ kind: 'runtime_error', exitCode: 3 });
    for (const [signal, exitCode] of [
      ['SIGUSR1', 7],
      ['SIGHUP', 8],
      ['SIGRTMIN+2', 9],
    ] as const) {
      const source = `trap 'exit 7' USR1; trap 'exit 8' HUP; trap 'exit 9' RTMIN+2; echo ready; while :; do read -r -t 1; done`;
      const run = await talkTo(source);
      await run.hears('ready\n');
      run.signal('SIGNOPE');
      run.signal(signal);
      expect(await run.outcome).toMatchObject({ exitCode });
    }
    const killed = await talkTo('echo ready; sleep 100');
    await killed.hears('ready\n');
    killed.signal('SIGKILL');
    expect(await killed.outcome).toMatchObject({ signal: 'SIGKILL' });
    const idle = await talkTo('cat', { wallTimeLimitMs: 500 });
    expect(await idle.outcome).toMatchObject({ kind: 'wall_time_limit' });
  });

  it('ends when its sandbox is closed', async () => {
    const run = await talkTo('cat');
    await run.sandbox.close();
    await expect(run.outcome).rejects.toThrow('closed');
    run.write(Buffer.from('x'));
  });
});
