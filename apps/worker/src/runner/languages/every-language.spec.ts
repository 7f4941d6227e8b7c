import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withDefaultLimits } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GREETING, loadSamples, NUMBERS, SUM } from '../../../../../test/languages/samples.js';
import { isTested } from '../../../../../test/support/languages.js';
import { RunnerFixture } from '../testing.js';
import { CORE_ROWS } from './table.js';

const ROWS = CORE_ROWS.filter(({ id }) => isTested(id));

const samples = await loadSamples();

/** Prints the depth it reached, 50000, by calling itself where the language is used like that. */
const DEEP: Readonly<Record<string, string>> = {
  c: '#include <stdio.h>\nint f(int n) { volatile char pad[100]; pad[0] = 1; return n ? f(n - 1) + pad[0] : 0; }\nint main(void) { printf("%d\\n", f(50000)); }',
  cpp: '#include <iostream>\nint f(int n) { volatile char pad[1000]; pad[0] = 1; return n ? f(n - 1) + pad[0] : 0; }\nint main() { std::cout << f(50000) << "\\n"; }',
  python:
    'import sys\nsys.setrecursionlimit(10**6)\ndef f(n): return f(n - 1) + 1 if n else 0\nprint(f(50000))',
  javascript: 'const f = (n) => (n ? f(n - 1) + 1 : 0); console.log(f(50000));',
  java: 'class Main { static int f(int n) { return n == 0 ? 0 : f(n - 1) + 1; } public static void main(String[] a) { System.out.println(f(50000)); } }',
  rust: 'fn f(n: i32) -> i32 { let pad = [n; 16]; if n > 0 { f(n - 1) + 1 - pad[0] + pad[(n % 16) as usize] } else { 0 } } fn main() { println!("{}", f(50000)); }',
  go: 'package main\nimport "fmt"\nfunc f(n int) int { if n == 0 { return 0 }; return f(n-1) + 1 }\nfunc main() { fmt.Println(f(50000)) }',
  ruby: 'n = 0\n5000.times { n += 10 }\nputs n',
  perl: 'no warnings; sub f { my $n = shift; $n ? f($n - 1) + 1 : 0 } print f(50000), "\\n";',
  bash: 'n=0; for i in $(seq 50); do n=$((n + 1000)); done; echo $n',
};

let fixture: RunnerFixture;
beforeAll(async () => {
  // An empty folder: every proof is made here.
  fixture = await RunnerFixture.start(undefined, await mkdtemp(join(tmpdir(), 'cpast-languages-')));
  await fixture.runner.detected;
});
afterAll(() => fixture.stop());

describe('the languages of this machine', () => {
  it('are all ten of the table', () => {
    const missing = ROWS.filter(({ id }) => !fixture.runner.languages().some((view) => view.id === id));
    expect(
      missing.map(({ id }) => id),
      fixture.said.join('\n'),
    ).toEqual([]);
  });

  it('are found at once at the next start, which proves nothing anew', async () => {
    const proven = fixture.runner.languages();
    const again = await RunnerFixture.start(undefined, fixture.dataDir);
    await again.runner.detected;
    expect(again.runner.languages()).toEqual(proven);
    await again.runner.close();
    const looks = again.progress.filter(({ version }) => version !== null);
    expect(looks.length).toBeGreaterThanOrEqual(ROWS.length);
    expect(looks.filter(({ fromCache }) => !fromCache)).toEqual([]);
  });

  const names: [name: string, id: string][] = [
    ['Python', 'python'],
    ['Cpp', 'cpp'],
    ['C++', 'cpp'],
    ['Javascript', 'javascript'],
    ['NODE', 'javascript'],
    ['Rust', 'rust'],
    ['sh', 'bash'],
  ];
  it.each(names.filter(([, id]) => isTested(id)))('answer to %s', async (name, id) => {
    const prepared = await fixture.runner.prepare({ language: name, source: samples.get(id)!.sum });
    expect(prepared).toMatchObject({ kind: 'ready', program: { languageId: id } });
  });

  it('do not include what nobody has', async () => {
    for (const language of ['esperanto', 'python-1.0', '', 'python-', '__proto__']) {
      expect(await fixture.runner.prepare({ language, source: '' })).toEqual({
        kind: 'unknown_language',
        language,
      });
    }
  });
});

