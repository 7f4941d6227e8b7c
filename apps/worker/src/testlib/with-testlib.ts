import type { Program } from '@app/contracts';
import { TESTLIB_HEADER } from './header.js';

const NAME = 'testlib.h';
const INCLUDES = /^[ \t]*#[ \t]*include[ \t]*["<](?:[^"<>\n]*\/)?testlib\.h[">]/m;
const IS_CPP = /^(c\+\+|g\+\+|cpp|cplusplus|cxx|clang\+\+)/i;

/** The program with our testlib.h beside it, where it is C++, includes one and brings none. */
export function withTestlib(program: Program): Program {
  const { files = [] } = program;
  if (!IS_CPP.test(program.language) || files.some(({ path }) => path === NAME)) return program;
  const sources = [program, ...files.map(({ content, encoding }) => ({ source: content, encoding }))];
  const includes = sources.some(({ source, encoding }) =>
    INCLUDES.test(encoding === 'base64' ? Buffer.from(source, 'base64').toString('latin1') : source),
  );
  return includes ? { ...program, files: [...files, { path: NAME, content: TESTLIB_HEADER }] } : program;
}
