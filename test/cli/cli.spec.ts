import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FILES } from './support/programs.js';
import { Terminal } from './support/terminal.js';

const CLEX = 'n=N[1,5] ; N[1,9]{n} ;';

/** One command line as a user would type it, what it ends with, and what it must have said. */
interface Invocation {
  says: string;
  argv: readonly string[];
  stdin?: string;
  env?: Record<string, string>;
  code: number;
  stdout?: RegExp;
  stderr?: RegExp;
}

const STRESS: Invocation[] = [
  {
    says: 'finds and shrinks a difference, and prints input and both outputs',
    argv: ['stress', 'sum.py', 'sum-wrong.py', '--clex', CLEX, '--seed', '1'],
    code: 1,
    stdout: /difference found[^]*input \(4 B[^]*\n {2}1\n {2}7\nexpected\n {2}7\nactual\n {2}8/,
  },
  {
    says: 'finds none where there is none',
    argv: ['stress', 'sum.py', 'sum.c', '-g', CLEX],
    code: 0,
    stdout: /no difference \(100 inputs, seed \d+/,
  },
  {
    says: 'runs as many inputs as asked',
    argv: ['stress', 'sum.py', 'sum.c', '-g', CLEX, '-i', '7'],
    code: 0,
    stdout: /\(7 inputs/,
  },
  {
    says: 'leaves the input as it was found with --no-shrink',
    argv: ['stress', 'sum.py', 'sum-wrong.py', '-g', CLEX, '--no-shrink'],
    code: 1,
    stdout: /^(?![^]*shrunk from)/,
  },
  {
    says: 'prints one JSON document',
    argv: ['stress', 'sum.py', 'sum-wrong.py', '-g', CLEX, '--json'],
    code: 1,
    stdout: /^\{"verdict":"difference_found",.*\}\n$/,
  },
  {
    says: 'takes the clex text from a file',
    argv: ['stress', 'sum.py', 'sum-wrong.py', '--clex-file', 'input.clex'],
    code: 1,
    stdout: /difference found/,
  },
  {
    says: 'takes inputs from a generator program',
    argv: ['stress', 'sum.py', 'sum-wrong.py', '--generator', 'generator.py', '--seed', '5'],
    code: 1,
    stdout: /difference found/,
  },
  {
    says: 'takes inputs from files',
    argv: ['stress', 'sum.py', 'sum-wrong.py', '--input', 'one.txt', '--input', 'seven.txt'],
    code: 1,
    stdout: /\n {2}7 4/,
  },
  {
    says: 'says that a candidate does not compile, with the compiler’s words',
    argv: ['stress', 'sum.py', 'broken.c', '-g', CLEX],
    code: 3,
    stdout: /the candidate does not compile[^]*oops/,
  },
  {
    says: 'says that the reference fails',
    argv: ['stress', 'crash.py', 'sum.py', '-g', CLEX],
    code: 3,
    stdout: /reference failed[^]*the reference: runtime error \(exit code[^]*stderr\n {2}on the way/,
  },
  {
    says: 'says that the generator fails',
    argv: ['stress', 'sum.py', 'sum.c', '--generator', 'bad-generator.py'],
    code: 3,
    stdout: /generator failed/,
  },
  {
    says: 'accepts whatever a checker program accepts',
    argv: ['stress', 'sum.py', 'sum-wrong.py', '-g', CLEX, '--checker', 'checker.py'],
    code: 0,
    stdout: /no difference/,
  },
  {
    says: 'knows the checkers by name',
    argv: ['stress', 'sum.py', 'sum.c', '-g', CLEX, '--checker', 'floats:1e-9'],
    code: 0,
  },
  {
    says: 'reads a program from stdin',
    argv: ['stress', 'sum.py', 'python:-', '-g', CLEX],
    stdin: FILES['sum-wrong.py'],
    code: 1,
    stdout: /difference found/,
  },
  {
    says: 'is called test in the words of the first cpast',
    argv: ['test', '--correct-file', 'sum.py', '--test-file', 'sum-wrong.py', '--generator', CLEX],
    code: 1,
    stdout: /difference found/,
  },
  {
    says: 'knows the short options of the first cpast',
    argv: ['test', '-c', 'sum.py', '-t', 'sum.c', '-g', CLEX, '-i', '5', '-n', '-f'],
    code: 0,
  },
  {
    says: 'draws the line and carets under a wrong clex text',
    argv: ['stress', 'sum.py', 'sum.c', '-g', 'N[1,'],
    code: 2,
    stderr: /clex: 1:\d+: [^]*\n1 \| N\[1,[^]*\^[^]*hint: /,
  },
  {
    says: 'needs something to make inputs from',
    argv: ['stress', 'sum.py', 'sum.c'],
    code: 2,
    stderr: /say what inputs look like/,
  },
  {
    says: 'wants inputs from one place',
    argv: ['stress', 'sum.py', 'sum.c', '-g', CLEX, '--input', 'one.txt'],
    code: 2,
    stderr: /choose one of/,
  },
  {
    says: 'needs two programs',
    argv: ['stress', 'sum.py', '-g', CLEX],
    code: 2,
    stderr: /needs two programs/,
  },
  {
    says: 'names a file that is missing',
    argv: ['stress', 'none.py', 'sum.c', '-g', CLEX],
    code: 2,
    stderr: /none\.py: there is no such file/,
  },
  {
    says: 'names a folder that is no file',
    argv: ['stress', 'python:tests', 'sum.c', '-g', CLEX],
    code: 2,
    stderr: /tests: is a folder/,
  },
  {
    says: 'names an ending that it does not know',
    argv: ['stress', 'program.unknown', 'sum.c', '-g', CLEX],
    code: 2,
    stderr: /program\.unknown: its language is not known, because it ends in \.unknown/,
  },
  {
    says: 'names a file without an ending',
    argv: ['stress', 'noending', 'sum.c', '-g', CLEX],
    code: 2,
    stderr: /has no ending/,
  },
  {
    says: 'takes a language before a file',
    argv: ['stress', 'python:noending', 'python:noending', '-g', CLEX, '-i', '2'],
    code: 0,
  },
  {
    says: 'names a language that nobody knows',
    argv: ['stress', 'klingon:sum.py', 'sum.c', '-g', CLEX],
    code: 2,
    stderr: /klingon: there is no such language; known are /,
  },
  {
    says: 'names a checker that nobody knows',
    argv: ['stress', 'sum.py', 'sum.c', '-g', CLEX, '--checker', 'sloppy'],
    code: 2,
    stderr: /--checker sloppy/,
  },
  {
    says: 'refuses a tolerance that is none',
    argv: ['stress', 'sum.py', 'sum.c', '-g', CLEX, '--checker', 'floats:many'],
    code: 2,
    stderr: /tolerance/,
  },
  {
    says: 'refuses a number of inputs that is none',
    argv: ['stress', 'sum.py', 'sum.c', '-g', CLEX, '-i', 'many'],
    code: 2,
    stderr: /whole number/,
  },
  {
    says: 'refuses a seed that is none',
    argv: ['stress', 'sum.py', 'sum.c', '-g', CLEX, '--seed', '-1'],
    code: 2,
  },
  {
    says: 'refuses a time that is none',
    argv: ['stress', 'sum.py', 'sum.c', '-g', CLEX, '-T', 'long'],
    code: 2,
    stderr: /500ms or 2s/,
  },
  {
    says: 'refuses a size that is none',
    argv: ['stress', 'sum.py', 'sum.c', '-g', CLEX, '-M', 'much'],
    code: 2,
    stderr: /256M/,
  },
  {
    says: 'refuses an option that nobody knows, and says which was meant',
    argv: ['stress', 'sum.py', 'sum.c', '-g', CLEX, '--itterations', '3'],
    code: 2,
    stderr: /--iterations/,
  },
];

const RUN: Invocation[] = [
  { says: 'runs a program', argv: ['run', 'hello.py'], code: 0, stdout: /^hello\n$/ },
  {
    says: 'gives it what a pipe brings',
    argv: ['run', 'echo.py'],
    stdin: 'a line\n',
    code: 0,
    stdout: /^a line\n$/,
  },
  { says: 'gives it a file', argv: ['run', 'echo.py', '--input', 'one.txt'], code: 0, stdout: /^2\n3 4\n$/ },
  { says: 'gives it arguments', argv: ['run', 'args.py', '--', '-x', 'y'], code: 0, stdout: /^-x y\n$/ },
  {
    says: 'tells its exit code and what it wrote to stderr',
    argv: ['run', 'crash.py'],
    code: 1,
    stderr: /^on the way\nruntime error: exit code 3/,
  },
  {
    says: 'stops it at its time limit',
    argv: ['run', 'endless.py', '-T', '200ms'],
    code: 1,
    stderr: /time limit exceeded/,
  },
  {
    says: 'says that it does not compile',
    argv: ['run', 'broken.c'],
    code: 3,
    stderr: /does not compile[^]*oops/,
  },
  {
    says: 'prints one JSON document',
    argv: ['run', 'hello.py', '--json'],
    code: 0,
    stdout: /^\{"verdict":"accepted",.*"stdout":"hello\\n".*\}\n$/,
  },
  {
    says: 'takes a language for a file without ending',
    argv: ['run', 'noending', '--language', 'python'],
    code: 0,
    stdout: /^1\n$/,
  },
  {
    says: 'reads the program from stdin',
    argv: ['run', '-', '-l', 'python'],
    stdin: 'print(5)\n',
    code: 0,
    stdout: /^5\n$/,
  },
  {
    says: 'needs the language of a program from stdin',
    argv: ['run', '-'],
    stdin: 'print(5)\n',
    code: 2,
    stderr: /needs its language/,
  },
  { says: 'needs a program', argv: ['run'], code: 2, stderr: /missing required argument/ },
  {
    says: 'names an input that is missing',
    argv: ['run', 'echo.py', '--input', 'none.txt'],
    code: 2,
    stderr: /none\.txt: there is no such file/,
  },
  {
    says: 'names a service that does not answer',
    argv: ['run', 'hello.py', '--server', 'http://127.0.0.1:9'],
    code: 4,
    stderr: /127\.0\.0\.1:9: The service does not answer/,
  },
  {
    says: 'refuses an address that is none',
    argv: ['run', 'hello.py', '--server', 'ftp://x'],
    code: 2,
    stderr: /expected an address/,
  },
  {
    says: 'takes the service from the environment',
    argv: ['run', 'hello.py'],
    env: { CPAST_SERVER: '127.0.0.1:9' },
    code: 4,
    stderr: /does not answer/,
  },
];

const JUDGE: Invocation[] = [
  {
    says: 'accepts a program that is right on every test',
    argv: ['judge', 'sum.py', 'tests'],
    code: 0,
    stdout: /1 [^]*2 [^]*10 [^]*accepted: 3 of 3 tests/,
  },
  {
    says: 'names the test that fails',
    argv: ['judge', 'tests', 'sum-wrong.py'],
    code: 1,
    stdout: /FAILED 2 {2}wrong answer[^]*2 of 3 tests/,
  },
  {
    says: 'stops at the first failure when asked',
    argv: ['judge', 'crash.py', 'tests', '--stop-on-first-failure'],
    code: 1,
    stdout: /0 of 3/,
  },
  {
    says: 'says that the program does not compile',
    argv: ['judge', 'broken.c', 'tests'],
    code: 3,
    stdout: /oops/,
  },
  {
    says: 'prints one JSON document',
    argv: ['judge', 'sum.py', 'tests', '--json'],
    code: 0,
    stdout: /^\{"verdict":"accepted"/,
  },
  {
    says: 'names a folder that is missing',
    argv: ['judge', 'sum.py', 'none'],
    code: 2,
    stderr: /none: there is no such folder/,
  },
  {
    says: 'names a folder without tests',
    argv: ['judge', 'sum.py', 'empty'],
    code: 2,
    stderr: /empty: holds no test/,
  },
];

const PACKAGES: Invocation[] = [
  {
    says: 'judges by the tests of a package',
    argv: ['judge', 'sum.py', 'sums'],
    code: 0,
    stdout: /ok +sample\/1 [^]*accepted: 2 of 2 tests/,
  },
  {
    says: 'tells which test of a package fails',
    argv: ['judge', 'sum-wrong.py', 'sums'],
    code: 1,
    stdout: /FAILED secret\/2 /,
  },
  {
    says: 'leaves to the package what it says itself',
    argv: ['judge', 'sum.py', 'sums', '--checker', 'tokens'],
    code: 2,
    stderr: /is a problem package[^]*--checker/,
  },
  {
    says: 'verifies a package',
    argv: ['verify', 'sums'],
    code: 0,
    stdout: /^Sums \(kattis-legacy\): 2 tests\nok [^]*wrong answer[^]*all 2 solutions are what/,
  },
  {
    says: 'says which solution is not what the package says',
    argv: ['verify', 'lying'],
    code: 1,
    stdout: /WRONG +submissions\/wrong_answer\/right\.py[^]*1 of 1 solutions/,
  },
  { says: 'reports as JSON', argv: ['verify', 'lying', '--json'], code: 1, stdout: /^\{"agrees":false,/ },
  {
    says: 'verifies nothing that is not there',
    argv: ['verify', 'none'],
    code: 2,
    stderr: /no such file or folder/,
  },
  {
    says: 'verifies no folder that is no package',
    argv: ['verify', 'empty'],
    code: 2,
    stderr: /^cpast: empty: /,
  },
  {
    says: 'verifies no file that is no zip',
    argv: ['verify', 'sum.py'],
    code: 2,
    stderr: /^cpast: sum\.py: /,
  },
  {
    says: 'needs a service for suites',
    argv: ['suite', 'push', 'sums'],
    code: 2,
    stderr: /kept by a service/,
  },
  {
    says: 'needs to know which suite',
    argv: ['suite', 'pull'],
    code: 2,
    stderr: /missing required argument/,
  },
  {
    says: 'shows suites to some or to all',
    argv: ['suite', 'push', 'sums', '--public', 'x'],
    code: 2,
    stderr: /submit, read/,
  },
];

const OTHERS: Invocation[] = [
  { says: 'prints its help', argv: ['--help'], code: 0, stdout: /Usage: cpast/ },
  { says: 'prints the help of a command', argv: ['stress', '--help'], code: 0, stdout: /--clex <text>/ },
  { says: 'prints its version', argv: ['--version'], code: 0, stdout: /^\d+\.\d+\.\d+\n$/ },
  { says: 'knows no other command, and says which was meant', argv: ['stres'], code: 2, stderr: /stress/ },
  { says: 'draws an input', argv: ['generate', 'N[3,3]{2} ;', '--seed', '1'], code: 0, stdout: /^3 3\n$/ },
  {
    says: 'draws several inputs and tells the seed it drew',
    argv: ['generate', 'N[3,3] ;', '-n', '2'],
    code: 0,
    stdout: /^3\n3\n$/,
    stderr: /^seed \d+\n$/,
  },
  {
    says: 'draws the same input for the same seed and index',
    argv: ['generate', 'N[1,1] ;', '--seed', '8', '--index', '3'],
    code: 0,
    stdout: /^1\n$/,
  },
  { says: 'draws nothing from a wrong text', argv: ['generate', '(N'], code: 2, stderr: /hint: / },
  { says: 'needs a text to draw from', argv: ['generate'], code: 2, stderr: /needs a clex text/ },
  {
    says: 'prints a completion script for bash',
    argv: ['completion', 'bash'],
    code: 0,
    stdout: /stress\).*--clex.*[^]*complete .* cpast/,
  },
  {
    says: 'prints a completion script for zsh',
    argv: ['completion', 'zsh'],
    code: 0,
    stdout: /#compdef cpast/,
  },
  {
    says: 'prints a completion script for fish',
    argv: ['completion', 'fish'],
    code: 0,
    stdout: /complete -c cpast/,
  },
  { says: 'knows no other shell', argv: ['completion', 'cmd'], code: 2, stderr: /bash/ },
  {
    says: 'logs in nowhere without a token',
    argv: ['login', 'http://127.0.0.1:9', '--token', ' '],
    code: 2,
    stderr: /no token/,
  },
  {
    says: 'forgets the token of a service',
    argv: ['logout', 'http://127.0.0.1:9'],
    code: 0,
    stderr: /is forgotten/,
  },
  {
    says: 'does not watch itself',
    argv: ['watch', 'watch', 'run', 'hello.py'],
    code: 2,
    stderr: /watch itself/,
  },
  { says: 'examines this machine', argv: ['doctor'], code: 0, stdout: /healthy/ },
];

let terminal: Terminal;
beforeAll(async () => {
  terminal = await Terminal.open(FILES);
});
afterAll(() => terminal.close());

describe.each([
  ['cpast stress', STRESS],
  ['cpast run', RUN],
  ['cpast judge', JUDGE],
  ['cpast with packages', PACKAGES],
  ['cpast', OTHERS],
] as const)('%s', (_command, invocations) => {
  it.each(invocations)('$says', async ({ argv, stdin, env, code, stdout, stderr }) => {
    const ended = await terminal.type(argv, { ...(stdin !== undefined && { stdin }), ...(env && { env }) });
    expect(ended, `${ended.stdout}\n${ended.stderr}`).toMatchObject({ code });
    if (stdout) expect(ended.stdout).toMatch(stdout);
    if (stderr) expect(ended.stderr).toMatch(stderr);
  });
});

describe('a folder’s cpast.json', () => {
  it('holds the usual programs and options', async () => {
    const ended = await terminal.type(['stress'], { folder: 'folder' });
    expect(ended).toMatchObject({ code: 1, stdout: expect.stringContaining('difference found') });
  });

  it('is refused with the field that is not known', async () => {
    const ended = await terminal.type(['stress'], { folder: 'odd' });
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('referense') });
  });

  it('is refused when it is no JSON', async () => {
    const ended = await terminal.type(['stress'], { folder: 'odder' });
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('is no JSON') });
  });
});