describe.each(ROWS.map(({ id, kind }) => ({ id, kind })))('$id', ({ id, kind }) => {
  const { hello, sum, broken, endless } = samples.get(id)!;

  it('greets', async () => {
    const outcome = await fixture.runOnce({ language: id, source: hello });
    expect([outcome.kind, outcome.stdout.toString()]).toEqual(['ok', `${GREETING}\n`]);
  });

  it('reads numbers from stdin and prints their sum', async () => {
    const outcome = await fixture.runOnce({ language: id, source: sum }, NUMBERS);
    expect({
      kind: outcome.kind,
      stdout: outcome.stdout.toString(),
      stderr: outcome.stderr.toString(),
    }).toEqual({
      kind: 'ok',
      stdout: `${SUM}\n`,
      stderr: '',
    });
    expect(outcome.memoryBytes).toBeGreaterThan(0);
  });

  it('says what is wrong with a program that is wrong', async () => {
    if (kind === 'interpreted') {
      const outcome = await fixture.runOnce({ language: id, source: broken });
      expect(outcome.kind).toBe('runtime_error');
      expect(outcome.stderr.toString()).toMatch(/syntax/i);
      return;
    }
    const prepared = await fixture.runner.prepare({ language: id, source: broken });
    expect(prepared).toMatchObject({
      kind: 'compile_error',
      compilation: { succeeded: false, output: expect.stringMatching(/undeclared_?name/i) as string },
    });
  });

  it('is stopped when it never ends', async () => {
    const outcome = await fixture.runOnce({ language: id, source: endless }, '', {
      cpuTimeLimitMs: 300,
    });
    expect(outcome.kind).toBe('cpu_time_limit');
  });

  it('may recurse as deep as solutions do', async () => {
    const outcome = await fixture.runOnce({ language: id, source: DEEP[id]! });
    expect(outcome.stderr.toString()).toBe('');
    expect(outcome.stdout.toString()).toBe('50000\n');
  });

  it('sees its further files in the current directory', async () => {
    const reader: Readonly<Record<string, string>> = {
      c: '#include <stdio.h>\nint main(void) { FILE *f = fopen("data/x.txt", "r"); char s[9]; fgets(s, 9, f); printf("%s", s); }',
      cpp: '#include <fstream>\n#include <iostream>\nint main() { std::string s; std::ifstream("data/x.txt") >> s; std::cout << s; }',
      python: 'print(open("data/x.txt").read(), end="")',
      javascript: 'process.stdout.write(require("fs").readFileSync("data/x.txt"))',
      java: 'import java.nio.file.*; class Main { public static void main(String[] a) throws Exception { System.out.print(Files.readString(Path.of("data/x.txt"))); } }',
      rust: 'fn main() { print!("{}", std::fs::read_to_string("data/x.txt").unwrap()); }',
      go: 'package main\nimport ("fmt"; "os")\nfunc main() { b, _ := os.ReadFile("data/x.txt"); fmt.Print(string(b)) }',
      ruby: 'print File.read("data/x.txt")',
      perl: 'open my $f, "<", "data/x.txt" or die; print <$f>;',
      bash: 'printf %s "$(<data/x.txt)"',
    };
    const files = [{ path: 'data/x.txt', content: 'content' }];
    const outcome = await fixture.runOnce({ language: id, source: reader[id]!, files });
    expect([outcome.kind, outcome.stdout.toString()]).toEqual(['ok', 'content']);
  });
});

