import type { LanguageView } from '@app/contracts';

/** A language of Judge0: how it is called there, where its program lies, and which of ours runs it. */
export interface Judge0Language {
  readonly id: number;
  readonly name: string;
  /** null: a multi-file program. */
  readonly sourceFile: string | null;
  readonly isCompiled: boolean;
  /** Ids of ours, the first that is there runs it. */
  readonly ours: readonly string[];
}

type Row = readonly [id: number, name: string, sourceFile: string | null, isCompiled: boolean, ours: string];

/**
 * Judge0 CE 1.13.1, its hosted service, and at the end what is ours alone. Names to the letter: clients
 * choose by them.
 */
const ROWS: readonly Row[] = [
  [43, 'Plain Text', 'text.txt', false, 'bash'],
  [44, 'Executable', 'a.out', false, 'bash'],
  [45, 'Assembly (NASM 2.14.02)', 'main.asm', true, 'assembly'],
  [46, 'Bash (5.0.0)', 'script.sh', false, 'bash'],
  [47, 'Basic (FBC 1.07.1)', 'main.bas', true, ''],
  [48, 'C (GCC 7.4.0)', 'main.c', true, 'c'],
  [49, 'C (GCC 8.3.0)', 'main.c', true, 'c'],
  [50, 'C (GCC 9.2.0)', 'main.c', true, 'c'],
  [51, 'C# (Mono 6.6.0.161)', 'Main.cs', true, 'csharp'],
  [52, 'C++ (GCC 7.4.0)', 'main.cpp', true, 'cpp'],
  [53, 'C++ (GCC 8.3.0)', 'main.cpp', true, 'cpp'],
  [54, 'C++ (GCC 9.2.0)', 'main.cpp', true, 'cpp'],
  [55, 'Common Lisp (SBCL 2.0.0)', 'script.lisp', false, 'lisp'],
  [56, 'D (DMD 2.089.1)', 'main.d', true, 'd'],
  [57, 'Elixir (1.9.4)', 'script.exs', false, 'elixir'],
  [58, 'Erlang (OTP 22.2)', 'main.erl', false, 'erlang'],
  [59, 'Fortran (GFortran 9.2.0)', 'main.f90', true, 'fortran'],
  [60, 'Go (1.13.5)', 'main.go', true, 'go'],
  [61, 'Haskell (GHC 8.8.1)', 'main.hs', true, 'haskell'],
  [62, 'Java (OpenJDK 13.0.1)', 'Main.java', true, 'java'],
  [63, 'JavaScript (Node.js 12.14.0)', 'script.js', false, 'javascript'],
  [64, 'Lua (5.3.5)', 'script.lua', true, 'lua'],
  [65, 'OCaml (4.09.0)', 'main.ml', true, 'ocaml'],
  [66, 'Octave (5.1.0)', 'script.m', false, ''],
  [67, 'Pascal (FPC 3.0.4)', 'main.pas', true, 'pascal'],
  [68, 'PHP (7.4.1)', 'script.php', false, 'php'],
  [69, 'Prolog (GNU Prolog 1.4.5)', 'main.pro', true, 'prolog'],
  [70, 'Python (2.7.17)', 'script.py', false, 'python-2.7'],
  [71, 'Python (3.8.1)', 'script.py', false, 'python-3.8 python'],
  [72, 'Ruby (2.7.0)', 'script.rb', false, 'ruby'],
  [73, 'Rust (1.40.0)', 'main.rs', true, 'rust'],
  [74, 'TypeScript (3.7.4)', 'script.ts', true, 'typescript'],
  [75, 'C (Clang 7.0.1)', 'main.c', true, 'c-clang'],
  [76, 'C++ (Clang 7.0.1)', 'main.cpp', true, 'cpp-clang'],
  [77, 'COBOL (GnuCOBOL 2.2)', 'main.cob', true, 'cobol'],
  [78, 'Kotlin (1.3.70)', 'Main.kt', true, 'kotlin'],
  [79, 'Objective-C (Clang 7.0.1)', 'main.m', true, ''],
  [80, 'R (4.0.0)', 'script.r', false, 'r'],
  [81, 'Scala (2.13.2)', 'Main.scala', true, 'scala'],
  [82, 'SQL (SQLite 3.27.2)', 'script.sql', false, 'sql'],
  [83, 'Swift (5.2.3)', 'Main.swift', true, ''],
  [84, 'Visual Basic.Net (vbnc 0.0.0.5943)', 'Main.vb', true, ''],
  [85, 'Perl (5.28.1)', 'script.pl', false, 'perl'],
  [86, 'Clojure (1.10.1)', 'main.clj', false, ''],
  [87, 'F# (.NET Core SDK 3.1.202)', 'script.fsx', false, ''],
  [88, 'Groovy (3.0.3)', 'script.groovy', true, ''],
  [89, 'Multi-file program', null, false, 'bash'],
  [90, 'Dart (2.19.2)', 'main.dart', true, ''],
  [91, 'Java (JDK 17.0.6)', 'Main.java', true, 'java-17 java'],
  [92, 'Python (3.11.2)', 'script.py', false, 'python-3.11 python'],
  [93, 'JavaScript (Node.js 18.15.0)', 'script.js', false, 'javascript'],
  [94, 'TypeScript (5.0.3)', 'script.ts', true, 'typescript'],
  [95, 'Go (1.18.5)', 'main.go', true, 'go'],
  [96, 'JavaFX (JDK 17.0.6, OpenJFX 22.0.2)', 'Main.java', true, ''],
  [97, 'JavaScript (Node.js 20.17.0)', 'script.js', false, 'javascript'],
  [98, 'PHP (8.3.11)', 'script.php', false, 'php'],
  [99, 'R (4.4.1)', 'script.r', false, 'r'],
  [100, 'Python (3.12.5)', 'script.py', false, 'python-3.12 python'],
  [101, 'TypeScript (5.6.2)', 'script.ts', true, 'typescript'],
  [102, 'JavaScript (Node.js 22.08.0)', 'script.js', false, 'javascript'],
  [103, 'C (GCC 14.1.0)', 'main.c', true, 'c'],
  [104, 'C (Clang 18.1.8)', 'main.c', true, 'c-clang'],
  [105, 'C++ (GCC 14.1.0)', 'main.cpp', true, 'cpp'],
  [106, 'Go (1.22.0)', 'main.go', true, 'go'],
  [107, 'Go (1.23.5)', 'main.go', true, 'go'],
  [108, 'Rust (1.85.0)', 'main.rs', true, 'rust'],
  [109, 'Python (3.13.2)', 'script.py', false, 'python-3.13 python'],
  [110, 'C (Clang 19.1.7)', 'main.c', true, 'c-clang'],
  [111, 'Kotlin (2.1.10)', 'Main.kt', true, 'kotlin'],
  [112, 'Scala (3.4.2)', 'Main.scala', true, 'scala'],
  [113, 'Python (3.14.0)', 'script.py', false, 'python'],
  [1000, 'AWK', 'script.awk', false, 'awk'],
  [1001, 'Tcl', 'script.tcl', false, 'tcl'],
  [1002, 'Raku', 'script.raku', false, 'raku'],
  [1003, 'Forth', 'script.fs', false, 'forth'],
  [1004, 'Scheme', 'script.scm', false, 'scheme'],
  [1005, 'Ada', 'main.adb', true, 'ada'],
  [1006, 'Nim', 'main.nim', true, 'nim'],
  [1007, 'PyPy', 'script.py', false, 'pypy'],
];

