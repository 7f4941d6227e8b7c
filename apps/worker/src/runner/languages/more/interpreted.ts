import type { LanguageRow } from '../row.js';

export const PYPY: LanguageRow = {
  id: 'pypy',
  name: 'Python (PyPy)',
  aliases: ['pypy3'],
  kind: 'interpreted',
  source: 'main.py',
  packages: ['pypy3'],
  find: { names: /^pypy3(\.\d+)?$/ },
  version: { args: ['--version'], pattern: /PyPy (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: null,
  run: { argv: ['{tool}', '-B', '{program}/{source}'], addressSpace: 'data' },
  proof: 'import sys\nsys.stdout.write(sys.stdin.readline())\n',
};

export const PHP: LanguageRow = {
  id: 'php',
  name: 'PHP',
  aliases: [],
  kind: 'interpreted',
  source: 'main.php',
  packages: ['php-cli'],
  find: { names: /^php(\d\.\d)?$/ },
  version: { args: ['-n', '--version'], pattern: /PHP (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: null,
  run: {
    argv: [
      ...['{tool}', '-n', '-d', 'memory_limit=-1', '-d', 'display_errors=stderr', '-d', 'html_errors=0'],
      '{program}/{source}',
    ],
    addressSpace: 'as',
  },
  proof: '<?php echo fgets(STDIN);\n',
};

export const LUA: LanguageRow = {
  id: 'lua',
  name: 'Lua',
  aliases: [],
  kind: 'interpreted',
  source: 'main.lua',
  packages: ['lua5.4'],
  find: { names: /^lua(5\.\d)?$/ },
  version: { args: ['-v'], pattern: /Lua (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: null,
  run: { argv: ['{tool}', '{program}/{source}'], addressSpace: 'as' },
  proof: 'print(io.read())\n',
};

export const LISP: LanguageRow = {
  id: 'lisp',
  name: 'Common Lisp (SBCL)',
  aliases: ['common-lisp', 'sbcl'],
  kind: 'interpreted',
  source: 'main.lisp',
  packages: ['sbcl'],
  find: { names: /^sbcl$/ },
  version: { args: ['--version'], pattern: /SBCL (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: null,
  run: {
    argv: [
      ...['{tool}', '--dynamic-space-size', '{memoryMiB:100-40}MB', '--control-stack-size', '64MB'],
      ...['--script', '{program}/{source}'],
    ],
    addressSpace: 'none',
  },
  proof: '(format t "~a~%" (read-line))\n',
};

export const SCHEME: LanguageRow = {
  id: 'scheme',
  name: 'Scheme (Guile)',
  aliases: ['guile'],
  kind: 'interpreted',
  source: 'main.scm',
  packages: ['guile-3.0'],
  find: { names: /^guile(-3\.\d)?$/ },
  version: { args: ['--version'], pattern: /Guile\) (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: null,
  run: { argv: ['{tool}', '--no-auto-compile', '-s', '{program}/{source}'], addressSpace: 'none' },
  proof: '(use-modules (ice-9 rdelim))\n(display (read-line))\n(newline)\n',
};

export const PROLOG: LanguageRow = {
  id: 'prolog',
  name: 'Prolog (SWI)',
  aliases: ['swipl'],
  kind: 'interpreted',
  source: 'main.pl',
  packages: ['swi-prolog-nox'],
  find: { names: /^swipl$/ },
  version: { args: ['--version'], pattern: /version (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: null,
  // Directives and initialization goals run while the file is loaded; then there is nothing left to do.
  run: {
    argv: ['{tool}', '-q', '--on-error=halt', '-g', 'halt', '{program}/{source}'],
    addressSpace: 'none',
  },
  proof: ':- initialization((read_line_to_string(user_input, S), writeln(S))).\n',
};

export const R: LanguageRow = {
  id: 'r',
  name: 'R',
  aliases: ['rscript'],
  kind: 'interpreted',
  source: 'main.R',
  packages: ['r-base-core'],
  find: { names: /^Rscript$/, shows: ['/etc/R'] },
  version: { args: ['--version'], pattern: /version (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: null,
  // R is started by a shell script.
  run: { argv: ['{tool}', '--vanilla', '{program}/{source}'], addressSpace: 'data', processes: true },
  proof: 'cat(readLines(file("stdin"), n = 1), "\\n", sep = "")\n',
};

export const TCL: LanguageRow = {
  id: 'tcl',
  name: 'Tcl',
  aliases: ['tclsh'],
  kind: 'interpreted',
  source: 'main.tcl',
  packages: ['tcl'],
  find: { names: /^tclsh(8\.\d)?$/ },
  version: { args: [], stdin: 'puts "Tcl [info patchlevel]"\n', pattern: /Tcl (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: null,
  run: { argv: ['{tool}', '{program}/{source}'], addressSpace: 'as' },
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
  find: { names: /^sqlite3$/ },
  version: { args: ['--version'], pattern: /^(\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: null,
  run: { argv: ['{tool}', '-batch', '-bail', ':memory:', '.read {program}/{source}'], addressSpace: 'as' },
  proof: 'create table line(text);\n.import /dev/stdin line\nselect text from line;\n',
};

export const AWK: LanguageRow = {
  id: 'awk',
  name: 'AWK (GNU)',
  aliases: ['gawk'],
  kind: 'interpreted',
  source: 'main.awk',
  packages: ['gawk'],
  find: { names: /^gawk$/ },
  version: { args: ['--version'], pattern: /GNU Awk (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: null,
  run: { argv: ['{tool}', '-f', '{program}/{source}'], addressSpace: 'as' },
  proof: '{ print }\n',
};

export const RAKU: LanguageRow = {
  id: 'raku',
  name: 'Raku',
  aliases: ['perl6', 'rakudo'],
  kind: 'interpreted',
  source: 'main.raku',
  packages: ['rakudo'],
  find: { names: /^rakudo$/ },
  version: { args: ['--version'], pattern: /v(\d{4}\.\d+)/, idParts: 2 },
  compile: null,
  run: { argv: ['{tool}', '{program}/{source}'], addressSpace: 'none' },
  proof: 'say get;\n',
};

export const FORTH: LanguageRow = {
  id: 'forth',
  name: 'Forth (Gforth)',
  aliases: ['gforth'],
  kind: 'interpreted',
  source: 'main.fs',
  packages: ['gforth'],
  find: { names: /^gforth$/ },
  version: { args: ['--version'], pattern: /gforth (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: null,
  run: { argv: ['{tool}', '{program}/{source}', '-e', 'bye'], addressSpace: 'as' },
  proof: 'create line 64 allot\nline 64 stdin read-line throw drop line swap type cr\n',
};