describe('a program of several files', () => {
  const sum = async (
    language: string,
    source: string,
    files: Record<string, string>,
    compileArgs?: string[],
  ) => {
    const list = Object.entries(files).map(([path, content]) => ({ path, content }));
    return (await fixture.runOnce({ language, source, files: list, compileArgs })).stdout.toString().trim();
  };

  const programs: [id: string, source: string, files: Record<string, string>][] = [
    [
      'c',
      '#include "lib/add.h"\n#include <stdio.h>\nint main(void) { printf("%d", add(1, 2)); }',
      { 'lib/add.h': 'int add(int, int);', 'lib/add.c': 'int add(int a, int b) { return a + b; }' },
    ],
    [
      'cpp',
      '#include "add.cpp"\n#include <iostream>\nint main() { std::cout << add(1, 2); }',
      { 'add.cpp': 'int add(int a, int b) { return a + b; }' },
    ],
    [
      'python',
      'from lib.add import add\nprint(add(1, 2))',
      { 'lib/__init__.py': '', 'lib/add.py': 'def add(a, b): return a + b' },
    ],
    ['javascript', 'console.log(require("./add").add(1, 2))', { 'add.js': 'exports.add = (a, b) => a + b' }],
    [
      'java',
      'public class Main { public static void main(String[] a) { System.out.println(lib.Add.add(1, 2)); } }',
      {
        'lib/Add.java':
          'package lib; public class Add { public static int add(int a, int b) { return a + b; } }',
      },
    ],
    [
      'rust',
      'mod add; fn main() { println!("{}", add::add(1, 2)); }',
      { 'add.rs': 'pub fn add(a: i32, b: i32) -> i32 { a + b }' },
    ],
    [
      'go',
      'package main\nimport "fmt"\nfunc main() { fmt.Println(add(1, 2)) }',
      { 'add.go': 'package main\nfunc add(a, b int) int { return a + b }' },
    ],
    ['ruby', 'require_relative "add"\nputs add(1, 2)', { 'add.rb': 'def add(a, b) = a + b' }],
    ['perl', 'require "./add.pl"; print add(1, 2);', { 'add.pl': 'sub add { $_[0] + $_[1] } 1;' }],
    ['bash', '. ./add.sh; add 1 2', { 'add.sh': 'add() { echo $(($1 + $2)); }' }],
  ];
  it.each(programs.filter(([id]) => isTested(id)))('in %s finds them', async (language, source, files) => {
    expect(await sum(language, source, files)).toBe('3');
  });

  it('may have headers in a folder named by -I', async () => {
    const source = '#include "value.h"\n#include <iostream>\nint main() { std::cout << VALUE + MORE; }';
    expect(await sum('cpp', source, { 'inc/value.h': '#define VALUE 2' }, ['-Iinc', '-DMORE=1'])).toBe('3');
  });

  it('in JavaScript may use import statements', async () => {
    expect(
      await sum(
        'javascript',
        'import { readFileSync } from "node:fs"; console.log(typeof readFileSync);',
        {},
      ),
    ).toBe('function');
  });

  it.runIf(isTested('java'))(
    'in Java is started at the class that has main, in whatever package',
    async () => {
      const source =
        'package a.b;\nclass Helper { }\npublic class Start { public static void main(String... args) { System.out.println("ran"); } }';
      expect(await sum('java', source, {})).toBe('ran');
      const none = await fixture.runner.prepare({ language: 'java', source: 'class A { }' });
      expect(none).toMatchObject({
        kind: 'compile_error',
        compilation: { output: 'There is no class with a main method.' },
      });
    },
  );
});

it('a memory limit is a memory limit in languages with a heap of their own', async () => {
  const eaters: Record<string, string> = {
    python: 'x = []\nwhile True: x.append(bytearray(1 << 20))',
    javascript: 'const x = []; for (;;) x.push(new Array(1e5).fill(Math.random()))',
    java: 'import java.util.*; class Main { public static void main(String[] a) { List<int[]> x = new ArrayList<>(); for (;;) x.add(new int[1 << 18]); } }',
    go: 'package main\nvar x [][]byte\nfunc main() { for { b := make([]byte, 1<<20); for i := range b { b[i] = 1 }; x = append(x, b) } }',
    ruby: 'x = []; loop { x << "a" * (1 << 20) }',
    perl: 'my @x; push @x, "a" x (1 << 20) while 1;',
  };
  for (const [language, source] of Object.entries(eaters).filter(([id]) => isTested(id))) {
    const limits = { ...withDefaultLimits({}), memoryLimitBytes: 128 << 20, cpuTimeLimitMs: 10_000 };
    const outcome = await fixture.runOnce({ language, source }, '', limits);
    expect([language, outcome.kind, outcome.stderr.toString().slice(0, 300)]).toEqual([
      language,
      'memory_limit',
      expect.anything(),
    ]);
  }
});
