/**
 * Runs that are forked from one interpreter (native/box/zygote.c) are those of an interpreter that is started
 * for each.
 */
import { withDefaultLimits, type Limits, type Program } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Isolation, RunItem, RunOutcome } from './runner.js';
import { RunnerFixture } from './testing.js';
import { testsUseDocker } from './docker/testing.js';

const MiB = 1024 * 1024;
const LIMITS = { cpuTimeLimitMs: 500, wallTimeLimitMs: 20_000, memoryLimitBytes: 128 * MiB };
/**
 * For programs that fill memory: the kernel's time for that counts as theirs, and on some machines it is a
 * second for 200 MiB.
 */
const LIMITS_OF_MEMORY = { cpuTimeLimitMs: 4_000, memoryLimitBytes: 48 * MiB };

/**
 * Each is run several times; what it prints must not differ from run to run, nor with and without a zygote.
 */
const PROGRAMS: Record<string, string> = {
  'reads and prints': 'print(input()[::-1])',
  'looks at how it was started': `
import os, sys
print(sys.argv, __file__, __name__, sys.path, sys.flags, sys.executable, sys.orig_argv, os.getcwd(), __spec__, sys.warnoptions)
print(sorted(os.environ.items()), sorted(sys.modules), sys.getrecursionlimit(), sys.dont_write_bytecode)`,
  'looks at its streams': `
import os, sys
for stream in (sys.stdin, sys.stdout, sys.stderr):
    status = os.fstat(stream.fileno())
    print(stream.name, stream.encoding, stream.errors, stream.line_buffering, stream.isatty(), stream.seekable(), oct(status.st_mode), status.st_blksize)
print(sys.stdin.buffer.read(), [fd for fd in range(256) if os.path.exists(f"/dev/fd/{fd}")][:3])`,
  'looks at signals, threads and sessions': `
import os, signal, threading
print([signal.getsignal(s) for s in range(1, 32)], signal.pthread_sigmask(signal.SIG_BLOCK, []), signal.sigpending())
print(os.getsid(0) == os.getpid() == os.getpgrp() == threading.get_native_id(), threading.active_count(), signal.getitimer(0))`,
  'looks for others': `
import os
for target in (-1, 30000, -30000):
    try:
        os.kill(target, 0)
        print("found", target)
    except OSError as error:
        print(error)`,
  'begins without time or memory of its own': `
import os, resource
print(sum(os.times()[:2]) < 0.5, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 40_000)`,
  'ends with a traceback': 'def half(x):\n    return x / 0\n\nhalf(1)',
  'is no program': 'def (:\n',
  'ends with a code': 'import sys\nsys.exit(3)',
  'ends with words': 'import sys\nsys.exit("no")',
  'ends by a signal': 'import os, signal\nos.kill(os.getpid(), signal.SIGTERM)',
  aborts: 'import os\nprint("lost")\nos.abort()',
  'ends without flushing': 'import os\nprint("lost")\nos.write(1, b"kept")\nos._exit(4)',
  'has exit handlers and threads': `
import atexit, threading
atexit.register(print, "bye")
threading.Timer(0.02, print, ["late"]).start()
print("first")`,
  'imports what lies beside it': 'import helper\nprint(helper.answer, helper.__file__)',
  'recurses too deep': 'def f():\n    f()\nf()',
  'wants more threads than it may have': `
import threading, time
count = 0
try:
    while count < 100:
        threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
        count += 1
except RuntimeError as error:
    print(error, count)`,
  forks: 'import os\ntry:\n    os.fork()\nexcept OSError as error:\n    print(error)',
  'makes the calls of a zygote': `
import ctypes, os, platform
libc, clone = ctypes.CDLL(None, use_errno=True), 56 if platform.machine() == "x86_64" else 220
print(libc.syscall(clone, 0x01208011, 0, 0, 0, 0), ctypes.get_errno())
for value in (0, 1):
    print(libc.prctl(4, value, 0, 0, 0), ctypes.get_errno(), libc.prctl(3, 0, 0, 0, 0))`,
  'uses too much memory': 'kept = []\nwhile True:\n    kept.append(bytearray(1 << 20))',
  'asks for too much memory at once': 'bytearray(1 << 30)',
  'writes too much': 'while True:\n    print("x" * 1000)',
  'never ends': 'while True:\n    pass',
  'leaves all it can': `
import builtins, os, signal, sys, tempfile
print(hasattr(builtins, "mark"), "mark" in sys.modules, os.environ.get("MARK"), sorted(os.listdir(".")), os.listdir(tempfile.gettempdir()))
print(signal.getsignal(signal.SIGUSR1), os.umask(0o77), os.getcwd(), sys.getrecursionlimit(), sys.getswitchinterval(), signal.getitimer(0))
builtins.mark = sys.modules["mark"] = sys
os.environ["MARK"] = "1"
open("left", "w").write("here")
os.remove("main.py")
descriptor = os.open(os.path.join(tempfile.gettempdir(), "left"), os.O_CREAT | os.O_RDWR)
print(descriptor)
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
signal.setitimer(signal.ITIMER_REAL, 100)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
sys.setrecursionlimit(5000)
sys.setswitchinterval(1)
os.chdir(tempfile.gettempdir())`,
};

const HASHES = 'print(hash("drawn at the start of the interpreter"))';
/** Of everything that it may signal at all, by number. */
const HURTS_OTHERS = `
import os
own = os.getpid()
for pid in [*range(max(2, own - 100), own + 100), *range(29990, 30010)]:
    for number in (15, 19, 9):
        try:
            if pid != own:
                os.kill(pid, number)
        except OSError:
            pass
print(input())`;

