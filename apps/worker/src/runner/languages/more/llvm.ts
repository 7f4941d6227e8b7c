import { FASTER_LINKER, GCC_ARGS, GCC_HABITS } from '../gcc.js';
import type { LanguageRow } from '../row.js';

/** Clang understands GCC's options; what it does not know is its own error message. */
export const C_CLANG: LanguageRow = {
  id: 'c-clang',
  name: 'C (Clang)',
  aliases: ['clang'],
  kind: 'compiled',
  source: 'main.c',
  packages: ['clang'],
  libraries: ['libgmp-dev', 'libclang-rt-dev', 'libomp-dev'],
  imageVersion: '14.0',
  find: { names: /^clang(-\d+)?$/ },
  version: { args: ['--version'], pattern: /version (\d+\.\d+\.\d+)/, idParts: 1 },
  variants: [
    { compile: ['-std=gnu17', '-static', FASTER_LINKER] },
    { compile: ['-std=gnu17', '-static'] },
    { compile: ['-std=gnu17'] },
  ],
  compile: {
    argv: [
      ...['{tool}', '-O2', '-pipe', '-DONLINE_JUDGE', '{variant}', '{args}', '{sources}'],
      ...['-o', 'main', '{linkArgs}', '-lm'],
    ],
    output: 'main',
    placed: 'link',
    sources: /\.c$/,
    asSource: { before: ['-x', 'c'], after: ['-x', 'none'] },
    ...GCC_HABITS,
    allowedArgs: [...GCC_ARGS, /^-std=(c|gnu|iso9899:)[0-9a-z]+$/],
  },
  run: { argv: ['./main'] },
  proof:
    '#include <stdio.h>\nint main(void) { char s[64]; return scanf("%63s", s) == 1 && puts(s) >= 0 ? 0 : 1; }\n',
};

export const CPP_CLANG: LanguageRow = {
  id: 'cpp-clang',
  name: 'C++ (Clang)',
  aliases: ['clang++'],
  kind: 'compiled',
  source: 'main.cpp',
  packages: ['clang', 'g++'],
  libraries: ['libgmp-dev', 'libclang-rt-dev', 'libomp-dev', 'libboost-dev', 'libeigen3-dev'],
  imageVersion: '14.0',
  find: { names: /^clang\+\+(-\d+)?$/ },
  version: { args: ['--version'], pattern: /version (\d+\.\d+\.\d+)/, idParts: 1 },
  variants: [
    { compile: ['-std=gnu++20', '-static', FASTER_LINKER] },
    { compile: ['-std=gnu++20', '-static'] },
    { compile: ['-std=gnu++17'] },
  ],
  compile: {
    argv: [
      ...['{tool}', '-O2', '-pipe', '-DONLINE_JUDGE', '{variant}', '{args}', '{sources}'],
      ...['-o', 'main', '{linkArgs}'],
    ],
    output: 'main',
    placed: 'link',
    sources: /\.(cpp|cc|cxx|c\+\+|C)$/,
    asSource: { before: ['-x', 'c++'], after: ['-x', 'none'] },
    ...GCC_HABITS,
    allowedArgs: [...GCC_ARGS, /^-std=(c|gnu)\+\+[0-9a-z]+$/],
  },
  run: { argv: ['./main'] },
  proof:
    '#include <iostream>\n#include <string>\nint main() { std::string s; std::cin >> s; std::cout << s << "\\n"; }\n',
};

export const D: LanguageRow = {
  id: 'd',
  name: 'D (LDC)',
  aliases: ['dlang', 'ldc'],
  kind: 'compiled',
  source: 'main.d',
  packages: ['ldc'],
  imageVersion: '1.30',
  find: { names: /^ldc2$/, shows: ['/etc/ldc2.conf'] },
  version: { args: ['--version'], pattern: /compiler \((\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: {
    argv: ['{tool}', '-O2', '-od={tmp}', '{args}', '-of=main', '{sources}'],
    output: 'main',
    placed: 'link',
    sources: /\.d$/,
    allowedArgs: [/^-O[0-3s]$/, /^-(release|g|w|wi|de|d|dw)$/, /^-boundscheck=(on|safeonly|off)$/],
  },
  run: { argv: ['./main'] },
  proof: 'import std.stdio; void main() { write(readln()); }\n',
};
