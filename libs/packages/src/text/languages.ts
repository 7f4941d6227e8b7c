const BY_EXTENSION: Readonly<Record<string, string>> = {
  c: 'c',
  cc: 'cpp',
  cpp: 'cpp',
  cxx: 'cpp',
  'c++': 'cpp',
  java: 'java',
  py: 'python',
  py2: 'python',
  py3: 'python',
  js: 'javascript',
  mjs: 'javascript',
  ts: 'typescript',
  rs: 'rust',
  go: 'go',
  rb: 'ruby',
  kt: 'kotlin',
  pas: 'pascal',
  dpr: 'pascal',
  hs: 'haskell',
  cs: 'csharp',
  php: 'php',
  pl: 'perl',
  pm: 'perl',
  sh: 'bash',
  bash: 'bash',
  scala: 'scala',
  ml: 'ocaml',
  d: 'd',
  lua: 'lua',
  nim: 'nim',
  adb: 'ada',
  asm: 'assembly',
  f: 'fortran',
  f90: 'fortran',
  lisp: 'lisp',
  cl: 'lisp',
  scm: 'scheme',
  r: 'r',
  ex: 'elixir',
  exs: 'elixir',
  erl: 'erlang',
  cob: 'cobol',
  awk: 'awk',
  tcl: 'tcl',
  sql: 'sql',
  raku: 'raku',
  fs: 'forth',
};

/** Extensions of files that belong to a program and are none by themselves. */
const HEADERS = new Set(['h', 'hh', 'hpp', 'hxx', 'inc']);

export function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const at = name.lastIndexOf('.');
  return at < 0 ? '' : name.slice(at + 1).toLowerCase();
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The name of a file without its folder and its last extension. */
export function stemOf(path: string): string {
  return baseName(path).replace(/\.[^.]*$/, '');
}

export function isHeader(path: string): boolean {
  return HEADERS.has(extensionOf(path));
}

/**
 * Id of the language of a source by its name; undefined where it is none that is known. `.C` is C++, by
 * custom.
 */
export function languageOfPath(path: string): string | undefined {
  if (path.endsWith('.C')) return 'cpp';
  const extension = extensionOf(path);
  return Object.hasOwn(BY_EXTENSION, extension) ? BY_EXTENSION[extension] : undefined;
}

/**
 * The language of a name that packages use: `cpp.g++17`, `java11`, `python.pypy3`, `Python 3`, `C++`.
 * Undefined for a name that is none.
 */
export function languageOfName(name: string): string | undefined {
  const [word = '', detail = ''] = name.trim().toLowerCase().split(/[.\s]/);
  if (detail.startsWith('pypy') || word.startsWith('pypy')) return 'pypy';
  if (/^(c\+\+|cpp|cc|g\+\+)/.test(word)) return 'cpp';
  if (/^(c|gcc|c99|c11|c17)$/.test(word)) return 'c';
  if (/^python2/.test(`${word}${detail}`)) return 'python-2.7';
  const plain = word.replace(/\d+$/, '');
  if (plain === 'node' || plain === 'nodejs') return 'javascript';
  if (plain === 'golang') return 'go';
  if (plain === 'c#' || plain === 'mono') return 'csharp';
  if (Object.values(BY_EXTENSION).includes(plain)) return plain;
  return Object.hasOwn(BY_EXTENSION, plain) ? BY_EXTENSION[plain] : undefined;
}
