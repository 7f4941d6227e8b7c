import type { InteractRequest, InteractResult, Limits, Program } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownBoxes } from '../../runner/testing.js';
import { performJob } from '../index.js';
import { testContext } from '../testing/context.js';
import { startRealRunner, type RealRunner } from '../testing/real-runner.js';

let real: RealRunner;

const python = (source: string): Program => ({ language: 'python', source });

/** The number is in the input; says `high`, `low` or `yes`, and is content with at most ten questions. */
const GUESSING = python(`
import sys
secret = int(open(sys.argv[1]).read())
for question in range(10):
    line = sys.stdin.readline()
    if not line:
        sys.stderr.write('no more questions\\n')
        sys.exit(1)
    guess = int(line)
    print('yes' if guess == secret else 'high' if guess > secret else 'low', flush=True)
    if guess == secret:
        sys.stderr.write(f'found after {question + 1}\\n')
        sys.exit(0)
sys.stderr.write('too many questions\\n')
sys.exit(1)
`);
const SEARCH = `
low, high = 1, 1000
while True:
    middle = (low + high) // 2
    print(middle, flush=True)
    answer = input()
    if answer == 'yes': break
    if answer == 'high': high = middle - 1
    else: low = middle + 1
`;
/** Content with one line at once; what comes after that is the program's own affair. */
const CONTENT = python("input(); print('thanks', flush=True)");

interface Rest {
  interactor?: Program;
  protocol?: 'kattis';
  tests?: InteractRequest['tests'];
  limits?: Partial<Limits>;
}
async function interact(
  source: string,
  { interactor = GUESSING, tests = [{ input: '77' }], ...rest }: Rest = {},
) {
  const request: InteractRequest = { kind: 'interact', program: python(source), interactor, tests, ...rest };
  const { verdict, result } = await performJob(request, await testContext(real.runner));
  const { tests: results, error } = result as InteractResult & { error?: string };
  return { verdict, test: results[0]!, results, error };
}
const QUICK = { wallTimeLimitMs: 1_000, cpuTimeLimitMs: 500 };

