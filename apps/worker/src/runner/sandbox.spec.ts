import { readFile } from 'node:fs/promises';
import { withDefaultLimits } from '@app/contracts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PreparedProgram, RunItem, RunOutcome, Sandbox } from './runner.js';
import { ownBoxes, RunnerFixture } from './testing.js';

const MiB = 1024 * 1024;
let fixture: RunnerFixture;
beforeAll(async () => (fixture = await RunnerFixture.start(['c', 'python', 'bash'])));
afterAll(() => fixture.stop());

let sandbox: Sandbox;
beforeEach(async () => (sandbox = await fixture.runner.open([])));
afterEach(() => sandbox.close());

const c = (body: string, head = ''): Promise<PreparedProgram> =>
  fixture.compile({
    language: 'c',
    source: `#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <unistd.h>\n#include <signal.h>\n${head}\nint main(int argc, char **argv) {\n${body}\n}\n`,
  });
const limits = withDefaultLimits({
  cpuTimeLimitMs: 5_000,
  wallTimeLimitMs: 20_000,
  memoryLimitBytes: 64 * MiB,
});
const items = (count: number): RunItem[] => Array.from({ length: count }, (_, i) => ({ stdin: `${i}\n` }));
const run1 = async (
  program: PreparedProgram,
  item: RunItem = { stdin: '' },
  options = {},
): Promise<RunOutcome> => (await sandbox.run(program, [item], limits, options))[0]!;
const text = (outcome: RunOutcome): string => outcome.stdout.toString();

describe('a batch', () => {
  it('has one outcome per item, in order', async () => {
    const program = await c('int n; scanf("%d", &n); printf("%d\\n", n * 2); return 0;');
    const outcomes = await sandbox.run(program, items(300), limits);
    expect(outcomes.map(text)).toEqual(Array.from({ length: 300 }, (_, i) => `${i * 2}\n`));
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['ok']));
  });

  it('gives each item its own arguments after the program has its own', async () => {
    const program = await fixture.compile({
      language: 'python',
      source: 'import sys; print(sys.argv[1:])',
      runArgs: ['{work}', '-x'],
    });
    const outcomes = await sandbox.run(program, [{ stdin: '', args: ['7', 'é'] }, { stdin: '' }], limits);
    expect(outcomes.map(text)).toEqual(["['{work}', '-x', '7', 'é']\n", "['{work}', '-x']\n"]);
  });

  it('of nothing is nothing', async () => {
    expect(await sandbox.run(await c('return 0;'), [], limits)).toEqual([]);
  });

  it('measures time and memory', async () => {
    const body =
      'char *volatile p = malloc(32 << 20); memset(p, 1, 32 << 20); for (volatile long i = 0; i < 100000000; i++); return p[5] - 1;';
    const outcome = await run1(await c(body));
    expect(outcome.kind).toBe('ok');
    expect(outcome.memoryBytes).toBeGreaterThan(32 * MiB);
    expect(outcome.memoryBytes).toBeLessThan(40 * MiB);
    expect(outcome.cpuTimeMs).toBeGreaterThan(10);
    expect(outcome.wallTimeMs).toBeGreaterThanOrEqual(outcome.cpuTimeMs * 0.9);
  });

  it('keeps its place in the queue: calls of one sandbox never overlap', async () => {
    const program = await c('int n; scanf("%d", &n); usleep(1000 * (20 - n)); printf("%d", n); return 0;');
    const order: string[] = [];
    await Promise.all(
      [1, 10, 19].map(async (n) =>
        order.push(text((await sandbox.run(program, [{ stdin: `${n}` }], limits))[0]!)),
      ),
    );
    expect(order).toEqual(['1', '10', '19']);
  });
});

