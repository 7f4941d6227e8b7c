import type { LanguageView } from '@app/contracts';

/** A language of Jobe, which of ours runs it, and the arguments that hold where a run gives none. */
export interface JobeLanguage {
  readonly id: string;
  /** The first that is here. */
  readonly ours: readonly string[];
  readonly fileName: string;
  readonly compileArgs: readonly string[];
  readonly interpreterArgs?: readonly string[];
  readonly memoryMegabytes: number;
}

const MEMORY = 400;
const LANGUAGES: readonly JobeLanguage[] = [
  {
    id: 'c',
    ours: ['c'],
    fileName: 'prog.c',
    compileArgs: ['-Wall', '-Werror', '-std=c99', '-x c'],
    memoryMegabytes: MEMORY,
  },
  {
    id: 'cpp',
    ours: ['cpp'],
    fileName: 'prog.cpp',
    compileArgs: ['-Wall', '-Werror'],
    memoryMegabytes: MEMORY,
  },
  // Its own limit of memory does not hold for Java there.
  {
    id: 'java',
    ours: ['java'],
    fileName: '',
    compileArgs: [],
    interpreterArgs: ['-Xrs', '-Xss8m', '-Xmx200m'],
    memoryMegabytes: 0,
  },
  {
    id: 'nodejs',
    ours: ['javascript'],
    fileName: 'prog.js',
    compileArgs: [],
    interpreterArgs: ['--use_strict'],
    memoryMegabytes: MEMORY,
  },
  {
    id: 'pascal',
    ours: ['pascal'],
    fileName: 'prog.pas',
    compileArgs: ['-vew', '-Se'],
    memoryMegabytes: MEMORY,
  },
  {
    id: 'php',
    ours: ['php'],
    fileName: 'prog.php',
    compileArgs: [],
    interpreterArgs: ['--no-php-ini'],
    memoryMegabytes: MEMORY,
  },
  {
    id: 'python2',
    ours: ['python-2.7'],
    fileName: 'prog.py',
    compileArgs: [],
    interpreterArgs: ['-BESs'],
    memoryMegabytes: MEMORY,
  },
  {
    id: 'python3',
    ours: ['python'],
    fileName: 'prog.py',
    compileArgs: [],
    interpreterArgs: ['-BE'],
    memoryMegabytes: 1000,
  },
];

/** Those that work here, each with the one of ours that runs it. */
export function languagesHere(
  here: readonly LanguageView[],
): { language: JobeLanguage; view: LanguageView }[] {
  return LANGUAGES.flatMap((language) => {
    const view = here.find(({ id }) => language.ours.includes(id));
    return view ? [{ language, view }] : [];
  });
}
