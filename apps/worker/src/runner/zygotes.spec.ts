/**
 * Runs that are forked from one interpreter (native/box/zygote.c) are those of an interpreter that is started
 * for each.
 */
import { withDefaultLimits, type Limits, type Program } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isTested } from '../../../../test/support/languages.js';
import type { Isolation, RunItem, RunOutcome } from './runner.js';
import { RunnerFixture } from './testing.js';
import { testsUseDocker } from './docker/testing.js';
import { CORE_ROWS, LANGUAGE_ROWS } from './languages/table.js';

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

interface FurtherLanguage {
  /** Prints addresses that the kernel draws at the start of a process. */
  drawn: string;
  randomness: string;
  /** Prints how many seconds ago it was started, and ends two seconds later when it reads "input 0". */
  age: string;
  programs: Readonly<Record<(typeof OF_EACH)[number], string>>;
}

/** What a program of each further language does. */
const OF_EACH = [
  'looks at how it was started',
  'looks at its streams, signals and limits',
  'is no program',
  'ends with a code, and has exit handlers',
  'ends by a signal',
  'uses too much memory',
  'never ends',
  'leaves all it can',
] as const;

const FURTHER: Readonly<Record<string, FurtherLanguage>> = {
  perl: {
    drawn: 'open my $file, "<:raw", "/proc/self/auxv"; local $/; print unpack("H*", <$file>)',
    randomness: 'print rand(), " ", int(rand(1e9))',
    age: 'print time - $^T; sleep 2 if <STDIN> =~ /0/',
    programs: {
      'looks at how it was started': `#!/usr/bin/perl -l
print "$0 @ARGV ", __FILE__, " $^X @INC $] $^W \${^TAINT} \${^UNICODE} $^F ", getppid() > 0, " $$" == $$;
print map { "$_=$ENV{$_}\n" } sort keys %ENV;
print join " ", sort(keys %INC), sort grep { /^\w+$/ } keys %main::;
print -M $0 < 1e-3, <DATA>, tell DATA;
__END__
data`,
      'looks at its streams, signals and limits': `
for (*STDIN, *STDOUT, *STDERR) {
  my @status = stat $_;
  printf "%d %s %o %d %d\n", fileno $_, join(",", PerlIO::get_layers($_)), $status[2], $status[11], tell $_;
}
open my $null, "<", "/dev/null";
print fileno $null, <STDIN>, eof STDIN;
open my $status, "<", "/proc/self/status";
print grep /^(Sig|Shd|Cap|Threads|NoNewPrivs|Seccomp)/, <$status>;
my $child = fork;
print defined $child ? "forked" : "$!", alarm 0;`,
      'is no program': 'print (;',
      'ends with a code, and has exit handlers': 'END { print "bye $?\n" } print "first\n"; exit 3',
      'ends by a signal': 'print "lost"; kill TERM => $$; sleep 5',
      'uses too much memory': 'my @kept; push @kept, "x" x 1_000_000 . $_ while 1',
      'never ends': '1 while 1',
      'leaves all it can': `
use POSIX;
my $blocked = POSIX::SigSet->new;
sigprocmask(SIG_BLOCK, POSIX::SigSet->new(SIGUSR2), $blocked);
print defined $main::mark, $ENV{MARK} // "", umask, $blocked->ismember(SIGUSR2), $SIG{USR1} // "", alarm 100;
print join(" ", sort glob "* /tmp/*"), tell STDIN, scalar <STDIN>, getpriority(0, 0), getcwd();
$main::mark = $ENV{MARK} = 1;
umask 077;
open my $left, ">", "left";
open my $descriptor, ">", "/tmp/left";
print fileno $descriptor;
unlink "main.pl";
$SIG{USR1} = "IGNORE";
setpriority 0, 0, 5;
$0 = "another";
chdir "/tmp";`,
    },
  },
  php: {
    drawn: '<?php echo bin2hex(file_get_contents("/proc/self/auxv"));',
    randomness: '<?php echo mt_rand(), lcg_value(), bin2hex(random_bytes(4)), uniqid("", true);',
    age: '<?php echo time() - $_SERVER["REQUEST_TIME"]; if (str_contains(fgets(STDIN), "0")) sleep(2);',
    programs: {
      'looks at how it was started': `<?php
$server = $_SERVER;
echo abs(time() - $server["REQUEST_TIME"]) <= 1, microtime(true) - $server["REQUEST_TIME_FLOAT"] < 0.5, "\n";
unset($server["REQUEST_TIME"], $server["REQUEST_TIME_FLOAT"]);
print_r([$server, $argv, __FILE__, getcwd(), PHP_BINARY, PHP_SAPI, ini_get_all(null, false), getenv()]);
print_r([get_included_files(), get_loaded_extensions(), get_defined_constants(), memory_get_peak_usage()]);`,
      'looks at its streams, signals and limits': `<?php
foreach ([STDIN, STDOUT, STDERR] as $stream) {
  print_r([stream_get_meta_data($stream), decoct(fstat($stream)["mode"]), stream_isatty($stream), (int) $stream]);
}
echo fgets(STDIN), stream_get_contents(STDIN), feof(STDIN), implode(" ", scandir("/dev/fd"));
echo implode(preg_grep("/^(Sig|Shd|Cap|Threads|NoNewPrivs|Seccomp)/", file("/proc/self/status"))), getmypid() > 1;
echo @file_get_contents("/proc/self/timers"), @shell_exec("true");`,
      'is no program': '<?php echo (;',
      'ends with a code, and has exit handlers': `<?php
class Late { function __destruct() { echo "gone\n"; } }
$late = new Late;
register_shutdown_function(function () { echo "bye\n"; });
echo "first\n";
exit(3);`,
      'ends by a signal': '<?php echo "kept"; posix_kill(getmypid(), 15); sleep(5);',
      'uses too much memory': '<?php $kept = []; while (true) $kept[] = str_repeat("x", 1000000);',
      'never ends': '<?php while (true);',
      'leaves all it can': `<?php
echo isset($GLOBALS["mark"]), getenv("MARK"), umask(), ini_get("precision"), ftell(STDIN), fgets(STDIN), getcwd();
echo implode(" ", scandir(".")), implode(" ", scandir("/tmp")), date_default_timezone_get(), setlocale(LC_ALL, 0);
$mark = 1;
putenv("MARK=1");
umask(077);
ini_set("precision", 3);
date_default_timezone_set("Asia/Tokyo");
setlocale(LC_ALL, "C");
file_put_contents("left", "here");
$descriptor = fopen("/tmp/left", "w");
echo (int) $descriptor;
unlink("main.php");
cli_set_process_title("another");
chdir("/tmp");`,
    },
  },
};