describe('runs that are to stay on a core', () => {
  const CORES = 'import os\nprint(*os.sched_getaffinity(0))';
  const TAKES_ALL = `${CORES}\ntry: os.sched_setaffinity(0, range(64))\nexcept OSError as error: print(error.errno)\n${CORES}`;

  it('do, however many processors there are, and cannot leave it', async () => {
    const on: { core: number | null } = { core: 0 };
    const pinned = await fixture.runner.open([], on);
    const program = await fixture.compile({ language: 'python', source: TAKES_ALL });
    const run = async () => (await pinned.run(program, items(3), limits)).map(text);
    expect(await run()).toEqual(['0\n1\n0\n', '0\n1\n0\n', '0\n1\n0\n']);
    on.core = 1;
    expect(await run()).toEqual(['1\n1\n1\n', '1\n1\n1\n', '1\n1\n1\n']);
    await pinned.close();
  });

  it('are not ended before they have used their time', async () => {
    const pinned = await fixture.runner.open([], { core: 1 });
    const program = await c('for (;;);');
    const [outcome] = await pinned.run(program, items(1), { ...limits, cpuTimeLimitMs: 300 });
    expect(outcome!.kind).toBe('cpu_time_limit');
    expect(outcome!.cpuTimeMs).toBeGreaterThanOrEqual(300);
    await pinned.close();
  });

  it('say so when there is no such core', async () => {
    const pinned = await fixture.runner.open([], { core: 254 });
    const [outcome] = await pinned.run(await c('return 0;'), items(1), limits);
    expect(outcome).toMatchObject({ kind: 'internal', reason: expect.stringContaining('stay on core 254') });
    await pinned.close();
  });
});

describe('an outcome', () => {
  it('is a runtime error with the exit code', async () => {
    expect(await run1(await c('fputs("why", stderr); return 3;'))).toMatchObject({
      kind: 'runtime_error',
      exitCode: 3,
      signal: null,
      stderr: Buffer.from('why'),
    });
  });

  it('is a runtime error with the signal', async () => {
    const outcome = await run1(await c('raise(SIGSEGV); return 0;'));
    expect(outcome).toMatchObject({ kind: 'runtime_error', exitCode: null, signal: 'SIGSEGV' });
  });

  it('is a CPU time limit', async () => {
    const program = await c('for (;;);');
    const [outcome] = await sandbox.run(program, items(1), { ...limits, cpuTimeLimitMs: 500 });
    expect(outcome!.kind).toBe('cpu_time_limit');
    expect(outcome!.cpuTimeMs).toBeGreaterThan(450);
    expect(outcome!.cpuTimeMs).toBeLessThan(900);
  });

  it('is a wall time limit', async () => {
    const program = await c('sleep(60); return 0;');
    const [outcome] = await sandbox.run(program, items(1), { ...limits, wallTimeLimitMs: 1_000 });
    expect(outcome!.kind).toBe('wall_time_limit');
    expect(outcome!.wallTimeMs).toBeGreaterThan(950);
    expect(outcome!.wallTimeMs).toBeLessThan(9_000);
  });

  it('is a memory limit', async () => {
    const body = 'for (;;) { char *p = malloc(1 << 20); if (!p) abort(); memset(p, 1, 1 << 20); }';
    expect((await run1(await c(body))).kind).toBe('memory_limit');
  });

  it('is an output limit', async () => {
    const program = await c('for (;;) puts("0123456789012345678901234567890123456789");');
    const [outcome] = await sandbox.run(program, [{ stdin: '' }], { ...limits, outputLimitBytes: 10_000 });
    expect(outcome!.kind).toBe('output_limit');
    expect(outcome!.stdout.length).toBeLessThanOrEqual(10_000);
  });

  it('keeps only as much output as was asked for, and says that it was cut', async () => {
    const outcome = await run1(await c('for (int i = 0; i < 1000; i++) puts("x"); return 0;'), undefined, {
      stdoutKeepBytes: 10,
    });
    expect(outcome).toMatchObject({
      kind: 'ok',
      stdoutTruncated: true,
      stdout: Buffer.from('x\nx\nx\nx\nx\n'),
    });
  });
});