/** Shown, and refused: names by their ids from 1 on. */
const ARCHIVED_NAMES = [
  'Bash (4.4)',
  'Bash (4.0)',
  'Basic (fbc 1.05.0)',
  'C (gcc 7.2.0)',
  'C (gcc 6.4.0)',
  'C (gcc 6.3.0)',
  'C (gcc 5.4.0)',
  'C (gcc 4.9.4)',
  'C (gcc 4.8.5)',
  'C++ (g++ 7.2.0)',
  'C++ (g++ 6.4.0)',
  'C++ (g++ 6.3.0)',
  'C++ (g++ 5.4.0)',
  'C++ (g++ 4.9.4)',
  'C++ (g++ 4.8.5)',
  'C# (mono 5.4.0.167)',
  'C# (mono 5.2.0.224)',
  'Clojure (1.8.0)',
  'Crystal (0.23.1)',
  'Elixir (1.5.1)',
  'Erlang (OTP 20.0)',
  'Go (1.9)',
  'Haskell (ghc 8.2.1)',
  'Haskell (ghc 8.0.2)',
  'Insect (5.0.0)',
  'Java (OpenJDK 9 with Eclipse OpenJ9)',
  'Java (OpenJDK 8)',
  'Java (OpenJDK 7)',
  'JavaScript (nodejs 8.5.0)',
  'JavaScript (nodejs 7.10.1)',
  'OCaml (4.05.0)',
  'Octave (4.2.0)',
  'Pascal (fpc 3.0.0)',
  'Python (3.6.0)',
  'Python (3.5.3)',
  'Python (2.7.9)',
  'Python (2.6.9)',
  'Ruby (2.4.0)',
  'Ruby (2.3.3)',
  'Ruby (2.2.6)',
  'Ruby (2.1.9)',
  'Rust (1.20.0)',
];
const COMPILED_OF_OLD = /^(Basic|C|C\+\+|C#|Crystal|Go|Haskell|Insect|Java|OCaml|Pascal|Rust) \(/;
const SOURCES_OF_OLD: Readonly<Record<string, string>> = {
  Bash: 'script.sh',
  Basic: 'main.bas',
  C: 'main.c',
  'C++': 'main.cpp',
  'C#': 'Main.cs',
  Clojure: 'main.clj',
  Crystal: 'main.cr',
  Elixir: 'main.exs',
  Erlang: 'main.erl',
  Go: 'main.go',
  Haskell: 'main.hs',
  Insect: 'main.ins',
  Java: 'Main.java',
  JavaScript: 'main.js',
  OCaml: 'main.ml',
  Octave: 'file.m',
  Pascal: 'main.pas',
  Python: 'main.py',
  Ruby: 'main.rb',
  Rust: 'main.rs',
};

export const JUDGE0_LANGUAGES: readonly Judge0Language[] = [
  ...ARCHIVED_NAMES.map((name, index) => ({
    id: index + 1,
    name,
    sourceFile: SOURCES_OF_OLD[name.split(' ')[0]!] ?? 'main.txt',
    isCompiled: COMPILED_OF_OLD.test(name),
    ours: [],
  })),
  ...ROWS.map(([id, name, sourceFile, isCompiled, ours]) => ({
    id,
    name,
    sourceFile,
    isCompiled,
    ours: ours === '' ? [] : ours.split(' '),
  })),
];
const BY_ID = new Map(JUDGE0_LANGUAGES.map((language) => [language.id, language]));

export function judge0Language(id: number): Judge0Language | undefined {
  return BY_ID.get(id);
}

/**
 * The id of ours that runs it here; null: none, so it counts as archived. SQL scripts are given to a shell.
 */
export function oursOf({ ours }: Judge0Language, here: readonly LanguageView[]): string | null {
  return ours.find((id) => here.some((language) => language.id === id)) ?? null;
}

export interface ShownLanguage {
  id: number;
  name: string;
  is_archived: boolean;
  source_file: string | null;
  compile_cmd: string | null;
  run_cmd: string | null;
}

/** As `GET /languages/ID` answers. */
export function shownLanguage(language: Judge0Language, here: readonly LanguageView[]): ShownLanguage {
  const { id, name, sourceFile, isCompiled } = language;
  return {
    id,
    name,
    is_archived: oursOf(language, here) === null,
    source_file: sourceFile,
    compile_cmd: isCompiled ? compileCommandOf(language) : null,
    run_cmd: sourceFile === null ? null : runCommandOf(language),
  };
}

function compileCommandOf({ name, sourceFile }: Judge0Language): string {
  const compiler = COMPILERS[name.split(' ')[0]!] ?? 'compile';
  const binary = name.includes('Clang') ? (name.startsWith('C++') ? 'clang++' : 'clang') : compiler;
  return `${binary} %s ${sourceFile}`;
}

const COMPILERS: Readonly<Record<string, string>> = {
  'C++': 'g++',
  C: 'gcc',
  Java: 'javac',
  Rust: 'rustc',
  Go: 'go build',
  TypeScript: 'tsc',
  Kotlin: 'kotlinc',
  Scala: 'scalac',
  Haskell: 'ghc',
  Pascal: 'fpc',
  OCaml: 'ocamlc',
  Fortran: 'gfortran',
  Assembly: 'nasm -f elf64',
  COBOL: 'cobc -free -x -o main',
  Lua: 'luac',
  Prolog: 'gplc',
  'C#': 'mcs',
  D: 'ldc2',
  Nim: 'nim compile',
  Ada: 'gnatmake',
};
const RUNNERS: Readonly<Record<string, string>> = {
  Bash: 'bash',
  Python: 'python3',
  JavaScript: 'node',
  TypeScript: 'node',
  Ruby: 'ruby',
  Perl: 'perl',
  PHP: 'php',
  R: 'Rscript',
  Elixir: 'elixir',
  Erlang: 'escript',
  Lua: 'lua',
  Common: 'sbcl --script',
  AWK: 'awk -f',
  Tcl: 'tclsh',
  Raku: 'raku',
  PyPy: 'pypy3',
};

/** What a shell is said to have started: messages about signals show it. */
export function runCommandOf({ name, sourceFile, isCompiled }: Judge0Language): string {
  const word = name.split(' ')[0]!;
  if (word === 'Java') return 'java Main';
  if (word === 'SQL') return 'cat script.sql | sqlite3 db.sqlite';
  if (word === 'Plain') return 'cat text.txt';
  const runner = RUNNERS[word];
  if (runner !== undefined && sourceFile !== null) return `${runner} ${sourceFile.replace(/\.ts$/, '.js')}`;
  if (sourceFile === null) return 'bash run';
  return isCompiled || word === 'Executable' ? './a.out' : `${word.toLowerCase()} ${sourceFile}`;
}
