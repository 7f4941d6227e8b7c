// What this machine can do at all, for the rows of `npm run bench` to stand beside: bare programs, without a
// judge around them.
import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT, findCompiler } from './steps.mjs';

const CORES = cpus().length;

/** Twice the number it reads. */
export const CPP =
  '#include <iostream>\nint main() { long long x; std::cin >> x; std::cout << x * 2 << "\\n"; }\n';
export const PYTHON = 'print(int(input()) * 2)\n';
/** Finds a number up to 2^20 by halving, and the interactor that knows it, as testlib's are called. */
export const SEARCH = `#include <stdio.h>
int main(void) {
  int low = 1, high = 1 << 20;
  for (char answer = 0; answer != '=';) {
    int guess = (low + high) / 2;
    printf("%d\\n", guess);
    fflush(stdout);
    if (scanf(" %c", &answer) != 1) return 1;
    if (answer == '<') high = guess - 1;
    if (answer == '>') low = guess + 1;
  }
  return 0;
}
`;
export const SEARCHED = `#include <stdio.h>
int main(int argc, char **argv) {
  FILE *input = fopen(argv[1], "r");
  int secret, guess;
  if (argc < 2 || !input || fscanf(input, "%d", &secret) != 1) return 3;
  while (scanf("%d", &guess) == 1) {
    puts(guess == secret ? "=" : guess < secret ? ">" : "<");
    fflush(stdout);
    if (guess == secret) return 0;
  }
  return 1;
}
`;

/**
 * Builds the loops and what they run.
 * @param folder for their files; removed by the caller
 * @returns functions, each of which measures once: `cpp` and `python` runs per second on all cores, or on `processes` of them;
 * `compilations` of the C++ program and `pairs` of the search and its interactor, per second on all cores
 */
export function buildLimits(folder) {
  const at = (name) => join(folder, `limit-${name}`);
  const text = (name, content) => (writeFileSync(at(name), content), at(name));
  const input = text('input', '123456');
  const secret = text('secret', '1');
  const python = text('program.py', PYTHON);
  const source = text('program.cpp', CPP);
  const compile = (name, from, compiler, ...args) => (
    execFileSync(compiler, ['-O2', ...args, '-o', at(name), from]),
    at(name)
  );
  const program = compile('program', source, 'g++', '-std=gnu++20', '-static');
  const search = compile('search', text('search.c', SEARCH), findCompiler(), '-static');
  const searched = compile('searched', text('searched.c', SEARCHED), findCompiler(), '-static');
  const loop = compile('exec', join(ROOT, 'bench/exec-limit.c'), findCompiler());
  const pairLoop = compile('pair', join(ROOT, 'bench/pair-limit.c'), findCompiler());
  const measure = (path, ...args) => Number(execFileSync(path, args.map(String), { env: {} }).toString());
  // The interpreter that boxes find, whatever else the user's PATH names.
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin' };
  const interpreter = execFileSync('sh', ['-c', 'command -v python3'], { env }).toString().trim();
  return {
    cpp: (processes = CORES, runs = 1000) => measure(loop, runs, processes, input, program),
    python: (processes = CORES) => measure(loop, 60, processes, input, interpreter, python),
    pairs: () => measure(pairLoop, 400, CORES, secret, search, searched),
    compilations: async () => {
      const startedAt = performance.now();
      const one = (lane) =>
        promisify(execFile)('g++', ['-O2', '-std=gnu++20', '-static', '-o', at(`anew-${lane}`), source]);
      await Promise.all(
        Array.from({ length: CORES }, async (_, lane) => {
          for (let time = 0; time < 2; time++) await one(lane);
        }),
      );
      return (2 * CORES) / ((performance.now() - startedAt) / 1000);
    },
  };
}
