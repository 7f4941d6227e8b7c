import type { LanguageRow } from '../row.js';

export const PYPY: LanguageRow = {
  id: 'pypy',
  name: 'Python (PyPy)',
  aliases: ['pypy3'],
  kind: 'interpreted',
  source: 'main.py',
  packages: ['pypy3'],
  imageVersion: '7.3 (Python 3.9)',
  find: { names: /^pypy3(\.\d+)?$/ },
  version: { args: ['--version'], pattern: /PyPy (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: null,
  // What it takes where it does not know the processor's cache. Where it looks for that itself, it warns on
  // stderr, for a box has no /proc/cpuinfo.
  run: { argv: ['{tool}', '-B', '{source}'], env: ['PYPY_GC_NURSERY=4M'] },
  check: [
    '{tool}',
    '-B',
    '-c',
    'import sys; compile(open(sys.argv[1], "rb").read(), sys.argv[1], "exec")',
    '{source}',
  ],
  proof: 'import sys\nsys.stdout.write(sys.stdin.readline())\n',
};

export const PHP: LanguageRow = {
  id: 'php',
  name: 'PHP',
  aliases: [],
  kind: 'interpreted',
  source: 'main.php',
  packages: ['php-cli'],
  imageVersion: '8.2',
  find: { names: /^php(\d\.\d)?$/ },
  version: { args: ['-n', '--version'], pattern: /PHP (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: null,
  run: {
    argv: [
      ...['{tool}', '-n', '-d', 'memory_limit=-1', '-d', 'display_errors=stderr', '-d', 'html_errors=0'],
      ...['{interpreterArgs}', '{source}'],
    ],
    // It opens the program first of all, and begins the request, whose time and seeds these are, after that.
    zygote: true,
  },
  check: ['{tool}', '-n', '-d', 'display_errors=stderr', '-l', '{source}'],
  proof: '<?php echo fgets(STDIN);\n',
};

export const LUA: LanguageRow = {
  id: 'lua',
  name: 'Lua',
  aliases: [],
  kind: 'interpreted',
  source: 'main.lua',
  packages: ['lua5.4'],
  imageVersion: '5.4',
  find: { names: /^lua(5\.\d)?$/ },
  version: { args: ['-v'], pattern: /Lua (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: null,
  // No zygote: it seeds `math.random` at its start, so all runs would get the same numbers.
  run: { argv: ['{tool}', '{source}'] },
  check: ['{tool}', '-e', 'assert(loadfile(os.getenv("SOURCE")))'],
  proof: 'print(io.read())\n',
};

export const LISP: LanguageRow = {
  id: 'lisp',
  name: 'Common Lisp (SBCL)',
  aliases: ['common-lisp', 'sbcl'],
  kind: 'interpreted',
  source: 'main.lisp',
  packages: ['sbcl'],
  imageVersion: '2.2.9',
  find: { names: /^sbcl$/ },
  version: { args: ['--version'], pattern: /SBCL (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: null,
  run: {
    argv: [
      ...['{tool}', '--dynamic-space-size', '{memoryMiB:200-0}MB', '--control-stack-size', '64MB'],
      ...['--script', '{source}'],
    ],
  },
  // Without names, which may be of packages that the program makes.
  check: [
    ...['{tool}', '--noinform', '--no-sysinit', '--no-userinit', '--eval'],
    '(handler-case (with-open-file (s (sb-ext:posix-getenv "SOURCE")) (let ((*read-suppress* t)) (loop until (eq (read s nil s) s)))) (error (e) (format *error-output* "~a~%" e) (sb-ext:exit :code 1)))',
    '--quit',
  ],
  proof: '(format t "~a~%" (read-line))\n',
};

export const SCHEME: LanguageRow = {
  id: 'scheme',
  name: 'Scheme (Guile)',
  aliases: ['guile'],
  kind: 'interpreted',
  source: 'main.scm',
  packages: ['guile-3.0'],
  imageVersion: '3.0',
  find: { names: /^guile(-3\.\d)?$/ },
  version: { args: ['--version'], pattern: /Guile\) (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: null,
  // As many processors as its collector takes when it cannot count them. Where it counts them itself, it warns
  // on stderr, for a box has no /proc/stat.
  run: { argv: ['{tool}', '--no-auto-compile', '-s', '{source}'], env: ['GC_NPROCS=1'] },
  check: [
    ...['{tool}', '--no-auto-compile', '-c'],
    '(call-with-input-file (getenv "SOURCE") (lambda (port) (let loop () (unless (eof-object? (read port)) (loop)))))',
  ],
  proof: '(use-modules (ice-9 rdelim))\n(display (read-line))\n(newline)\n',
};

export const PROLOG: LanguageRow = {
  id: 'prolog',
  name: 'Prolog (SWI)',
  aliases: ['swipl'],
  kind: 'interpreted',
  source: 'main.pl',
  packages: ['swi-prolog-nox'],
  imageVersion: '9.0',
  find: { names: /^swipl$/ },
  version: { args: ['--version'], pattern: /version (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: null,
  // Directives and initialization goals run while the file is loaded; then there is nothing left to do.
  run: {
    argv: ['{tool}', '-q', '--on-error=halt', '-g', 'halt', '{source}'],
  },
  // Reads with the operators that the program declares or takes from libraries.
  check: [
    ...['{tool}', '-q', '--on-error=halt', '-g'],
    'getenv("SOURCE", F), prolog_open_source(F, S), repeat, prolog_read_source_term(S, T, _, [syntax_errors(error)]), T == end_of_file, !',
    ...['-t', 'halt'],
  ],
  proof: ':- initialization((read_line_to_string(user_input, S), writeln(S))).\n',
};

export const R: LanguageRow = {
  id: 'r',
  name: 'R',
  aliases: ['rscript'],
  kind: 'interpreted',
  source: 'main.R',
  packages: ['r-base-core'],
  imageVersion: '4.2',
  find: { names: /^Rscript$/, shows: ['/etc/R'] },
  version: { args: ['--version'], pattern: /version (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: null,
  // R is started by a shell script.
  run: { argv: ['{tool}', '--vanilla', '{source}'], processes: true },
  check: ['{tool}', '--vanilla', '-e', 'invisible(parse(Sys.getenv("SOURCE")))'],
  proof: 'cat(readLines(file("stdin"), n = 1), "\\n", sep = "")\n',
};

export const TCL: LanguageRow = {
  id: 'tcl',
  name: 'Tcl',
  aliases: ['tclsh'],
  kind: 'interpreted',
  source: 'main.tcl',
  packages: ['tcl'],
  imageVersion: '8.6',
  find: { names: /^tclsh(8\.\d)?$/ },
  version: { args: [], stdin: 'puts "Tcl [info patchlevel]"\n', pattern: /Tcl (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: null,
  run: { argv: ['{tool}', '{source}'] },
  proof: 'puts [gets stdin]\n',
};

/** A database in memory; standard input is a file like any other: `.import /dev/stdin TABLE`. */
export const SQL: LanguageRow = {
  id: 'sql',
  name: 'SQL (SQLite)',
  aliases: ['sqlite', 'sqlite3'],
  kind: 'interpreted',
  source: 'main.sql',
  packages: ['sqlite3'],
  imageVersion: '3.40',
  find: { names: /^sqlite3$/ },
  version: { args: ['--version'], pattern: /^(\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: null,
  run: { argv: ['{tool}', '-batch', '-bail', ':memory:', '.read "{source}"'] },
  proof: 'create table line(text);\n.import /dev/stdin line\nselect text from line;\n',
};

export const AWK: LanguageRow = {
  id: 'awk',
  name: 'AWK (GNU)',
  aliases: ['gawk'],
  kind: 'interpreted',
  source: 'main.awk',
  packages: ['gawk'],
  imageVersion: '5.2',
  find: { names: /^gawk$/ },
  version: { args: ['--version'], pattern: /GNU Awk (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: null,
  run: { argv: ['{tool}', '-f', '{source}'] },
  check: ['{tool}', '--pretty-print=/dev/null', '-f', '{source}'],
  proof: '{ print }\n',
};

export const RAKU: LanguageRow = {
  id: 'raku',
  name: 'Raku',
  aliases: ['perl6', 'rakudo'],
  kind: 'interpreted',
  source: 'main.raku',
  packages: ['rakudo'],
  imageVersion: '2022.12',
  find: { names: /^rakudo$/ },
  version: { args: ['--version'], pattern: /v(\d{4}\.\d+)/, idParts: 2 },
  compile: null,
  run: { argv: ['{tool}', '{source}'], env: ['RAKUDO_ERROR_COLOR=0'] },
  check: ['{tool}', '-c', '{source}'],
  proof: 'say get;\n',
};

export const FORTH: LanguageRow = {
  id: 'forth',
  name: 'Forth (Gforth)',
  aliases: ['gforth'],
  kind: 'interpreted',
  source: 'main.fs',
  packages: ['gforth'],
  imageVersion: '0.7',
  find: { names: /^gforth$/ },
  version: { args: ['--version'], pattern: /gforth (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: null,
  run: { argv: ['{tool}', '{source}', '-e', 'bye'] },
  proof: 'create line 64 allot\nline 64 stdin read-line throw drop line swap type cr\n',
};
