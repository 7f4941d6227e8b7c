import type { LanguageRow } from './row.js';
import { C, CPP } from './gcc.js';
import { JAVA } from './java.js';
import { MORE_ROWS } from './more.js';

const PYTHON: LanguageRow = {
  id: 'python',
  name: 'Python',
  aliases: ['py', 'python3'],
  kind: 'interpreted',
  source: 'main.py',
  packages: ['python3'],
  libraries: ['python3-numpy', 'python3-scipy', 'python3-sympy', 'python3-networkx'],
  imageVersion: '3.11',
  find: { names: /^python([23](\.\d+)?)?$/, roots: ['~/.pyenv/versions/*'] },
  version: { args: ['--version'], pattern: /Python (\d+\.\d+[\w.]*)/, idParts: 2, leastMajor: 3 },
  compile: null,
  run: {
    argv: ['{tool}', '-B', '{interpreterArgs}', '{source}'],
    zygote: true,
    // Python 2 asks the terminal, which is none, and falls back to ASCII.
    legacyEnv: { below: 3, env: ['PYTHONIOENCODING=utf-8'] },
  },
  check: [
    '{tool}',
    '-B',
    '-c',
    'import sys; compile(open(sys.argv[1], "rb").read(), sys.argv[1], "exec")',
    '{source}',
  ],
  proof: 'import sys\nsys.stdout.write(sys.stdin.readline())\n',
};

const JAVASCRIPT: LanguageRow = {
  id: 'javascript',
  name: 'JavaScript (Node.js)',
  aliases: ['js', 'node', 'nodejs'],
  kind: 'interpreted',
  source: 'main.js',
  packages: ['nodejs'],
  imageVersion: '18.20',
  find: { names: /^node(js)?$/, roots: ['~/.nvm/versions/node/*'] },
  version: { args: ['--version'], pattern: /v(\d+\.\d+[\w.-]*)/, idParts: 1 },
  // Lets main.js use import statements as well; older versions do not know the option.
  variants: [{ run: ['--experimental-detect-module'] }, {}],
  compile: null,
  run: {
    // The engine's own stack limit (1 MiB) is far below what recursive solutions need. Without an address
    // space limit the box lets the stack grow; the heap is bounded by the option, the rest by the box's
    // watchdog.
    argv: [
      '{tool}',
      '{variant}',
      '--no-warnings',
      '--stack-size={stackMiB:50-60}000',
      '--max-old-space-size={memoryMiB:100-0}',
      '{interpreterArgs}',
      '{source}',
    ],
  },
  check: ['{tool}', '{variant}', '--check', '{source}'],
  proof: "process.stdout.write(require('fs').readFileSync(0));\n",
};

const RUST: LanguageRow = {
  id: 'rust',
  name: 'Rust',
  aliases: ['rs'],
  kind: 'compiled',
  source: 'main.rs',
  packages: ['rustc'],
  imageVersion: '1.63',
  find: { names: /^rustc$/, roots: ['~/.rustup/toolchains/*'] },
  version: { args: ['--version'], pattern: /rustc (\d+\.\d+[\w.-]*)/, idParts: 2 },
  // A static program starts faster, where the C library's static part is installed. A linker given by its
  // path is started by posix_spawn; one that is searched for is started over a socket pair, which a box need
  // not allow.
  variants: [
    { compile: ['-Clinker=/usr/bin/cc', '-Ctarget-feature=+crt-static'] },
    { compile: ['-Clinker=/usr/bin/cc'] },
    { compile: ['-Ctarget-feature=+crt-static'] },
    {},
  ],
  compile: {
    argv: [
      '{tool}',
      '{default:-Copt-level=3}',
      '{default:--edition=2021}',
      '-Cstrip=debuginfo',
      '{variant}',
      '{args}',
      // Made from the name of the file, it may be none.
      '--crate-name',
      'main',
      '-o',
      'main',
      '{source}',
    ],
    output: 'main',
    placed: 'link',
    allowedArgs: [
      /^-[Og]$/,
      /^--edition[ =]20\d\d$/,
      /^-C ?(opt-level|target-cpu|overflow-checks|debug-assertions|codegen-units|lto|panic|debuginfo|strip)=[\w.-]+$/,
      /^-[AWDF] ?[a-z][\w:-]*$/,
      /^--cfg[ =][\w]+(="[\w .-]*")?$/,
      /^--cap-lints[ =][a-z]+$/,
    ],
  },
  run: { argv: ['./main'] },
  proof:
    'fn main() { let mut s = String::new(); std::io::stdin().read_line(&mut s).unwrap(); print!("{}", s); }\n',
};

const GO_ENV = ['CGO_ENABLED=0', 'GOFLAGS=-mod=mod', 'GOPROXY=off', 'GOTOOLCHAIN=local', 'GOPATH={tmp}/go'];
const GO_PACKAGES = [
  ...[
    'bufio',
    'bytes',
    'container/heap',
    'container/list',
    'container/ring',
    'context',
    'encoding/binary',
    'errors',
  ],
  ...[
    'encoding/json',
    'fmt',
    'hash/fnv',
    'io',
    'io/ioutil',
    'math',
    'math/big',
    'math/bits',
    'math/cmplx',
    'math/rand',
  ],
  ...[
    'os',
    'reflect',
    'regexp',
    'runtime',
    'runtime/debug',
    'sort',
    'strconv',
    'strings',
    'sync',
    'sync/atomic',
  ],
  ...['text/tabwriter', 'time', 'unicode', 'unicode/utf8', 'unsafe'],
];
const GO_STANDARD_LIBRARY = `package main\n${GO_PACKAGES.map((name) => `import _ "${name}"\n`).join('')}func main() {}\n`;

