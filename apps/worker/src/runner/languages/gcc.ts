import type { LanguageRow } from './row.js';

/** Libraries of the system. The linker takes from each what the files before it need, so they come last. */
const LIBRARY = /^-l[A-Za-z0-9_][\w.+-]*$/;

/** What compilers of C and C++ have in common here. */
export const GCC_HABITS = {
  linkArgs: [LIBRARY],
  adaptations: [
    {
      args: /^-fsanitize=.*address/,
      // The faster linker warns of names in Clang's library.
      without: /^-(static|fuse-ld=gold)$/,
      // More optimization takes away just those accesses that are looked for. The submitter's own level comes
      // later and wins.
      also: ['-Og'],
      // Leaks are looked for with ptrace, and cores forbidden by a limit that no program may set; freed
      // memory that is kept back would count.
      env: ['ASAN_OPTIONS=detect_leaks=0:disable_coredump=0:quarantine_size_mb={memoryMiB:12-16}'],
    },
    // Clang's library for this crashes in a static program.
    { args: /^-fsanitize=undefined/, without: /^-static$/ },
    {
      args: /^-fopenmp$/,
      // Of Clang's there is no static library; with that of GCC the linker warns that it loads others.
      without: /^-static$/,
      // Clang's ends when it may not choose processors for its threads.
      env: ['KMP_AFFINITY=disabled'],
    },
  ],
} as const;

/**
 * What may be added to a gcc command line: the dialect, optimisation, macros, warnings; nothing that names a
 * file.
 */
export const GCC_ARGS: readonly RegExp[] = [
  /^-O([0-3sgz]|fast)?$/,
  /^-[DU] ?[A-Za-z_]\w*(\(\w*(,\w+)*\))?(=[^\0\n]*)?$/,
  /^-W[a-z][a-z0-9+-]*(=[a-z0-9]+)?$/,
  /^-(w|g[0-3]?|ansi|pedantic|pedantic-errors|pthread|pipe|static)$/,
  /^-m(arch|tune)=[\w.-]+$/,
  /^-m(no-)?(sse|avx|bmi|fma|popcnt|lzcnt|abm|mmx|aes|f16c)[\w.]*$/,
  /^-f(no-)?(wrapv|trapv|exceptions|rtti|openmp|fast-math|math-errno|signed-char|unsigned-char|short-enums|permissive)$/,
  /^-f(no-)?(strict-(aliasing|overflow)|unroll-(all-)?loops|inline(-functions)?|tree-(loop-)?vectorize)$/,
  /^-f(no-)?(omit-frame-pointer|stack-protector(-strong|-all)?|concepts|coroutines|char8_t|common|gnu89-inline)$/,
  /^-f(constexpr-(depth|loop-limit|ops-limit|cache-depth)|template-depth|max-errors)=\d+$/,
  /^-fsanitize=(address|undefined)(,(address|undefined))?$/,
  /^-f(no-)?sanitize-recover(=[a-z,-]+)?$/,
  LIBRARY,
  // Folders beside the source only.
  /^-I ?(?!\/)(?!(.*\/)?\.\.(\/|$))[\w./-]+$/,
];

/** Links a static program in half the time of GNU ld, where binutils still has it. */
export const FASTER_LINKER = '-fuse-ld=gold';

/** What most programs include first: of two headers only the first can be taken precompiled. */
const FIRST_HEADERS = ['bits/stdc++.h', 'iostream'];

export const C: LanguageRow = {
  id: 'c',
  name: 'C (GCC)',
  aliases: ['gcc'],
  kind: 'compiled',
  source: 'main.c',
  packages: ['gcc', 'libc6-dev', 'libgmp-dev'],
  libraries: ['libgmp-dev'],
  imageVersion: '12.2',
  find: { names: /^gcc(-\d+)?$/ },
  version: { args: ['--version'], pattern: /(\d+\.\d+\.\d+)/, idParts: 1 },
  variants: [
    { compile: ['-std=gnu17', '-static', FASTER_LINKER] },
    { compile: ['-std=gnu17', '-static'] },
    { compile: ['-std=gnu17'] },
    { compile: ['-std=gnu11'] },
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
    allowedArgs: [...GCC_ARGS, /^-std=(c|gnu|iso9899:)[0-9a-z]+$/],
    ...GCC_HABITS,
  },
  run: { argv: ['./main'] },
  proof:
    '#include <stdio.h>\nint main(void) { char s[64]; return scanf("%63s", s) == 1 && puts(s) >= 0 ? 0 : 1; }\n',
};

export const CPP: LanguageRow = {
  id: 'cpp',
  name: 'C++ (GCC)',
  aliases: ['c++', 'g++', 'cplusplus', 'cxx'],
  kind: 'compiled',
  source: 'main.cpp',
  packages: ['g++'],
  libraries: ['libgmp-dev', 'libboost-dev', 'libeigen3-dev'],
  imageVersion: '12.2',
  find: { names: /^g\+\+(-\d+)?$/ },
  version: { args: ['--version'], pattern: /(\d+\.\d+\.\d+)/, idParts: 1 },
  // Static: a dynamic program that uses iostream starts at half the speed.
  variants: [
    { compile: ['-std=gnu++20', '-static', FASTER_LINKER] },
    { compile: ['-std=gnu++20', '-static'] },
    { compile: ['-std=gnu++17', '-static'] },
    { compile: ['-std=gnu++17'] },
    { compile: ['-std=gnu++14'] },
  ],
  compile: {
    argv: [
      ...['{tool}', '-O2', '-pipe', '-DONLINE_JUDGE', '{variant}', '{warmArgs}', '{args}', '{sources}'],
      ...['-o', 'main', '{linkArgs}'],
    ],
    output: 'main',
    placed: 'link',
    sources: /\.(cpp|cc|cxx|c\+\+|C)$/,
    asSource: { before: ['-x', 'c++'], after: ['-x', 'none'] },
    allowedArgs: [...GCC_ARGS, /^-std=(c|gnu)\+\+[0-9a-z]+$/],
    ...GCC_HABITS,
    // GCC takes `iostream.gch` for `iostream` when it is the first that a file includes and the options fit.
    // When not, it reads the header beside it: https://gcc.gnu.org/onlinedocs/gcc/Precompiled-Headers.html
    warmUp: {
      files: FIRST_HEADERS.map((path) => ({
        path,
        content: `#pragma GCC system_header\n#include_next <${path}>\n`,
      })),
      argv: [
        ...['{tool}', '-O2', '-pipe', '-DONLINE_JUDGE', '{variant}', '{dialect}'],
        ...['-c', '-x', 'c++-header', ...FIRST_HEADERS],
      ],
      directory: '',
      produces: /^bits\/stdc\+\+\.h\.gch$/,
      args: ['-I{warm}'],
      dialects: /^-std=(c|gnu)\+\+(1[147yz]|2[0-36ab])$/,
    },
  },
  run: { argv: ['./main'] },
  proof:
    '#include <iostream>\n#include <string>\nint main() { std::string s; std::cin >> s; std::cout << s << "\\n"; }\n',
};
