/**
 * Bodies of requests that people send and that once went wrong, each with its right result and with others of
 * its kind.
 */
import type {
  Execution,
  InteractResult,
  JudgeRequest,
  JudgeResult,
  RunResult,
  SubmissionView,
} from '@app/contracts';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProduct, type Product } from '../support/product.js';
import { executionOf, languagesOf, runOf, submit, type Body } from './client.js';
import { describeLiveRuns } from './live.js';
import requests from './requests.json' with { type: 'json' };

type Name = keyof typeof requests;
const body = (name: Name): Body => requests[name] as unknown as Body;

let product: Product;
let offered: Set<string>;
/** Blobs are kept there, in the whole file. */
let s3: S3rver;
let bucket: string;
beforeAll(async () => {
  bucket = await mkdtemp(join(tmpdir(), 'cpast-bucket-'));
  const configureBuckets = [{ name: 'cpast', configs: [] }];
  s3 = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: bucket, configureBuckets });
  const { port } = await s3.run();
  product = await startProduct({ env: { S3_URL: `http://S3RVER:S3RVER@127.0.0.1:${port}/cpast` } });
  offered = await languagesOf(product);
}, 180_000);
afterAll(async () => {
  await product?.stop();
  await s3?.close();
  await rm(bucket, { recursive: true, force: true });
});

const send = (name: Name, more: Record<string, unknown> = {}): Promise<SubmissionView> =>
  submit(product, { ...body(name), ...more } as Body);
const sendRun = async (name: Name, more: Record<string, unknown> = {}): Promise<Execution> => {
  const { execution, compilation } = (await send(name, more)).result as RunResult;
  if (!execution) throw new Error(compilation?.output ?? 'no execution');
  return execution;
};
const accepted = (stdout: string) => ({
  verdict: 'accepted',
  exitCode: 0,
  signal: null,
  limit: null,
  stdout,
});
/** These are in the full image; on a host they may be. */
const when =
  (language: string, test: () => Promise<void>) => async (context: { skip(note: string): void }) => {
    if (!offered.has(language)) return context.skip(`${language} is not installed on this machine`);
    await test();
  };

describeLiveRuns(() => product);

describe('processes', { timeout: 60_000 }, () => {
  it('of Python work', async () => {
    expect(await sendRun('python-subprocess-refused')).toMatchObject(accepted('hi\n\n'));
  });
  it(
    'behind a pipe of AWK work',
    when('awk', async () => {
      expect(await sendRun('awk-pipe-to-sort-refused')).toMatchObject(accepted('a\nb\n'));
    }),
  );
  it('of backticks in Perl work', async () => {
    expect(await sendRun('perl-backtick-hangs')).toMatchObject(accepted('after: hi\n\n'));
  });
  it('that nobody waits for make room for others once they have ended', async () => {
    const source = 'for i in $(seq 30); do (true &); done; echo all\n';
    const limits = { processLimit: 8 };
    const { execution } = await runOf(product, { program: { language: 'bash', source }, limits });
    expect(execution).toMatchObject(accepted('all\n'));
  });
  it.each<Name>(['python-subprocess-refused', 'perl-backtick-hangs'])(
    'that are not allowed are refused at once: %s',
    async (name) => {
      const execution = await sendRun(name, { limits: { allowProcesses: false } });
      // Perl goes on without what it could not start, and ends well.
      const verdict = name === 'perl-backtick-hangs' ? 'accepted' : 'runtime_error';
      expect(execution).toMatchObject({ verdict, processDenied: true, limit: null });
      expect(execution.wallTimeMs).toBeLessThan(5_000);
    },
  );
  it('are not allowed to contestants, and a test says that one was refused', async () => {
    const { result } = await submit(product, {
      kind: 'judge',
      program: { language: 'python', source: 'import os\nos.fork()\nprint(1)\n' },
      tests: [{ input: '', expectedOutput: '1\n' }],
    });
    expect((result as JudgeResult).tests[0]).toMatchObject({
      verdict: 'runtime_error',
      processDenied: true,
      stderr: expect.stringContaining('Operation not permitted') as string,
    });
  });
});