describe.each([
  ['a relay between their boxes', true],
  ['the worker', false],
])('a program and its interactor, through %s,', (_, forksBoxes) => {
  beforeAll(async () => (real = await startRealRunner(['python', 'c'], { forksBoxes })));
  afterAll(() => real.stop());

  it('talk until both are content, test after test, and what they said is told with its time', async () => {
    const tests = [{ input: '77', name: 'low' }, { input: '500' }, { input: '1000' }];
    const { verdict, results } = await interact(SEARCH, { tests });
    expect(verdict).toBe('accepted');
    expect(results.map(({ name }) => name)).toEqual(['low', '#2', '#3']);
    const { transcript, message, interactor, cpuTimeMs } = results[1]!;
    expect(transcript.map(({ from, text }) => [from, text])).toEqual([
      ['program', '500\n'],
      ['interactor', 'yes\n'],
    ]);
    expect(transcript[0]!.atMs).toBeGreaterThan(0);
    expect(transcript[1]!.atMs).toBeGreaterThanOrEqual(transcript[0]!.atMs);
    expect(message).toBe('found after 1');
    expect(interactor.cpuTimeMs).toBeGreaterThan(0);
    expect(cpuTimeMs).toBeGreaterThan(0);
    expect(await ownBoxes()).toEqual([]);
  });

  it('find out that it asks too much: wrong, whatever the program does afterwards', async () => {
    const always = 'while True:\n    print(1, flush=True)\n    input()';
    expect(await interact(always)).toMatchObject({
      verdict: 'wrong_answer',
      test: { message: 'too many questions' },
    });
    const crashing = 'for i in range(10): print(1, flush=True)\nimport os, time\ntime.sleep(0.5)\nos.abort()';
    expect((await interact(crashing)).verdict).toBe('wrong_answer');
  });

  it('can be content before the program crashes, or goes on for too long', async () => {
    const after = (what: string) => `print(1, flush=True)\ninput()\n${what}`;
    const rest = { interactor: CONTENT, limits: QUICK };
    expect((await interact(after('import sys; sys.exit(3)'), rest)).verdict).toBe('runtime_error');
    expect((await interact(after('while True: pass'), rest)).verdict).toBe('time_limit_exceeded');
    // The interactor has gone and reads none of this, which is no reason to die.
    expect((await interact(after('print("x" * 300000, flush=True)'), rest)).verdict).toBe('accepted');
  });

  it('are judged by the program where that ends first', async () => {
    expect((await interact('print(1, flush=True)\nraise SystemExit(2)')).verdict).toBe('runtime_error');
    expect((await interact('while True: pass', { limits: QUICK })).verdict).toBe('time_limit_exceeded');
    expect(await interact('print(1, flush=True)')).toMatchObject({
      verdict: 'wrong_answer',
      test: { message: 'no more questions', exitCode: 0 },
    });
  });

  /** As DOMjudge's own tests of what stands between the two have it. */
  const PIPES: [title: string, interactor: string, program: string, verdict: string][] = [
    [
      'the interactor closes its input, and is content with what comes afterwards',
      'os.close(0)\nprint("go", flush=True)\nos._exit(42)',
      'input()\nfor _ in range(20000): print("word" * 9)',
      'accepted',
    ],
    ['the interactor rejects at once', 'os._exit(43)', 'time.sleep(0.3)\nprint(1)', 'wrong_answer'],
    ['the interactor accepts at once', 'os._exit(42)', 'sys.stdin.read()\nprint(1)', 'accepted'],
    ['the interactor never writes', 'sys.stdin.read()\nos._exit(42)', 'input()', 'time_limit_exceeded'],
    [
      'the program closes its input and is told more all the same',
      'for _ in range(20000): print("word" * 9)\nsys.stdout.flush()\nos._exit(42 if sys.stdin.readline() else 43)',
      'os.close(0)\nprint("right", flush=True)\ntime.sleep(0.2)',
      'accepted',
    ],
    [
      'the program closes its output and goes on',
      'os._exit(42 if sys.stdin.readline() else 43)',
      'os.close(1)\ntime.sleep(0.2)\nos._exit(0)',
      'wrong_answer',
    ],
    [
      'the program never writes',
      'print(1, flush=True)\nos._exit(42 if sys.stdin.readline() else 43)',
      'input()',
      'wrong_answer',
    ],
    [
      'the program crashes at once',
      'os._exit(42 if sys.stdin.readline() else 43)',
      'os._exit(9)',
      'runtime_error',
    ],
    [
      'both talk without an end',
      'while True: print(1, flush=True); input()',
      'while True: print(input(), flush=True)',
      'time_limit_exceeded',
    ],
  ];
  it.each(PIPES)('end as they should where %s', async (_title, interactor, program, verdict) => {
    const head = 'import os, sys, time\n';
    const ended = await interact(head + program, {
      interactor: python(head + interactor),
      protocol: 'kattis',
      limits: QUICK,
    });
    expect(ended).toMatchObject({ verdict });
  });

  it('that wait for each other are ended within a second', async () => {
    const forgets = "import sys\nsys.stdout.write('77')\ninput()";
    const { verdict, test } = await interact(forgets, { limits: { wallTimeLimitMs: 20_000 } });
    expect(verdict).toBe('time_limit_exceeded');
    expect(test.message).toBe('both sides wait for each other');
    expect(test.wallTimeMs).toBeLessThan(1_500);
  });

  it('of which one sleeps are not mistaken for that', async () => {
    const sleeps = 'import time\ntime.sleep(0.8)\n' + SEARCH;
    expect((await interact(sleeps)).verdict).toBe('accepted');
    const idle = 'import time\ntime.sleep(60)';
    expect(await interact(idle, { limits: QUICK })).toMatchObject({
      verdict: 'time_limit_exceeded',
      test: { message: 'the interactor waits for output of the program' },
    });
  });

  it('end as internal_error where the interactor is broken or too slow, never as the program', async () => {
    const broken = python('input()\nraise SystemExit(3)');
    const { verdict, error } = await interact(SEARCH, { interactor: broken });
    expect(verdict).toBe('internal_error');
    expect(error).toContain('the interactor');
    const slow = python('input()\nwhile True: pass');
    expect((await interact(SEARCH, { interactor: slow, limits: QUICK })).verdict).toBe('internal_error');
  });

  it("speak Kattis' protocol where that is asked for", async () => {
    const kattis = python(`
import sys
answer = open(sys.argv[2]).read()
open(sys.argv[3] + 'judgemessage.txt', 'w').write('seen')
sys.exit(42 if input() == answer else 43)
`);
    const rest = { interactor: kattis, protocol: 'kattis' as const };
    const tests = [{ input: '', expectedOutput: '5' }];
    expect((await interact('print(5)', { ...rest, tests })).verdict).toBe('accepted');
    expect((await interact('print(6)', { ...rest, tests })).verdict).toBe('wrong_answer');
  });

  it('may be started anew by the interactor, which finds what it wrote before', async () => {
    const twice = python(`
import os, sys
folder, said = sys.argv[3], input()
seen = os.path.exists(folder + 'state')
print('go on', flush=True)
if not seen:
    open(folder + 'state', 'w').write(said)
    open(folder + 'nextpass.in', 'w').write('second')
sys.exit(42 if not seen or (open(sys.argv[1]).read() == 'second' and open(folder + 'state').read() == said) else 43)
`);
    const rest = { interactor: twice, protocol: 'kattis' as const, tests: [{ input: 'first' }] };
    const { verdict, test } = await interact('print(7, flush=True)\ninput()', rest);
    expect(verdict).toBe('accepted');
    expect(test.passes).toBe(2);
    const forEver = python(
      "import sys\nprint('go on', flush=True)\nopen(sys.argv[3] + 'nextpass.in', 'w').close()\nsys.exit(42)",
    );
    const endless = await interact('input()', { ...rest, interactor: forEver });
    expect(endless.verdict).toBe('internal_error');
    expect(endless.error).toContain('more than 2 passes');
  });

  it('may say more than anybody keeps, one after the other', async () => {
    const talkative = python(
      "import sys\nok = len(input()) == 3000000\nprint('y' * 3000000, flush=True)\nsys.exit(0 if ok else 1)",
    );
    const source = "print('x' * 3000000, flush=True)\nassert len(input()) == 3000000";
    const { verdict, test } = await interact(source, { interactor: talkative });
    expect(verdict).toBe('accepted');
    for (const side of ['program', 'interactor']) {
      const said = test.transcript.filter(({ from }) => from === side).map(({ text }) => text);
      expect(said.join('').length).toBeGreaterThan(100 * 1024);
      expect(said.join('').length).toBeLessThan(140 * 1024);
      expect(said.filter((text) => text.startsWith('[...]'))).toHaveLength(1);
    }
  });

  it('that both say much and read nothing are ended by the clock', async () => {
    const talkative = python("import sys\nprint('y' * 3000000, flush=True)\ninput()");
    const source = "print('x' * 3000000, flush=True)\ninput()";
    const { verdict } = await interact(source, { interactor: talkative, limits: QUICK });
    expect(verdict).toBe('time_limit_exceeded');
  });

  it('are judged by a checker that looks at what the interactor wrote, with points and groups', async () => {
    const notes = python(
      "import sys\nopen(sys.argv[2], 'w').write(input())\nprint('ok', flush=True)\nsys.exit(0)",
    );
    const request: InteractRequest = {
      kind: 'interact',
      program: python('import sys\nprint(5, flush=True)\ninput()'),
      interactor: notes,
      checker: { type: 'tokens' },
      tests: [
        { name: 'five', input: '', expectedOutput: '5', points: 40 },
        { name: 'six', input: '', expectedOutput: '6', points: 60 },
      ],
      groups: [{ name: 'all of it', tests: ['five', 'six'], aggregation: 'sum' }],
    };
    const { verdict, result } = await performJob(request, await testContext(real.runner));
    expect(verdict).toBe('wrong_answer');
    expect(result).toMatchObject({
      passed: 1,
      points: 40,
      maxPoints: 100,
      groups: [{ name: 'all of it', verdict: 'wrong_answer', points: 40 }],
      tests: [{ verdict: 'accepted' }, { verdict: 'wrong_answer', firstDifference: { expected: '6' } }],
    });
  });
});