describe('what one run leaves', () => {
  it('in its work folder is gone for the next', async () => {
    const program = await c(
      'FILE *f = fopen("seen", "r"); puts(f ? "seen" : "clean"); f = fopen("seen", "w"); fputs("x", f); return 0;',
    );
    expect((await sandbox.run(program, items(20), limits)).map(text)).toEqual(Array(20).fill('clean\n'));
  });

  it('of processes is gone for the next', async () => {
    const program = await fixture.compile({
      language: 'bash',
      source: 'sleep 100 & set -- /proc/[0-9]*; echo $#\n',
    });
    const counts = (await sandbox.run(program, items(4), limits)).map(text);
    expect(new Set(counts).size).toBe(1);
  });

  it('cannot make the sandbox useless: a folder too deep to clean costs a box, not the batch', async () => {
    const program = await c(
      'for (int i = 0; i < 4090; i++) { if (mkdir("d", 0700) || chdir("d")) break; } puts("deep"); return 0;',
      '#include <sys/stat.h>',
    );
    const outcomes = await sandbox.run(program, items(6), limits);
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array(6).fill('ok'));
    expect(outcomes.map(text)).toEqual(Array(6).fill('deep\n'));
  });
});

describe('programs of one job', () => {
  it('cannot see each other', async () => {
    const secret = await fixture.compile({ language: 'python', source: 'print("SECRET-" + "IN-SOURCE")' });
    const spy = await fixture.compile({
      language: 'python',
      source: `
import os
for top in ["/box", "/work", "/tmp"]:
    for folder, _, names in os.walk(top):
        for name in names:
            if b"SECRET-" in open(os.path.join(folder, name), "rb").read() and name != "main.py":
                print("found", folder, name)
print(sorted(os.listdir("/box")))`,
    });
    const item = { stdin: '', args: ['{dir}/a'], files: [{ name: 'a', content: 'SECRET-FILE' }] };
    await sandbox.run(secret, [item], limits);
    expect(text(await run1(spy))).toBe("['own', 'program']\n");
  });

  it('may need processes or not, in the same sandbox', async () => {
    const shell = await fixture.compile({ language: 'bash', source: 'read x; echo "$x" | tr a b\n' });
    const native = await c('printf("%d\\n", fork() < 0); return 0;');
    expect(text((await sandbox.run(shell, [{ stdin: 'aaa\n' }], limits))[0]!)).toBe('bbb\n');
    expect(text(await run1(native))).toBe('1\n');
    expect(text((await sandbox.run(shell, [{ stdin: 'a\n' }], limits))[0]!)).toBe('b\n');
  });
});

describe("an item's files", () => {
  const cat = 'import sys\nfor p in sys.argv[1:]: print(open(p).read())';

  it('are there for its own run under {dir}, and read-only', async () => {
    const program = await fixture.compile({ language: 'python', source: cat });
    const of = (i: number): RunItem => ({
      stdin: '',
      args: ['{dir}/input', '{dir}/answer'],
      files: [
        { name: 'input', content: `in ${i}` },
        { name: 'answer', content: Buffer.from(`out ${i}`) },
      ],
    });
    const outcomes = await sandbox.run(program, [of(0), of(1), { stdin: '' }, of(3)], limits);
    expect(outcomes.map(text)).toEqual(['in 0\nout 0\n', 'in 1\nout 1\n', '', 'in 3\nout 3\n']);
    expect((await sandbox.run(program, [of(9)], limits)).map(text)).toEqual(['in 9\nout 9\n']);
    const writer = await fixture.compile({
      language: 'python',
      source: 'import sys; open(sys.argv[1], "w")',
    });
    expect((await run1(writer, of(1))).stderr.toString()).toMatch(/Read-only|Permission denied/);
  });

  it('of an earlier item are never seen by a later one', async () => {
    const list = await fixture.compile({
      language: 'python',
      source: 'import os, sys; print(sorted(os.listdir(sys.argv[1])))',
    });
    const of = (...names: string[]): RunItem => ({
      stdin: '',
      args: ['{dir}'],
      files: names.map((name) => ({ name, content: name })),
    });
    expect(text(await run1(list, of('a', 'b')))).toBe("['a', 'b']\n");
    expect(text(await run1(list, of('b')))).toBe("['b']\n");
  });

  it('may be more in all than a box has room for', async () => {
    const size = await fixture.compile({
      language: 'python',
      source: 'import os, sys; print(os.path.getsize(sys.argv[1]))',
    });
    const big = Buffer.alloc(40 * MiB, 1);
    const outcomes = await sandbox.run(
      size,
      Array.from({ length: 20 }, () => ({
        stdin: '',
        args: ['{dir}/big'],
        files: [{ name: 'big', content: big }],
      })),
      limits,
    );
    expect(outcomes.map(text)).toEqual(Array(20).fill(`${40 * MiB}\n`));
  });

  it('with a name that is a path are refused', async () => {
    const program = await c('return 0;');
    await expect(run1(program, { stdin: '', files: [{ name: '../x', content: '' }] })).rejects.toThrow(
      TypeError,
    );
  });
});