describe('who judges', { timeout: 60_000 }, () => {
  it('is no contestant: a checker that crashes, or cannot be read, is told to its setter', async () => {
    const broken = await send('checker-crash-is-wrong-answer');
    expect(broken).toMatchObject({
      verdict: 'internal_error',
      result: { tests: [{ verdict: 'internal_error' }] },
    });
    expect((broken.result as JudgeResult).tests[0]!.message).toMatch(
      /^the checker crashed: Traceback [^]*RuntimeError: bug in the checker$/,
    );
    const { tests, ...rest } = body('checker-crash-is-wrong-answer') as unknown as JudgeRequest;
    const unreadable = { type: 'program', program: { language: 'python', source: 'def f(:\n' } } as const;
    const answer = await submit(product, { ...rest, tests, checker: unreadable });
    expect((answer.result as JudgeResult).tests[0]!.message).toMatch(/^the checker does not compile: /);
  });
  it('may talk to the program', async () => {
    const answer = await send('interact-not-supported');
    expect(answer).toMatchObject({ verdict: 'accepted', result: { passed: 1, total: 1 } });
    expect(
      (answer.result as InteractResult).tests[0]!.transcript!.map(({ from, text }) => [from, text]),
    ).toEqual([
      ['program', '5\n'],
      ['interactor', '6\n'],
      ['program', '6\n'],
    ]);
  });
});

describe('where a program runs', { timeout: 60_000 }, () => {
  it('given files can be changed, and the next run has them as they were', async () => {
    for (let i = 0; i < 2; i += 1)
      expect(await sendRun('given-file-is-read-only')).toMatchObject(accepted('first\nmore\n\n'));
  });
  it('the program sees its own variables', async () => {
    expect(await sendRun('program-env-not-accepted')).toMatchObject(accepted('test\n'));
  });
  it('ONLINE_JUDGE is defined', async () => {
    expect(await send('online-judge-macro-undefined')).toMatchObject({ verdict: 'accepted' });
  });
  it('files come back that are asked for', async () => {
    const execution = await sendRun('output-files-not-returned', { outputFiles: ['*.txt'] });
    expect(execution.files).toEqual([
      { path: 'answer.txt', bytes: 2, contentBase64: Buffer.from('42').toString('base64') },
    ]);
  });
  it('long ones as blobs, which are in the S3 that the product was given', async () => {
    const source = 'import os\nos.mkdir("d")\nopen("d/a b#.bin", "wb").write(bytes(range(256)) * 1000)\n';
    const { id, result } = await submit(product, {
      kind: 'run',
      program: { language: 'python', source },
      outputFiles: ['d/*'],
    });
    const blob = 'files/d/a b#.bin';
    expect((result as RunResult).execution!.files).toEqual([{ path: 'd/a b#.bin', bytes: 256_000, blob }]);
    const path = blob.split('/').map(encodeURIComponent).join('/');
    const whole = await fetch(`${product.url}/api/v1/submissions/${id}/blobs/${path}`);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect([bytes.length, bytes[255], bytes[256]]).toEqual([256_000, 255, 0]);
    const inBucket = await readdir(join(bucket, 'cpast'), { recursive: true });
    const hash = createHash('sha256').update(bytes).digest('hex');
    expect(inBucket.some((name) => name.includes(hash))).toBe(true);
    const onDisk = await readdir(join(product.dataDir, 'blobs'), { recursive: true }).catch(() => []);
    expect(onDisk).toEqual([]);
  });
  it('and are told apart where their names are no UTF-8', async () => {
    const source = 'for name in b"a\\xfe", b"a\\xff":\n    open(name, "wb").write(name[-1:] * 100_000)\n';
    const { id, result } = await submit(product, {
      kind: 'run',
      program: { language: 'python', source },
      outputFiles: ['*'],
    });
    const blobs = (result as RunResult).execution!.files!.flatMap(({ blob }) => blob ?? []);
    const firsts = await Promise.all(
      blobs.map(async (blob) => {
        const path = blob.split('/').map(encodeURIComponent).join('/');
        const whole = await fetch(`${product.url}/api/v1/submissions/${id}/blobs/${path}`);
        return Buffer.from(await whole.arrayBuffer())[0];
      }),
    );
    expect(firsts.sort()).toEqual([0xfe, 0xff]);
  });
  it('it is started by its name, among its files and nothing else', async () => {
    const source = 'import os, sys\nprint(sys.argv[0], sorted(os.listdir(".")))\nraise SystemExit(3)\n';
    const program = {
      language: 'python',
      source,
      mainFile: 'app.py',
      files: [{ path: 'd/x.txt', content: '1' }],
    };
    expect(await executionOf(product, { program })).toMatchObject({
      stdout: "app.py ['app.py', 'd']\n",
      exitCode: 3,
    });
  });
  it.each<[string, string, Record<string, string>, string]>([
    [
      'python',
      'import os\nfrom pkg.inner import one\nimport helper\nprint(__file__.split("/")[-1], one, helper.two)\n',
      {
        'helper.py': 'two = 2\n',
        'pkg/__init__.py': '',
        'pkg/inner.py': 'from .other import one\n',
        'pkg/other.py': 'one = 1\n',
      },
      'main.py 1 2\n',
    ],
    [
      'javascript',
      'console.log(require("path").basename(__filename), require("./lib/helper").two);',
      { 'lib/helper.js': 'exports.two = 2;' },
      'main.js 2\n',
    ],
    [
      'ruby',
      "require_relative 'helper'\nputs File.basename(__FILE__), TWO",
      { 'helper.rb': 'TWO = 2' },
      'main.rb\n2\n',
    ],
    [
      'perl',
      'require "./helper.pl"; print "$0 ", two(), "\\n";',
      { 'helper.pl': 'sub two { 2 } 1;' },
      'main.pl 2\n',
    ],
    ['bash', '. ./helper.sh; echo "$0 $two"', { 'helper.sh': 'two=2' }, 'main.sh 2\n'],
    [
      'c',
      '#include <stdio.h>\n#include "lib/helper.h"\nint main(int n, char **v) { printf("%s %d %s\\n", v[0], TWO, __FILE__); }',
      { 'lib/helper.h': '#define TWO 2\n' },
      './main 2 main.c\n',
    ],
    [
      'java',
      'public class Main { public static void main(String[] a) { System.out.println(Helper.TWO); } }',
      { 'Helper.java': 'class Helper { static final int TWO = Integer.parseInt("2"); }' },
      '2\n',
    ],
  ])('finds what lies beside it, by relative names: %s', async (language, source, files, stdout) => {
    const beside = Object.entries(files).map(([path, content]) => ({ path, content }));
    expect(await executionOf(product, { program: { language, source, files: beside } })).toMatchObject(
      accepted(stdout),
    );
  });
  it('the compiler names the file and the place', async () => {
    const { compilation } = await runOf(product, { program: { language: 'c', source: 'int x = y;\n' } });
    expect(compilation).toMatchObject({ succeeded: false, exitCode: 1, signal: null, limit: null });
    expect(compilation!.output).toMatch(/^main\.c:1:9: error/m);
  });
});