const GO: LanguageRow = {
  id: 'go',
  name: 'Go',
  aliases: ['golang'],
  kind: 'compiled',
  source: 'main.go',
  packages: ['golang-go'],
  imageVersion: '1.19',
  find: { names: /^go$/, roots: ['/usr/local/go'] },
  version: { args: ['version'], pattern: /go(\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: {
    // Not -trimpath: up to 1.19 the compiled standard library comes with Go, but only for builds without it.
    argv: ['{tool}', 'build', '-ldflags=-s -w', '{args}', '-o', 'main', '{sources}'],
    env: [...GO_ENV, 'GOCACHE={tmp}/go-cache'],
    output: 'main',
    placed: 'link',
    sources: /^[^/]+(?<!_test)\.go$/,
    allowedArgs: [/^-tags=[\w,]+$/, /^-gcflags=(-[NlB]( -[NlB])*)$/],
    // Go reads a build cache that it cannot write to.
    warmUp: {
      files: [{ path: 'main.go', content: GO_STANDARD_LIBRARY }],
      argv: ['{tool}', 'build', '-ldflags=-s -w', '-o', '{tmp}/main', 'main.go'],
      env: [...GO_ENV, 'GOCACHE={work}/go-cache'],
      directory: '',
      produces: /^go-cache\//,
      // Go insists on all of them.
      folders: Array.from({ length: 256 }, (_, i) => `go-cache/${i.toString(16).padStart(2, '0')}`),
      // What it has no index of, it takes for missing where it cannot write one: `log`, `os/exec` and
      // whatever else is not in the cache.
      compileEnv: [...GO_ENV, 'GOCACHE={warm}/go-cache', 'GODEBUG=goindex=0'],
    },
  },
  run: { argv: ['./main'], env: ['GOMEMLIMIT={memoryMiB:90-0}MiB'] },
  proof: 'package main\nimport "fmt"\nfunc main() { var s string; fmt.Scan(&s); fmt.Println(s) }\n',
};

const RUBY: LanguageRow = {
  id: 'ruby',
  name: 'Ruby',
  aliases: ['rb'],
  kind: 'interpreted',
  source: 'main.rb',
  packages: ['ruby'],
  imageVersion: '3.1',
  find: { names: /^ruby(\d(\.\d+)?)?$/, roots: ['~/.rbenv/versions/*'] },
  version: { args: ['--version'], pattern: /ruby (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: null,
  // No zygote: the signals of its threads need two descriptors and a timer that no run may share with the
  // next, and it reads the program before it loads RubyGems, which is two thirds of its start.
  run: { argv: ['{tool}', '{source}'] },
  check: ['{tool}', '-c', '{source}'],
  proof: '$stdout.write($stdin.gets)\n',
};

const PERL: LanguageRow = {
  id: 'perl',
  name: 'Perl',
  aliases: ['pl'],
  kind: 'interpreted',
  source: 'main.pl',
  packages: ['perl'],
  imageVersion: '5.36',
  find: { names: /^perl$/ },
  version: { args: ['--version'], pattern: /\(v(\d+\.\d+[\w.]*)\)/, idParts: 2 },
  compile: null,
  // The time of its start ($^T) is that of the run: preload/zygote.c of the box sees to it. Numbers of `rand`
  // have a seed that is drawn when the program first asks for one.
  run: { argv: ['{tool}', '{source}'], zygote: true },
  check: ['{tool}', '-c', '{source}'],
  proof: 'print scalar <STDIN>;\n',
};

const BASH: LanguageRow = {
  id: 'bash',
  name: 'Bash',
  aliases: ['sh', 'shell'],
  kind: 'interpreted',
  source: 'main.sh',
  packages: ['bash'],
  imageVersion: '5.2',
  find: { names: /^bash$/ },
  version: { args: ['--version'], pattern: /version (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: null,
  run: { argv: ['{tool}', '{source}'], processes: true },
  // A pipe needs processes: a box that denied them would not pass.
  check: ['{tool}', '-n', '{source}'],
  proof: 'IFS= read -r line; printf "%s\\n" "$line" | cat\n',
};

/** The ten that are used most: what the `core` image has. */
export const CORE_ROWS: readonly LanguageRow[] = [
  C,
  CPP,
  PYTHON,
  JAVASCRIPT,
  BASH,
  PERL,
  RUBY,
  JAVA,
  RUST,
  GO,
];

/**
 * Every language cpast knows; those whose tools are found and proven are offered. The common ones are looked
 * for first.
 */
export const LANGUAGE_ROWS: readonly LanguageRow[] = [...CORE_ROWS, ...MORE_ROWS];
