import { AWK, FORTH, LISP, LUA, PHP, PROLOG, PYPY, R, RAKU, SCHEME, SQL, TCL } from './more/interpreted.js';
import { C_CLANG, CPP_CLANG, D } from './more/llvm.js';
import { CSHARP, ELIXIR, ERLANG, KOTLIN, SCALA, TYPESCRIPT } from './more/managed.js';
import { ADA, ASSEMBLY, COBOL, FORTRAN, HASKELL, NIM, OCAML, PASCAL } from './more/native.js';
import type { LanguageRow } from './row.js';

/** What the `full` image has beyond the core; on a host each is offered where its tools are found. */
export const MORE_ROWS: readonly LanguageRow[] = [
  ...[C_CLANG, CPP_CLANG, TYPESCRIPT, PYPY, PHP, CSHARP, KOTLIN, SCALA],
  ...[HASKELL, OCAML, PASCAL, FORTRAN, D, NIM, ADA, ASSEMBLY, COBOL],
  ...[LUA, ERLANG, ELIXIR, LISP, SCHEME, PROLOG, R, TCL, SQL, AWK, RAKU, FORTH],
];