describe('sources', { timeout: 60_000 }, () => {
  it('may have a byte order mark', async () => {
    expect(await sendRun('bash-bom-source')).toMatchObject(accepted('hi\n'));
  });
  it.each([
    ['bash', '\ufeffx=1\r\nif [ $x = 1 ]; then\r\n  echo yes\r\nfi\r\n'],
    ['perl', '\ufeffmy $x = 1;\r\nprint "yes\\n" if $x;\r\n'],
    ['python', '\ufeffx = 1\r\nif x:\r\n    print("yes")\r\n'],
    ['c', '\ufeff#include <stdio.h>\r\n#define X \\\r\n  puts("yes")\r\nint main(void) { X; }\r\n'],
  ])('of %s may have both that and the line ends of Windows', async (language, source) => {
    expect(await executionOf(product, { program: { language, source } })).toMatchObject(accepted('yes\n'));
  });
  it('of Java may have line ends as escapes', async () => {
    expect(await sendRun('java-unicode-escape-cr')).toMatchObject(accepted('cr\n'));
  });
  it(
    'of Erlang lose no line',
    when('erlang', async () => {
      expect(await sendRun('erlang-first-line-dropped')).toMatchObject(accepted('hello\n'));
    }),
  );
  it(
    'of Python 2 may print what is not ASCII',
    when('python-2.7', async () => {
      expect(await sendRun('python2-unicode-print')).toMatchObject(accepted('h\u00e9\n'));
    }),
  );
  it('that cannot be read are compile errors of interpreted languages as well', async () => {
    const answer = await submit(product, {
      kind: 'run',
      program: { language: 'python', source: 'def f(:\n' },
    });
    expect(answer).toMatchObject({
      verdict: 'compile_error',
      result: { execution: null, compilation: { succeeded: false, exitCode: 1 } },
    });
    expect((answer.result as RunResult).compilation!.output).toContain('SyntaxError');
  });
});

describe('libraries', { timeout: 120_000 }, () => {
  it('are linked after the sources', async () => {
    expect(await sendRun('link-libraries-before-sources')).toMatchObject(
      accepted('1267650600228229401496703205376\n'),
    );
    expect(await sendRun('link-atomic-before-sources')).toMatchObject(accepted('2\n'));
    const program = {
      ...(body('link-libraries-before-sources').program as object),
      compileArgs: [],
      linkArgs: ['-lgmp'],
    };
    expect(await sendRun('link-libraries-before-sources', { program })).toMatchObject({
      verdict: 'accepted',
    });
  });
  it('of the sanitizers find what they look for', async () => {
    const execution = await sendRun('asan-refused');
    expect(execution).toMatchObject({ verdict: 'runtime_error', limit: null });
    expect(execution.stderr).toContain('heap-buffer-overflow');
    const program = {
      language: 'cpp',
      source: 'int main(int n, char **) { int x = 2147483647; return (x + n) > 0; }\n',
      compileArgs: ['-fsanitize=undefined', '-fno-sanitize-recover'],
    };
    expect((await executionOf(product, { program })).stderr).toContain('signed integer overflow');
  });
});

