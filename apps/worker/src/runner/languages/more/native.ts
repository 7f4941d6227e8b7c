import type { LanguageRow } from '../row.js';

export const FORTRAN: LanguageRow = {
  id: 'fortran',
  name: 'Fortran (GCC)',
  aliases: ['gfortran', 'f90'],
  kind: 'compiled',
  source: 'main.f90',
  packages: ['gfortran'],
  imageVersion: '12.2',
  find: { names: /^gfortran(-\d+)?$/ },
  version: { args: ['--version'], pattern: /(\d+\.\d+\.\d+)/, idParts: 1 },
  variants: [{ compile: ['-static'] }, {}],
  compile: {
    argv: ['{tool}', '-O2', '{variant}', '{args}', '{sources}', '-o', 'main'],
    output: 'main',
    placed: 'link',
    sources: /\.(f90|f95|f03|f08|f)$/,
    allowedArgs: [
      /^-O([0-3sg]|fast)?$/,
      /^-std=(f\d+|gnu|legacy)$/,
      /^-W[a-z][a-z0-9-]*$/,
      /^-fcheck=[a-z,-]+$/,
    ],
  },
  run: { argv: ['./main'] },
  proof: 'program main\n  character(64) :: s\n  read (*, "(a)") s\n  print "(a)", trim(s)\nend program\n',
};

export const ADA: LanguageRow = {
  id: 'ada',
  name: 'Ada (GNAT)',
  aliases: ['gnat'],
  kind: 'compiled',
  source: 'main.adb',
  packages: ['gnat'],
  imageVersion: '12.2',
  find: { names: /^gnatmake(-\d+)?$/ },
  version: { args: ['--version'], pattern: /GNATMAKE (\d+\.\d+[\w.]*)/, idParts: 1 },
  compile: {
    argv: ['{tool}', '-q', '-O2', '-gnat2012', '-D', '{tmp}', '{args}', 'main.adb', '-o', 'main'],
    output: 'main',
    placed: 'link',
    allowedArgs: [/^-O[0-3s]?$/, /^-gnat(83|95|05|12|2005|2012|2020|2022)$/, /^-gnat[wyoapE][a-zA-Z0-9]*$/],
  },
  run: { argv: ['./main'] },
  proof:
    'with Ada.Text_IO;\nprocedure Main is\nbegin\n   Ada.Text_IO.Put_Line (Ada.Text_IO.Get_Line);\nend Main;\n',
};

