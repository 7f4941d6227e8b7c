import type { LanguageView } from '@app/contracts';

/** A language of Piston: how it is called there, and which of ours runs it. */
interface Row {
  readonly language: string;
  readonly aliases: readonly string[];
  /** The package, where it provides several languages. */
  readonly runtime?: string;
  readonly isCompiled: boolean;
  /** Versions that Piston has published: clients write them into their code. */
  readonly published: readonly string[];
  readonly ours: string;
}

const row = (
  language: string,
  aliases: string,
  runtime: string,
  isCompiled: boolean,
  published: string,
  ours: string,
): Row => ({
  language,
  aliases: aliases === '' ? [] : aliases.split(' '),
  ...(runtime !== '' && { runtime }),
  isCompiled,
  published: published === '' ? [] : published.split(' '),
  ours,
});

const ROWS: readonly Row[] = [
  row('awk', 'gawk', 'gawk', false, '5.1.0', 'awk'),
  row('bash', 'sh', '', false, '5.1.0 5.2.0', 'bash'),
  row('c', 'gcc', 'gcc', true, '10.2.0', 'c'),
  row('c++', 'cpp g++', 'gcc', true, '10.2.0', 'cpp'),
  row('cobol', 'cob', '', true, '3.1.2', 'cobol'),
  row('csharp', 'mono mono-csharp mono-c# mono-cs c# cs', 'mono', true, '6.12.0', 'csharp'),
  row('d', 'gdc', 'gcc', true, '10.2.0', 'd'),
  row('elixir', 'elixir exs', '', false, '1.11.3', 'elixir'),
  row('erlang', 'erlang erl escript', '', false, '23.0.0', 'erlang'),
  row('forth', 'gforth', '', false, '0.7.3', 'forth'),
  row('fortran', 'fortran f90', 'gcc', true, '10.2.0', 'fortran'),
  row('go', 'go golang', '', false, '1.16.2', 'go'),
  row('haskell', 'haskell hs', '', true, '9.0.1', 'haskell'),
  row('java', '', '', false, '15.0.2', 'java'),
  row(
    'javascript',
    'node-javascript node-js javascript js',
    'node',
    false,
    '15.10.0 16.3.0 18.15.0 20.11.1',
    'javascript',
  ),
  row('kotlin', 'kt', '', true, '1.4.31 1.8.20', 'kotlin'),
  row('lisp', 'lisp cl sbcl commonlisp', '', false, '2.1.2', 'lisp'),
  row('lua', 'lua', '', false, '5.4.2 5.4.4', 'lua'),
  row('nasm64', 'asm64', 'nasm', true, '2.15.5', 'assembly'),
  row('nim', 'nim', '', true, '1.4.4 1.6.2', 'nim'),
  row('ocaml', 'ocaml ml', '', true, '4.12.0', 'ocaml'),
  row('pascal', 'pascal freepascal pp pas', '', true, '3.2.0 3.2.2', 'pascal'),
  row('perl', 'perl pl', '', false, '5.26.1 5.36.0', 'perl'),
  row('php', 'php8 html', '', false, '8.0.2 8.2.3', 'php'),
  row('prolog', 'prolog plg', '', false, '8.2.4', 'prolog'),
  row('python', 'py py3 python3', '', false, '3.5.10 3.9.1 3.9.4 3.10.0 3.11.0 3.12.0', 'python'),
  row('python2', 'py2 python2', '', false, '2.7.18', 'python-2.7'),
  row('raku', 'raku rakudo perl6 p6 pl6', '', false, '6.100.0', 'raku'),
  row('rscript', 'r', '', false, '4.1.1', 'r'),
  row('ruby', 'ruby ruby3 rb', '', false, '2.5.1 3.0.1', 'ruby'),
  row('rust', 'rs', '', true, '1.50.0 1.56.1 1.62.0 1.63.0 1.65.0 1.68.2', 'rust'),
  row('scala', 'sc', '', true, '3.0.0 3.2.2', 'scala'),
  row('sqlite3', 'sqlite sql', '', false, '3.36.0', 'sql'),
  row('typescript', 'ts node-ts tsc typescript5 ts5', '', true, '4.2.3 5.0.3', 'typescript'),
  row('tcl', '', '', false, '', 'tcl'),
  row('scheme', '', '', false, '', 'scheme'),
  row('ada', '', '', true, '', 'ada'),
  row('pypy', '', '', false, '', 'pypy'),
  row('c-clang', '', '', true, '', 'c-clang'),
  row('cpp-clang', '', '', true, '', 'cpp-clang'),
];

/** What is no language: a program that can be started as it is. */
export const EXECUTABLE = 'file';
const EXECUTABLE_ROW = row(EXECUTABLE, 'executable elf binary', '', false, '0.0.1', 'bash');

export interface Runtime {
  readonly language: string;
  /** Three numbers. */
  readonly version: string;
  readonly aliases: readonly string[];
  readonly runtime?: string;
  readonly isCompiled: boolean;
  readonly published: readonly string[];
  /** The id of ours. */
  readonly ours: string;
}

/** What can be run here, as Piston lists it: one element per language and version, versions rising. */
export function runtimesOf(here: readonly LanguageView[]): Runtime[] {
  const executable = here.some(({ id }) => id === EXECUTABLE_ROW.ours)
    ? [{ ...EXECUTABLE_ROW, version: '0.0.1' }]
    : [];
  const languages = ROWS.flatMap(({ ours, ...row }) => {
    const found = new Map<string, Runtime>();
    for (const { id, version } of here.filter((language) => isOf(language.id, ours))) {
      const full = fullVersion(version);
      // Of two with one version the one without it in its name comes first in the list of ours.
      if (!found.has(full))
        found.set(full, { ...row, version: full, aliases: aliasesOf(row, full), ours: id });
    }
    return [...found.values()].sort((a, b) => compareVersions(a.version, b.version));
  });
  return [...languages, ...executable];
}

function isOf(id: string, ours: string): boolean {
  if (id === ours) return true;
  return /^(python|java|rust)$/.test(ours) && new RegExp(`^${ours}-[\\d.]+$`).test(id) && id !== 'python-2.7';
}

function aliasesOf({ language, aliases }: Pick<Row, 'language' | 'aliases'>, version: string): string[] {
  return language === 'python'
    ? [...aliases, `python${version.split('.').slice(0, 2).join('.')}`]
    : [...aliases];
}

/** `25` becomes `25.0.0`; what comes before a release stays with its tag. */
function fullVersion(version: string): string {
  const [, numbers = '0', tag = ''] = /^v?(\d+(?:\.\d+)*)(-[0-9A-Za-z.-]+)?/.exec(version) ?? [];
  const parts = numbers.split('.').map(Number);
  return `${[parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0].join('.')}${tag}`;
}

export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  return (
    left[0] - right[0] ||
    left[1] - right[1] ||
    left[2] - right[2] ||
    Number(b.includes('-')) - Number(a.includes('-'))
  );
}

export function numbersOf(version: string): [number, number, number] {
  const [a = 0, b = 0, c = 0] = (version.split('-')[0] ?? '').split('.').map((part) => Number(part) || 0);
  return [a, b, c];
}