describe('limits', { timeout: 120_000 }, () => {
  it('of wall time follow those of CPU time', async () => {
    // As the request has it, but asleep: what counts is the time after the default.
    const program = { language: 'python', source: 'import time\ntime.sleep(10.5)\nprint("done")\n' };
    expect(await sendRun('cpu-limit-above-default-wall', { program })).toMatchObject(accepted('done\n'));
  });
  it('of memory do not mind what is never touched', async () => {
    expect(await send('mle-static-array-is-runtime-error')).toMatchObject({ verdict: 'accepted' });
    const touched = {
      language: 'cpp',
      source:
        'long long dp[60000000];\nint main() { for (long i = 0; i < 60000000; i++) dp[i] = i; return dp[59999999] == 0; }\n',
    };
    expect(await executionOf(product, { program: touched })).toMatchObject({
      verdict: 'memory_limit_exceeded',
      limit: 'memory',
    });
  });
  it('of memory are not decided by words', async () => {
    expect(await sendRun('stderr-text-decides-memory-limit')).toMatchObject({
      verdict: 'runtime_error',
      exitCode: 1,
      limit: null,
    });
  });
  it('of memory leave room for a large stack of a thread', async () => {
    expect(await sendRun('thread-stack-512-mib-python')).toMatchObject(accepted('50000\n'));
  });
  it('of outputs do not hold for files, which have their own', async () => {
    expect(await sendRun('output-limit-applies-to-files')).toMatchObject(accepted('ok\n'));
    expect(
      await sendRun('output-limit-applies-to-files', { limits: { fileSizeLimitBytes: 4_999 } }),
    ).toMatchObject({ verdict: 'output_limit_exceeded', limit: 'file_size' });
  });
});

describe('what a program writes', { timeout: 60_000 }, () => {
  it('comes back exactly, whatever bytes it has', async () => {
    const execution = await sendRun('binary-stdout-is-lossy');
    const bytes = Buffer.from(Array.from({ length: 128 }, (_, i) => 128 + i));
    expect(execution).toMatchObject({
      verdict: 'accepted',
      stdoutBytes: 128,
      stdoutBase64: bytes.toString('base64'),
    });
  });
  it('comes back in the order of writing where that is asked for', async () => {
    const source =
      'import sys\nfor i in range(3):\n    print("out", i, flush=True)\n    print("err", i, file=sys.stderr, flush=True)\n';
    const execution = await executionOf(product, {
      program: { language: 'python', source },
      combinedOutput: true,
    });
    expect(execution.output).toBe('out 0\nerr 0\nout 1\nerr 1\nout 2\nerr 2\n');
    expect([execution.stdout, execution.stderr]).toEqual(['out 0\nout 1\nout 2\n', 'err 0\nerr 1\nerr 2\n']);
  });
  it('is not taken from an earlier run of the same', async () => {
    const [first, second] = [
      await sendRun('random-output-is-cached'),
      await sendRun('random-output-is-cached'),
    ];
    expect(first!.stdout).not.toBe(second!.stdout);
  });
  it('differs between repetitions, which is said', async () => {
    const execution = await sendRun('random-output-is-cached', { repetitions: 3 });
    expect(execution.runs).toMatchObject({ nondeterministic: true });
    expect(execution.runs!.min).toBeLessThanOrEqual(execution.runs!.median);
    const calm = await executionOf(product, {
      program: { language: 'bash', source: 'echo 1' },
      repetitions: 3,
    });
    expect(calm.runs).toMatchObject({ nondeterministic: false });
  });
  it('is to be had whole where the answer shows its beginning', async () => {
    const { id, result } = await send('stdout-cut-at-1-mib');
    expect((result as RunResult).execution).toMatchObject({
      verdict: 'accepted',
      stdoutBytes: 6_888_896,
      stdoutTruncated: true,
    });
    const whole = await fetch(`${product.url}/api/v1/submissions/${id}/blobs/stdout`);
    const lines = (await whole.text()).split('\n');
    expect([lines.length, lines[0], lines[999_999], lines[1_000_000]]).toEqual([
      1_000_001,
      '1',
      '1000000',
      '',
    ]);
  });
});

describe('fields', () => {
  it('that are null are absent', async () => {
    expect(await send('null-optional-fields-refused')).toMatchObject({ verdict: 'accepted' });
  });
});

describe('Java', { timeout: 120_000 }, () => {
  it('computes with its optimizing compiler', async () => {
    const execution = await sendRun('java-c1-only-floyd-1000-tle', { limits: { cpuTimeLimitMs: 10_000 } });
    expect(execution.verdict).toBe('accepted');
  });
});