const program = (source: string, more: Partial<Program> = {}): Program => ({
  language: 'python',
  source,
  files: [{ path: 'helper.py', content: 'answer = 42\n' }],
  ...more,
});

const items = (count: number): RunItem[] =>
  Array.from({ length: count }, (_, index) => ({ stdin: `input ${index % 2}\n` }));

/**
 * Without what is measured, and without the name of a box's folders, which are new ones in reduced isolation.
 */
const comparable = ({ stdout, stderr, ...rest }: RunOutcome): unknown => ({
  ...rest,
  ...{ wallTimeMs: 0, cpuTimeMs: 0, memoryBytes: 0, stdoutBytes: 0, stderrBytes: 0 },
  output: [stdout, stderr].map((bytes) => bytes.toString('latin1').replaceAll(/cpast-box-\w+/g, 'box')),
  // At its limit of output a program is killed, unless it hears first that its file is too large.
  ...(rest.kind === 'output_limit' && { exitCode: null, signal: null, output: null }),
});

const FILL_MEMORY: readonly string[] = ['uses too much memory', 'asks for too much memory at once'];

/** Where there are no namespaces: what is different there. */
const IN_REDUCED: readonly string[] = [
  'looks at how it was started',
  'looks at signals, threads and sessions',
  'wants more threads than it may have',
  'makes the calls of a zygote',
  'uses too much memory',
  'leaves all it can',
];

const levels: readonly Isolation[] = testsUseDocker ? ['full'] : ['full', 'reduced'];

describe.each(levels)('a zygote, %s isolation', (isolation) => {
  let forked: RunnerFixture;
  let started: RunnerFixture;

  beforeAll(async () => {
    forked = await RunnerFixture.start(['python'], undefined, isolation, undefined, { zygotes: true });
    started = await RunnerFixture.start(['python'], undefined, isolation, undefined, { zygotes: false });
    await Promise.all([forked.runner.detected, started.runner.detected]);
  });
  afterAll(() => Promise.all([forked, started].map((fixture) => fixture.stop())));

  const run = async (
    fixture: RunnerFixture,
    source: Program,
    of: readonly RunItem[],
    limits: Partial<Limits> = {},
  ): Promise<RunOutcome[]> => {
    const prepared = await fixture.compile(source);
    const sandbox = await fixture.runner.open([prepared]);
    try {
      return await sandbox.run(prepared, of, withDefaultLimits({ ...LIMITS, ...limits }), {
        stdoutKeepBytes: 4_096,
        isUnexplained: true,
      });
    } finally {
      await sandbox.close();
    }
  };
  const texts = (outcomes: readonly RunOutcome[]): string[] =>
    outcomes.map(({ stdout }) => stdout.toString());

  it('forks the runs of a program from one interpreter, unless it is told not to', async () => {
    expect(new Set(texts(await run(forked, program(HASHES), items(4)))).size).toBe(1);
    expect(new Set(texts(await run(started, program(HASHES), items(4)))).size).toBe(4);
  });

  it('is another one for another job', async () => {
    const [one] = texts(await run(forked, program(HASHES), items(2)));
    const [other] = texts(await run(forked, program(HASHES), items(2)));
    expect(one).not.toBe(other);
  });

  it.each([
    ['variables of its own', { env: { PYTHONDONTWRITEBYTECODE: '1' } }],
    ['arguments for the interpreter', { interpreterArgs: ['-O'] }],
    ['files that the interpreter looks for at its start', { files: [{ path: '.local/x', content: '' }] }],
  ] as const)('is not for a program with %s', async (_what, more) => {
    const outcomes = await run(forked, program(HASHES, more as Partial<Program>), items(3));
    expect(new Set(texts(outcomes)).size).toBe(3);
  });

  it.each(isolation === 'full' ? Object.keys(PROGRAMS) : IN_REDUCED)(
    'changes nothing for a program that %s',
    async (name) => {
      const source = program(PROGRAMS[name]!, { runArgs: ['an argument'] });
      const limits = FILL_MEMORY.includes(name) ? LIMITS_OF_MEMORY : {};
      const [with_, without] = await Promise.all([
        run(forked, source, items(3), limits),
        run(started, source, items(3), limits),
      ]);
      expect(with_.map(comparable)).toEqual(without.map(comparable));
    },
  );

  it('gives each run its own randomness', async () => {
    const outcomes = texts(
      await run(forked, program('import random, uuid\nprint(random.random(), uuid.uuid4())'), items(4)),
    );
    expect(new Set(outcomes).size).toBe(4);
  });

  it('can be hurt by a run only to be done without', async () => {
    const outcomes = await run(forked, program(HURTS_OTHERS), items(6));
    expect(texts(outcomes)).toEqual(items(6).map(({ stdin }) => stdin));
  });

  it('measures the run alone', async () => {
    const source = program(
      'x = bytearray(50 << 20)\nfor i in range(0, len(x), 4096):\n    x[i] = 1\nprint(len(x))',
    );
    const limits = { cpuTimeLimitMs: LIMITS_OF_MEMORY.cpuTimeLimitMs };
    const [with_, without] = await Promise.all([
      run(forked, source, items(3), limits),
      run(started, source, items(3), limits),
    ]);
    for (const [index, outcome] of with_.entries()) {
      expect(outcome.kind).toBe('ok');
      expect(Math.abs(outcome.memoryBytes - without[index]!.memoryBytes)).toBeLessThan(4 * MiB);
      expect(outcome.cpuTimeMs).toBeLessThan(without[index]!.cpuTimeMs * 2 + 50);
    }
  });
});