/** NASM with the C library: `main` is the entry, so that programs can use `scanf` and `printf`. */
export const ASSEMBLY: LanguageRow = {
  id: 'assembly',
  name: 'Assembly (NASM, x86-64)',
  aliases: ['asm', 'nasm'],
  kind: 'compiled',
  source: 'main.asm',
  packages: ['nasm', 'gcc'],
  imageVersion: '2.16',
  find: { names: /^nasm$/ },
  version: { args: ['-v'], pattern: /version (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: {
    argv: [
      ...[
        '/bin/sh',
        '-c',
        '"$0" -f elf64 -o "$1/main.o" "$2" && exec gcc -no-pie -z noexecstack -o main "$1/main.o"',
      ],
      ...['{tool}', '{tmp}', '{source}'],
    ],
    output: 'main',
    placed: 'link',
    allowedArgs: [],
  },
  run: { argv: ['./main'] },
  proof:
    'global main\nsection .bss\nline: resb 64\nsection .text\nmain:\n  xor eax, eax\n  xor edi, edi\n  mov rsi, line\n  mov edx, 64\n  syscall\n  mov edx, eax\n  mov eax, 1\n  mov edi, 1\n  mov rsi, line\n  syscall\n  xor eax, eax\n  ret\n',
};

export const PASCAL: LanguageRow = {
  id: 'pascal',
  name: 'Pascal (Free Pascal)',
  aliases: ['fpc', 'delphi'],
  kind: 'compiled',
  source: 'main.pas',
  packages: ['fp-compiler', 'fp-units-rtl', 'fp-units-base'],
  imageVersion: '3.2',
  find: { names: /^fpc$/ },
  version: { args: ['-iV'], pattern: /^(\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: {
    // A box does not show /etc/fpc.cfg, which would name the folder of the units.
    argv: [
      ...['{tool}', '-n', '-O2', '-Xs', '-v0ew', '-l-', '-FU{tmp}'],
      ...['-Fu/usr/lib/x86_64-linux-gnu/fpc/$FPCVERSION/units/$FPCTARGET/*', '{args}', '-omain', '{source}'],
    ],
    output: 'main',
    placed: 'link',
    allowedArgs: [/^-O[1-4]$/, /^-M(objfpc|delphi|fpc|tp|macpas)$/, /^-C[orit]$/, /^-S[a-z0-9]$/, /^-g$/],
  },
  run: { argv: ['./main'] },
  proof: 'var s: string;\nbegin\n  readln(s);\n  writeln(s);\nend.\n',
};

export const HASKELL: LanguageRow = {
  id: 'haskell',
  name: 'Haskell (GHC)',
  aliases: ['hs', 'ghc'],
  kind: 'compiled',
  source: 'Main.hs',
  packages: ['ghc'],
  imageVersion: '9.0',
  find: { names: /^ghc(-\d+\.\d+\.\d+)?$/, shows: ['/var/lib/ghc'] },
  version: { args: ['--numeric-version'], pattern: /^(\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: {
    argv: ['{tool}', '-v0', '-O1', '-outputdir', '{tmp}', '{args}', '-o', 'main', '{source}'],
    output: 'main',
    placed: 'link',
    allowedArgs: [/^-O[012]?$/, /^-W[a-z-]*$/, /^-X[A-Z][A-Za-z0-9]*$/, /^-threaded$/],
  },
  // The runtime reserves a terabyte of addresses for its heap.
  run: { argv: ['./main'] },
  proof: 'main :: IO ()\nmain = getLine >>= putStrLn\n',
};

export const OCAML: LanguageRow = {
  id: 'ocaml',
  name: 'OCaml',
  aliases: ['ml'],
  kind: 'compiled',
  source: 'main.ml',
  packages: ['ocaml-nox'],
  imageVersion: '4.13',
  find: { names: /^ocamlopt(\.opt)?$/ },
  version: { args: ['-version'], pattern: /^(\d+\.\d+[\w.]*)/, idParts: 2 },
  variants: [{ compile: ['-I', '+unix', '-I', '+str'] }, {}],
  compile: {
    argv: ['{tool}', '{variant}', '{args}', 'unix.cmxa', 'str.cmxa', '-o', 'main', '{source}'],
    output: 'main',
    placed: 'link',
    allowedArgs: [/^-(O3|unsafe|inline \d+|principal)$/, /^-w [+@a-zA-Z0-9-]+$/],
  },
  run: { argv: ['./main'] },
  proof: 'let () = print_endline (read_line ())\n',
};

export const NIM: LanguageRow = {
  id: 'nim',
  name: 'Nim',
  aliases: [],
  kind: 'compiled',
  source: 'main.nim',
  packages: ['nim', 'gcc'],
  imageVersion: '1.6',
  find: { names: /^nim$/, shows: ['/etc/nim'] },
  version: { args: ['--version'], pattern: /Version (\d+\.\d+[\w.]*)/, idParts: 2 },
  compile: {
    argv: [
      ...[
        '{tool}',
        'c',
        '--hints:off',
        '-d:release',
        '--nimcache:{tmp}/nim',
        '{args}',
        '-o:main',
        '{source}',
      ],
    ],
    output: 'main',
    placed: 'link',
    allowedArgs: [
      /^-d:(release|danger|debug)$/,
      /^--(opt|mm|gc|threads|checks|boundChecks|overflowChecks):[a-z]+$/,
    ],
  },
  run: { argv: ['./main'] },
  proof: 'echo stdin.readLine()\n',
};

export const COBOL: LanguageRow = {
  id: 'cobol',
  name: 'COBOL (GnuCOBOL)',
  aliases: ['cob'],
  kind: 'compiled',
  source: 'main.cob',
  packages: ['gnucobol4'],
  imageVersion: '4.0-early',
  find: { names: /^cobc$/, shows: ['/etc/gnucobol'] },
  version: { args: ['--version'], pattern: /\(GnuCOBOL\) (\d+\.\d+)/, idParts: 2 },
  compile: {
    argv: ['{tool}', '-x', '-free', '-O', '{args}', '-o', 'main', '{source}'],
    output: 'main',
    placed: 'link',
    allowedArgs: [/^-std=[a-z0-9-]+$/, /^-(fixed|W|Wall|debug|O2)$/],
  },
  run: { argv: ['./main'] },
  proof:
    'identification division.\nprogram-id. solution.\ndata division.\nworking-storage section.\n01 s pic x(64).\nprocedure division.\n  accept s\n  display function trim(s)\n  stop run.\n',
};
