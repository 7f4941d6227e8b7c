import { extname } from 'node:path';
import { CliError } from '../exit-codes.js';

/** The language that a file's ending stands for; where several share one, the more usual. */
const LANGUAGE_BY_ENDING: Readonly<Record<string, string>> = Object.freeze({
  adb: 'ada',
  asm: 'assembly',
  awk: 'awk',
  bash: 'bash',
  c: 'c',
  'c++': 'cpp',
  cbl: 'cobol',
  cc: 'cpp',
  cjs: 'javascript',
  cob: 'cobol',
  cpp: 'cpp',
  cs: 'csharp',
  cxx: 'cpp',
  d: 'd',
  erl: 'erlang',
  ex: 'elixir',
  exs: 'elixir',
  f90: 'fortran',
  f95: 'fortran',
  fs: 'forth',
  go: 'go',
  hs: 'haskell',
  java: 'java',
  js: 'javascript',
  kt: 'kotlin',
  lisp: 'lisp',
  lua: 'lua',
  mjs: 'javascript',
  ml: 'ocaml',
  nim: 'nim',
  pas: 'pascal',
  php: 'php',
  pl: 'perl',
  pro: 'prolog',
  py: 'python',
  py3: 'python',
  r: 'r',
  raku: 'raku',
  rb: 'ruby',
  rs: 'rust',
  s: 'assembly',
  scala: 'scala',
  scm: 'scheme',
  sh: 'bash',
  sql: 'sql',
  tcl: 'tcl',
  ts: 'typescript',
});

/**
 * The language of a source file by its ending, in any case.
 * @throws CliError that says how to name the language instead
 */
export function languageOf(path: string): string {
  const ending = extname(path).slice(1).toLowerCase();
  const language = LANGUAGE_BY_ENDING[ending];
  if (language !== undefined) return language;
  const why = ending === '' ? 'has no ending' : `ends in .${ending}`;
  throw new CliError(
    `${path}: its language is not known, because it ${why}; name it with --language or LANGUAGE:FILE`,
  );
}