/** The image that tests use has the languages of the core alone. */
const FURTHER_TESTED = Object.keys(FURTHER).filter(
  (id) => isTested(id) && (!testsUseDocker || CORE_ROWS.some((row) => row.id === id)),
);

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

const FURTHER_IN_REDUCED: readonly string[] = ['looks at how it was started', 'leaves all it can'];

it('is tested with every language that has it', () => {
  const having = LANGUAGE_ROWS.filter(({ run }) => run.zygote).map(({ id }) => id);
  expect(having).toEqual(['python', ...Object.keys(FURTHER)]);
});

const levels: readonly Isolation[] = testsUseDocker ? ['full'] : ['full', 'reduced'];

describe.each(levels)('a zygote, %s isolation', (isolation) => {
  let forked: RunnerFixture;
  let started: RunnerFixture;

  beforeAll(async () => {
    const languages = ['python', ...FURTHER_TESTED];
    forked = await RunnerFixture.start(languages, undefined, isolation, undefined, { zygotes: true });
    started = await RunnerFixture.start(languages, undefined, isolation, undefined, { zygotes: false });
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

  it.runIf(isolation === 'full')('tells each run when it was started', async () => {
    await Promise.all(
      FURTHER_TESTED.map(async (language) => {
        const source = { language, source: FURTHER[language]!.age };
        // The second begins two seconds after the zygote.
        for (const age of texts(await run(forked, source, items(2)))) expect(Number(age)).toBeLessThan(2);
      }),
    );
  });

  describe.each(FURTHER_TESTED)('of %s', (language) => {
    const { drawn, randomness, programs } = FURTHER[language]!;
    const of = (source: string, more: Partial<Program> = {}): Program => ({ language, source, ...more });

    // Without namespaces no program sees what is drawn.
    it.runIf(isolation === 'full')('forks the runs of a program from one interpreter', async () => {
      expect(new Set(texts(await run(forked, of(drawn), items(3)))).size).toBe(1);
      expect(new Set(texts(await run(started, of(drawn), items(3)))).size).toBe(3);
    });

    it('gives each run its own randomness', async () => {
      expect(new Set(texts(await run(forked, of(randomness), items(3)))).size).toBe(3);
    });

    it.each(isolation === 'full' ? OF_EACH : FURTHER_IN_REDUCED)(
      'changes nothing for a program that %s',
      async (name) => {
        const source = of(programs[name as (typeof OF_EACH)[number]], { runArgs: ['an argument'] });
        const limits = FILL_MEMORY.includes(name)
          ? LIMITS_OF_MEMORY
          : { cpuTimeLimitMs: name === 'never ends' ? 200 : 2_000 };
        const [with_, without] = await Promise.all([
          run(forked, source, items(2), limits),
          run(started, source, items(2), limits),
        ]);
        expect(with_.map(comparable)).toEqual(without.map(comparable));
      },
    );
  });
});
