import { StreamLanguage, type StreamParser } from '@codemirror/language';
import type { Extension } from '@codemirror/state';

type Load = () => Promise<Extension>;
const legacy = (parser: StreamParser<unknown>): Extension => StreamLanguage.define(parser);

/**
 * Which highlighting belongs to a language, by its id (or alias). The first row that matches wins; each mode
 * is a chunk of its own, loaded when a program in that language is first shown.
 */
const MODES: readonly (readonly [RegExp, Load])[] = [
  [
    /^(c|cpp|c\+\+|cc|cxx|gcc|g\+\+|clang.*|cpp\d+|c\d+)$/,
    async () => (await import('@codemirror/lang-cpp')).cpp(),
  ],
  [/^(py|python|pypy|cpython)[\d.]*$/, async () => (await import('@codemirror/lang-python')).python()],
  [
    /^(js|javascript|node|nodejs|deno|bun)$/,
    async () => (await import('@codemirror/lang-javascript')).javascript(),
  ],
  [
    /^(ts|typescript)$/,
    async () => (await import('@codemirror/lang-javascript')).javascript({ typescript: true }),
  ],
  [/^java[\d]*$/, async () => (await import('@codemirror/lang-java')).java()],
  [/^(rs|rust)$/, async () => (await import('@codemirror/lang-rust')).rust()],
  [/^(go|golang)$/, async () => (await import('@codemirror/lang-go')).go()],
  [/^(rb|ruby)$/, async () => legacy((await import('@codemirror/legacy-modes/mode/ruby')).ruby)],
  [/^(kt|kotlin)$/, async () => legacy((await import('@codemirror/legacy-modes/mode/clike')).kotlin)],
  [/^scala$/, async () => legacy((await import('@codemirror/legacy-modes/mode/clike')).scala)],
  [/^(cs|csharp|c#|mono)$/, async () => legacy((await import('@codemirror/legacy-modes/mode/clike')).csharp)],
  [/^dart$/, async () => legacy((await import('@codemirror/legacy-modes/mode/clike')).dart)],
  [/^(hs|haskell|ghc)$/, async () => legacy((await import('@codemirror/legacy-modes/mode/haskell')).haskell)],
  [/^(pl|perl)\d*$/, async () => legacy((await import('@codemirror/legacy-modes/mode/perl')).perl)],
  [/^lua(jit)?[\d.]*$/, async () => legacy((await import('@codemirror/legacy-modes/mode/lua')).lua)],
  [/^(sh|bash|shell)$/, async () => legacy((await import('@codemirror/legacy-modes/mode/shell')).shell)],
  [/^(awk|gawk|mawk)$/, async () => legacy((await import('@codemirror/legacy-modes/mode/shell')).shell)],
  [/^(pas|pascal|fpc)$/, async () => legacy((await import('@codemirror/legacy-modes/mode/pascal')).pascal)],
  [
    /^(f\d*|fortran|gfortran)$/,
    async () => legacy((await import('@codemirror/legacy-modes/mode/fortran')).fortran),
  ],
  [/^(ml|ocaml)$/, async () => legacy((await import('@codemirror/legacy-modes/mode/mllike')).oCaml)],
  [/^(fs|fsharp|f#)$/, async () => legacy((await import('@codemirror/legacy-modes/mode/mllike')).fSharp)],
  [/^(jl|julia)$/, async () => legacy((await import('@codemirror/legacy-modes/mode/julia')).julia)],
  [/^swift$/, async () => legacy((await import('@codemirror/legacy-modes/mode/swift')).swift)],
  [/^(d|dlang|dmd|ldc)$/, async () => legacy((await import('@codemirror/legacy-modes/mode/d')).d)],
  [/^r$/, async () => legacy((await import('@codemirror/legacy-modes/mode/r')).r)],
  [
    /^(lisp|commonlisp|sbcl)$/,
    async () => legacy((await import('@codemirror/legacy-modes/mode/commonlisp')).commonLisp),
  ],
  [
    /^(scheme|racket|guile)$/,
    async () => legacy((await import('@codemirror/legacy-modes/mode/scheme')).scheme),
  ],
  [/^(erl|erlang)$/, async () => legacy((await import('@codemirror/legacy-modes/mode/erlang')).erlang)],
  [/^tcl$/, async () => legacy((await import('@codemirror/legacy-modes/mode/tcl')).tcl)],
  [/^(cr|crystal)$/, async () => legacy((await import('@codemirror/legacy-modes/mode/crystal')).crystal)],
  [/^(asm|nasm|gas)$/, async () => legacy((await import('@codemirror/legacy-modes/mode/gas')).gas)],
  [/^clex$/, async () => (await import('./clexMode.js')).clex()],
];

/** Loads the highlighting of a language; null when there is none (the text stays plain). */
export async function loadMode(language: string): Promise<Extension | null> {
  // A further version of a language is its own row: `python-3.12`.
  const id = language.toLowerCase().replace(/-[\d.]+$/, '');
  const row = MODES.find(([pattern]) => pattern.test(id));
  return row ? row[1]() : null;
}
