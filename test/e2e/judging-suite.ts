import type { ExecutionVerdict, LanguageView, SubmissionView } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { REUSE } from '../support/app.js';
import { isTested } from '../support/languages.js';
import { startProduct, type Product } from '../support/product.js';
import { agreeingPair, differingPair } from '../support/programs.js';
import { RELAY } from '../packages/fixtures/kattis.js';
import { judgeBySuite, made } from '../suites/suite-client.js';

const HELLO: Record<string, string> = {
  c: '#include <stdio.h>\nint main(void) { char s[99]; if (scanf("%98s", s) == 1) printf("hello %s\\n", s); }\n',
  cpp: '#include <bits/stdc++.h>\nint main() { std::string s; std::cin >> s; std::cout << "hello " << s << "\\n"; }\n',
  python: 'print("hello", input())\n',
  java: 'import java.util.*;\npublic class Main { public static void main(String[] a) { System.out.println("hello " + new Scanner(System.in).next()); } }\n',
  javascript: 'console.log("hello " + require("fs").readFileSync(0, "utf8").trim());\n',
  rust: 'use std::io;\nfn main() { let mut s = String::new(); io::stdin().read_line(&mut s).unwrap(); println!("hello {}", s.trim()); }\n',
  ruby: 'puts "hello #{gets.strip}"\n',
  go: 'package main\nimport "fmt"\nfunc main() { var s string; fmt.Scan(&s); fmt.Println("hello", s) }\n',
  bash: 'read s; echo "hello $s"\n',
  perl: 'my $s = <STDIN>; chomp $s; print "hello $s\\n";\n',
};

const ENDINGS: [string, ExecutionVerdict, string, string][] = [
  ['prints what is expected', 'accepted', 'python', 'print(int(input()) * 2)'],
  ['prints something else', 'wrong_answer', 'python', 'print(int(input()) * 2 + 1)'],
  ['never ends', 'time_limit_exceeded', 'c', 'int main(void) { for (;;) ; }'],
  ['sleeps for ever', 'time_limit_exceeded', 'python', 'import time\ntime.sleep(1000)'],
  [
    'takes all memory',
    'memory_limit_exceeded',
    'cpp',
    '#include <vector>\nint main() { std::vector<char*> v; for (;;) { char* p = new char[1 << 20]; for (int i = 0; i < 1 << 20; i += 4096) p[i] = 1; v.push_back(p); } }',
  ],
  [
    'prints for ever',
    'output_limit_exceeded',
    'c',
    '#include <stdio.h>\nint main(void) { for (;;) puts("0123456789"); }',
  ],
  ['crashes', 'runtime_error', 'c', 'int main(void) { volatile int *p = 0; return *p; }'],
  ['exits with a code', 'runtime_error', 'python', 'raise SystemExit(3)'],
  ['does not compile', 'compile_error', 'cpp', 'int main() { return x; }'],
];

const HOSTILE: [string, string, string][] = [
  ['a fork bomb', 'bash', ':(){ :|:& };:\nwait\n'],
  ['a reader of the password file', 'python', 'print(open("/etc/shadow").read())'],
  ['a user of the network', 'python', 'import socket\nsocket.create_connection(("127.0.0.1", 22))'],
  ['a killer of everything', 'c', '#include <signal.h>\nint main(void) { for (;;) kill(-1, 9); }'],
  ['a daemon', 'bash', '(setsid sleep 1000 </dev/null >/dev/null 2>&1 &)\n(while :; do :; done) &\nexit 0\n'],
  ['a filler of the disk', 'python', 'f = open("x", "wb")\nwhile True:\n  f.write(b"x" * 65536)\n'],
];

