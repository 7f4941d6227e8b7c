/** Every way in which programs start others, where that is allowed and where it is not. */
import { withDefaultLimits } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isTested } from '../../../../test/support/languages.js';
import type { RunOutcome } from './runner.js';
import { RunnerFixture } from './testing.js';

interface Way {
  language: string;
  source: string;
  /** What it writes where processes are allowed; default: `child`. */
  says?: string;
  stdin?: string;
}

const python = (source: string, says?: string): Way => ({
  language: 'python',
  source,
  ...(says && { says }),
});
const c = (body: string): Way => ({
  language: 'c',
  source: `${['stdio', 'stdlib', 'spawn', 'unistd', 'sys/wait'].map((name) => `#include <${name}.h>\n`).join('')}
extern char **environ;
int main(void) { char s[32] = ""; ${body} return 0; }
`,
});
const SQUARES = 'def f(x): return x * x\nif __name__ == "__main__":\n';

const WAYS: Readonly<Record<string, Way>> = {
  'subprocess of Python': python(
    'import subprocess\nprint(subprocess.check_output(["echo", "child"], text=True))',
  ),
  'os.popen of Python': python('import os\np = os.popen("echo child")\nprint(p.read())'),
  'os.system of Python': python('import os, sys\nsys.exit(os.system("echo child") != 0)'),
  'os.fork of Python': python(
    'import os\np = os.fork()\nif p == 0:\n  print("child", flush=True)\n  os._exit(0)\nos.waitpid(p, 0)',
  ),
  'multiprocessing.Pool': python(
    `from multiprocessing import Pool\n${SQUARES}  with Pool(2) as p: print(p.map(f, range(5)))`,
    '[0, 1, 4, 9, 16]',
  ),
  'multiprocessing that spawns': python(
    `import multiprocessing as m\n${SQUARES}  with m.get_context("spawn").Pool(2) as p: print(p.map(f, range(3)))`,
    '[0, 1, 4]',
  ),
  'multiprocessing.Queue': python(
    'from multiprocessing import Process, Queue\ndef f(q): q.put("child")\nif __name__ == "__main__":\n  q = Queue()\n  p = Process(target=f, args=(q,))\n  p.start()\n  print(q.get(timeout=10))\n  p.join()',
  ),
  ProcessPoolExecutor: python(
    `from concurrent.futures import ProcessPoolExecutor\n${SQUARES}  with ProcessPoolExecutor(2) as p: print(list(p.map(f, range(4))))`,
    '[0, 1, 4, 9]',
  ),
  'asyncio subprocess': python(
    'import asyncio\nasync def main():\n  p = await asyncio.create_subprocess_exec("echo", "child", stdout=-1)\n  print((await p.communicate())[0].decode())\nasyncio.run(main())',
  ),
  'fork of C': c(
    'int p = fork(); if (p < 0) return 1; if (!p) { puts("child"); return 0; } waitpid(p, 0, 0);',
  ),
  'vfork of C': c(
    'int p = vfork(); if (p < 0) return 1; if (!p) { execlp("echo", "echo", "child", NULL); _exit(1); } waitpid(p, 0, 0);',
  ),
  'posix_spawn of C': c(
    'int p; char *v[] = {"echo", "child", NULL}; if (posix_spawnp(&p, "echo", 0, 0, v, environ)) return 1; waitpid(p, 0, 0);',
  ),
  'popen of C': c(
    'FILE *f = popen("echo child", "r"); if (!f) return 1; fgets(s, 32, f); pclose(f); fputs(s, stdout);',
  ),
  'system of C': c('return system("echo child") != 0;'),
  'backticks of Perl': { language: 'perl', source: 'print `echo child`;' },
  'a pipe of Perl': { language: 'perl', source: 'open my $f, "-|", "echo", "child" or die; print <$f>;' },
  'system of Perl': { language: 'perl', source: '$| = 1; exit(system("echo", "child") != 0);' },
  'backticks of Ruby': { language: 'ruby', source: 'print `echo child`' },
  'IO.popen of Ruby': { language: 'ruby', source: 'print IO.popen(["echo", "child"]).read' },
  'Open3 of Ruby': {
    language: 'ruby',
    source: 'require "open3"; print Open3.capture2("cat", stdin_data: "child")[0]',
  },
  'child_process of Node': {
    language: 'javascript',
    source:
      'require("child_process").execFile("echo", ["child"], (e, out) => { if (e) throw e; process.stdout.write(out); });',
  },
  'fork of Node': {
    language: 'javascript',
    source:
      'if (process.send) process.send("child"); else require("child_process").fork(__filename).on("message", (m) => console.log(m));',
  },
  'ProcessBuilder of Java': {
    language: 'java',
    source:
      'public class Main { public static void main(String[] a) throws Exception { System.out.print(new String(new ProcessBuilder("echo", "child").start().getInputStream().readAllBytes())); } }',
  },
  'exec.Command of Go': {
    language: 'go',
    source:
      'package main\nimport ("fmt"; "os/exec")\nfunc main() { b, err := exec.Command("echo", "child").Output(); if err != nil { panic(err) }; fmt.Print(string(b)) }\n',
  },
  'Command of Rust': {
    language: 'rust',
    source:
      'fn main() { let o = std::process::Command::new("echo").arg("child").output().unwrap(); print!("{}", String::from_utf8_lossy(&o.stdout)); }\n',
  },
  'a pipe of AWK': { language: 'awk', source: '{ print $1 | "sort" }', stdin: 'b\na\n', says: 'a\nb' },
  'getline of AWK': { language: 'awk', source: 'BEGIN { "echo child" | getline x; print x }' },
  'exec of Tcl': { language: 'tcl', source: 'puts [exec echo child]' },
};
/**
 * These have their own ways on where a start is refused, and may even end well; what holds of them is only
 * that it is said.
 */
const GO_ON = ['backticks of Perl', 'a pipe of Perl', 'os.popen of Python'];

let fixture: RunnerFixture;
let offered: Set<string>;
beforeAll(async () => {
  fixture = await RunnerFixture.start([...new Set(Object.values(WAYS).map(({ language }) => language))]);
  await fixture.runner.detected;
  offered = new Set(fixture.runner.languages().map(({ id }) => id));
}, 180_000);
afterAll(() => fixture.stop());

const run = ({ language, source, stdin = '' }: Way, allowProcesses: boolean): Promise<RunOutcome> =>
  fixture.runOnce({ language, source }, stdin, {
    allowProcesses,
    cpuTimeLimitMs: 10_000,
    wallTimeLimitMs: 30_000,
    memoryLimitBytes: withDefaultLimits().memoryLimitBytes,
  });

describe.each(Object.entries(WAYS).filter(([, { language }]) => isTested(language)))('%s', (name, way) => {
  const lacks = (context: { skip(note: string): void }): boolean => {
    if (offered.has(way.language)) return false;
    context.skip(`${way.language} is not installed on this machine`);
    return true;
  };

  it('works where processes are allowed', { timeout: 60_000 }, async (context) => {
    if (lacks(context)) return;
    const outcome = await run(way, true);
    expect([outcome.kind, outcome.stdout.toString().trim()], outcome.stderr.toString()).toEqual([
      'ok',
      way.says ?? 'child',
    ]);
    expect(outcome.processDenied).toBe(false);
  });

  it('is refused at once where they are not, which is said', { timeout: 60_000 }, async (context) => {
    if (lacks(context)) return;
    const outcome = await run(way, false);
    expect(outcome.processDenied, outcome.stderr.toString()).toBe(true);
    expect(outcome.stdout.toString()).not.toContain('child');
    expect(GO_ON.includes(name) ? ['ok', 'runtime_error'] : ['runtime_error']).toContain(outcome.kind);
  });
});