describe('a box that dies', () => {
  it('in the middle of a batch costs no outcome', async () => {
    const program = await c('int n; scanf("%d", &n); usleep(5000); printf("%d", n); return 0;');
    const batch = sandbox.run(program, items(100), limits);
    await killOwnBox();
    const outcomes = await batch;
    expect(outcomes.map(text)).toEqual(Array.from({ length: 100 }, (_, i) => `${i}`));
    expect(outcomes.every(({ kind }) => kind === 'ok')).toBe(true);
  });

  it('twice on the same run makes that run internal, and the others are fine', async () => {
    const program = await c('int n; scanf("%d", &n); if (n == 3) sleep(60); printf("%d", n); return 0;');
    const batch = sandbox.run(program, items(6), { ...limits, wallTimeLimitMs: 60_000 });
    await killBoxWhileSleeping();
    await killBoxWhileSleeping();
    const outcomes = await batch;
    expect(outcomes.map(({ kind }) => kind)).toEqual(['ok', 'ok', 'ok', 'internal', 'ok', 'ok']);
    expect(outcomes[3]).toMatchObject({
      reason: expect.stringContaining('died on this run twice') as string,
    });
  });
});

describe('closing', () => {
  it('aborts what runs and what waits, and frees the box', async () => {
    const program = await c('sleep(60); return 0;');
    const long = { ...limits, wallTimeLimitMs: 60_000 };
    const both = [sandbox.run(program, items(1), long), sandbox.run(program, items(1), long)];
    const names = Promise.all(
      both.map((each) =>
        each.then(
          () => 'ran',
          (error: Error) => error.name,
        ),
      ),
    );
    await boxes((found) => found.length > 0);
    await sandbox.close();
    expect(await names).toEqual(['AbortError', 'AbortError']);
    expect(await ownBoxes()).toEqual([]);
    await expect(sandbox.run(program, items(1), limits)).rejects.toMatchObject({ name: 'AbortError' });
    await sandbox.close();
  });
});

async function boxes(condition: (pids: number[]) => boolean): Promise<number[]> {
  for (;;) {
    const pids = await ownBoxes();
    if (condition(pids)) return pids;
  }
}

async function killOwnBox(): Promise<void> {
  const [pid] = await boxes((pids) => pids.length > 0);
  process.kill(pid!, 'SIGKILL');
  await boxes((pids) => !pids.includes(pid!));
}

/** Waits until the program in the box sleeps, then kills the box. */
async function killBoxWhileSleeping(): Promise<void> {
  for (;;) {
    const [pid] = await boxes((pids) => pids.length > 0);
    if (!(await isSleeping(pid!))) continue;
    process.kill(pid!, 'SIGKILL');
    await boxes((pids) => !pids.includes(pid!));
    return;
  }
}

async function isSleeping(pid: number): Promise<boolean> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  for (const child of children.trim().split(' ').filter(Boolean)) {
    const where = await readFile(`/proc/${child}/wchan`, 'utf8').catch(() => '');
    const name = await readFile(`/proc/${child}/comm`, 'utf8').catch(() => '');
    if (name === 'main\n' && where.includes('nanosleep')) return true;
    if (await isSleeping(Number(child))) return true;
  }
  return false;
}