/** What every runner must do, through the front door. `env` says which runner. */
export function describeJudging(name: string, env: Record<string, string>): void {
  describe(`the product with ${name}`, () => {
    let product: Product;
    let languages: LanguageView[];

    beforeAll(async () => {
      product = await startProduct({ env });
      languages = (await (await product.get('/api/v1/languages')).json()) as LanguageView[];
    }, 240_000);
    afterAll(() => product?.stop());

    const greeters = Object.entries(HELLO).filter(([id]) => isTested(id));

    it('offers the ten languages', () => {
      expect(languages.map(({ id }) => id)).toEqual(expect.arrayContaining(greeters.map(([id]) => id)));
    });

    it.each(greeters)('runs %s', async (language, source) => {
      const submission = await product.judge({
        kind: 'run',
        program: { language, source },
        stdin: 'world\n',
        limits: { cpuTimeLimitMs: 10_000, wallTimeLimitMs: 20_000 },
      });
      expect(submission.result).toMatchObject({ execution: { stdout: 'hello world\n', exitCode: 0 } });
      expect(submission.verdict).toBe('accepted');
    });

    it.each(ENDINGS)('judges a program that %s as %s', async (_what, verdict, language, source) => {
      const submission = await product.judge({
        kind: 'judge',
        program: { language, source },
        tests: [{ input: '21\n', expectedOutput: '42\n' }],
        limits: { cpuTimeLimitMs: 1_000, wallTimeLimitMs: 3_000, memoryLimitBytes: 64 * 1024 * 1024 },
      });
      expect(submission.verdict).toBe(verdict);
    });

    it.runIf(isTested('java'))('says of a Java literal of megabytes that it does not compile', async () => {
      const literal = 'x'.repeat(14 * 1024 * 1024);
      const source = `public class Main { public static void main(String[] a) { System.out.println("${literal}"); } }`;
      const submission = await product.judge({ kind: 'run', program: { language: 'java', source } });
      expect(submission.verdict).toBe('compile_error');
    });

    it('judges by suites: with a checker that is a program, and with an interactor', async () => {
      const python = (source: string) => ({ language: 'python', source });
      const by = async (kind: 'judge' | 'interact', suite: object, source: string) => {
        const made = await product.post('/api/v1/suites', { name: 'Doubles', ...suite });
        const { id: suiteId } = (await made.json()) as { id: string };
        return (await product.judge({ kind, suiteId, program: python(source) })).verdict;
      };
      const tests = [{ input: '4' }, { input: '-1' }];
      const checker = 'import sys\na, b = (int(open(f).read()) for f in sys.argv[1:3])\nsys.exit(b != 2 * a)';
      const checked = { tests, checker: { type: 'program', program: python(checker) } };
      expect(await by('judge', checked, 'print(2 * int(input()))')).toBe('accepted');
      expect(await by('judge', checked, 'print(8)')).toBe('wrong_answer');
      const asks =
        'import sys\nn = open(sys.argv[1]).read()\nprint(n, flush=True)\nsys.exit(int(input()) != 2 * int(n))';
      const interactive = { tests, interactor: python(asks) };
      expect(await by('interact', interactive, 'print(2 * int(input()))')).toBe('accepted');
      expect(await by('interact', interactive, 'print(8)\ninput()')).toBe('wrong_answer');
    });

    it('judges in passes: each has for its input what the validator made of the one before', async () => {
      const { id } = await made(product.url, RELAY);
      const judged = (source: string) =>
        judgeBySuite(product.url, id, `what, n = input().split()\n${source}`);
      const right = await judged('print(int(n) * 2 if what == "hide" else int(n) // 2)');
      expect(right.verdict).toBe('accepted');
      expect((await judged('print(int(n) * 2)')).verdict).toBe('wrong_answer');
      expect((await judged('assert what == "hide"\nprint(int(n) * 2)')).verdict).toBe('runtime_error');
    });

    it.each(HOSTILE)('survives %s, and the next job is unharmed', async (_what, language, source) => {
      const hostile = await product.judge({
        kind: 'run',
        program: { language, source },
        limits: { cpuTimeLimitMs: 1_000, wallTimeLimitMs: 3_000, processLimit: 32 },
      });
      expect(hostile.status).toBe('finished');
      expect(hostile.verdict).not.toBe('internal_error');
      const next = await product.judge({
        kind: 'run',
        program: { language: 'python', source: 'import os\nprint(sorted(os.listdir(".")), input())' },
        stdin: 'fine',
      });
      expect(next.cached).toBe(false);
      expect(next.result).toMatchObject({ execution: { stdout: "['main.py'] fine\n", verdict: 'accepted' } });
    });

    it('finds the input on which two programs disagree, the same one for the same seed', async () => {
      const first = await product.judge(differingPair(2000, '7'));
      const again = await product.judge(differingPair(2000, '7'));
      expect(again.cached).toBe(false);
      expect(first.verdict).toBe('difference_found');
      expect(first.result).toMatchObject({ failures: [{ shrunk: { input: '900' } }], seed: '7' });
      const inputOf = (view: SubmissionView) =>
        (view.result as { failures: { input: string }[] }).failures[0]!.input;
      expect(Number(inputOf(first))).toBeGreaterThanOrEqual(900);
      expect(inputOf(again)).toBe(inputOf(first));
    });

    it('compiles a program once, and runs the same work once when it is asked to', async () => {
      const source = `${HELLO.c}// once\n`;
      const run = { kind: 'run' as const, program: { language: 'c', source }, stdin: 'world\n' };
      const first = await product.judge(run);
      const other = await product.judge({ ...run, stdin: 'moon\n' });
      const again = await product.judge(run, REUSE);
      expect([first, other, again].map(({ cached, result }) => ({ cached, result }))).toMatchObject([
        { cached: false, result: { compilation: { succeeded: true, cached: false } } },
        { cached: false, result: { compilation: { succeeded: true, cached: true } } },
        { cached: true, result: { compilation: { succeeded: true, cached: true } } },
      ]);
      expect(again.result).toMatchObject({ execution: { stdout: 'hello world\n' } });
    });

    it('compares programs in different languages', async () => {
      const submission = await product.judge({
        ...agreeingPair(40),
        candidate: { language: 'python', source: 'print(int(input()) * 2)' },
      });
      expect(submission.verdict).toBe('no_difference');
      expect(submission.result).toMatchObject({ iterations: 40, failures: [] });
    });

    it('answers the endpoint of the origin', async () => {
      const response = await product.post('/api/v1/evaluate/with_code_and_clex', {
        correct_code: 'print(int(input()) % 7)',
        correct_code_language: 'Python',
        test_code: '#include <iostream>\nint main() { int x; std::cin >> x; std::cout << x % 8; }',
        test_code_language: 'Cpp',
        clex: 'N[7,7]',
      });
      expect(response.status).toBe(200);
      const answer = (await response.json()) as { has_output_matched: boolean; input_diffs: object[] };
      expect(answer.has_output_matched).toBe(false);
      expect(answer.input_diffs.length).toBe(10);
      expect(answer.input_diffs[0]).toMatchObject({ input: '7' });
    });

    it('stops a running job that is cancelled', async () => {
      const { id } = await product.submit({
        ...agreeingPair(100_000),
        candidate: { language: 'python', source: 'print(int(input()) * 2)' },
      });
      const response = await product.delete(`/api/v1/submissions/${id}`);
      expect(response.status).toBe(200);
      expect((await product.read(id)).status).toBe('cancelled');
      const next = await product.judge(differingPair(500, '3'));
      expect(next.verdict).toBe('difference_found');
    });
  });
}
