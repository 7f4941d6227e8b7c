import { EXECUTION_LIMITS } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LANGUAGE_ROWS } from '../../../apps/worker/src/runner/index.js';
import { GREETING, loadSamples, NUMBERS, SUM } from '../../languages/samples.js';
import { DockerFixture } from '../support.js';

const samples = await loadSamples();

let fixture: DockerFixture;
beforeAll(async () => {
  fixture = await DockerFixture.start(LANGUAGE_ROWS.map(({ id }) => id));
}, 600_000);
afterAll(() => fixture?.stop());

/** Virtual machines take a while to start on a busy machine. */
const GENEROUS = {
  cpuTimeLimitMs: EXECUTION_LIMITS.cpuTimeLimitMs.maximum,
  wallTimeLimitMs: EXECUTION_LIMITS.wallTimeLimitMs.maximum,
};

it('the full image has every language of the table', () => {
  const found = fixture.runner.languages().map(({ id }) => id);
  expect(
    LANGUAGE_ROWS.filter(({ id }) => !found.includes(id)).map(({ id }) => id),
    fixture.said.join('\n'),
  ).toEqual([]);
});

it('the full image has no program that gives its caller rights', async () => {
  const program = await fixture.prepare(
    'bash',
    'find /usr /bin/ /sbin/ /lib/ -xdev -type f -perm /6000; echo end',
  );
  const outcome = await fixture.once(program, '', GENEROUS);
  expect(outcome.kind === 'ok' && outcome.stdout.toString()).toBe('end\n');
});

/** Counts its threads, in `n`. */
const PARALLEL = 'int n = 0;\n#pragma omp parallel reduction(+ : n)\nn += 1;\n';
const C_LIBRARIES = `#include <gmp.h>\n#include <omp.h>\nint main(void) { mpz_t a; mpz_init(a); ${PARALLEL} return n < 1; }\n`;
const CPP_LIBRARIES = `#include <bits/stdc++.h>
#include <Eigen/Dense>
#include <boost/multiprecision/cpp_int.hpp>
#include <gmpxx.h>
#include <omp.h>
int main() {
  boost::multiprecision::cpp_int a = Eigen::Matrix2i::Identity().sum();
  mpz_class b = 2;
  ${PARALLEL} return a != 2 || b != 2 || n < 1;
}
`;
const LIBRARIES: [language: string, source: string, linkArgs?: string[]][] = [
  ['python', 'import numpy, scipy.linalg, sympy, networkx\n'],
  ['c', C_LIBRARIES, ['-lgmp']],
  ['c-clang', C_LIBRARIES, ['-lgmp']],
  ['cpp', CPP_LIBRARIES, ['-lgmpxx', '-lgmp']],
  ['cpp-clang', CPP_LIBRARIES, ['-lgmpxx', '-lgmp']],
];

it.each(LIBRARIES)(
  'the full image has the libraries of %s',
  async (language, source, linkArgs) => {
    const compileArgs = linkArgs && ['-fopenmp'];
    const prepared = await fixture.runner.prepare({ language, source, compileArgs, linkArgs });
    if (prepared.kind !== 'ready') throw new Error(JSON.stringify(prepared));
    expect(prepared.compilation?.output ?? '').toBe('');
    expect(await fixture.once(prepared.program, '', GENEROUS)).toMatchObject({ kind: 'ok' });
  },
  180_000,
);

const LANGUAGES = LANGUAGE_ROWS.map(({ id, compile, check }) => ({
  id,
  isCompiled: compile !== null,
  isRead: check !== undefined,
}));

describe.concurrent.each(LANGUAGES)('$id', { timeout: 180_000 }, ({ id, isCompiled, isRead }) => {
  const { hello, sum, broken, endless } = samples.get(id)!;

  /** What a run printed, anywhere; a reason to read when it did not end well. */
  async function printed(source: string, stdin: string): Promise<string> {
    const outcome = await fixture.once(await fixture.prepare(id, source), stdin, GENEROUS);
    if (outcome.kind === 'ok') return `${outcome.stdout.toString()}${outcome.stderr.toString()}`;
    return `${outcome.kind}: ${outcome.kind === 'internal' ? outcome.reason : outcome.stderr.toString()}`;
  }

  it('greets', async () => {
    expect(await printed(hello, '')).toBe(`${GREETING}\n`);
  });

  it('reads numbers from stdin and prints their sum', async () => {
    expect(await printed(sum, NUMBERS)).toBe(`${SUM}\n`);
  });

  it('says what is wrong with a program that is wrong', async () => {
    const prepared = await fixture.runner.prepare({ language: id, source: broken });
    if (isCompiled) {
      expect(prepared).toMatchObject({
        kind: 'compile_error',
        compilation: { output: expect.stringMatching(/\w/) as string },
      });
      return;
    }
    if (prepared.kind !== 'ready') throw new Error(prepared.kind);
    const outcome = await fixture.once(prepared.program, '', GENEROUS);
    expect(outcome).toMatchObject({ kind: 'runtime_error', signal: null });
    expect(outcome.kind === 'runtime_error' && outcome.stderr.toString()).toMatch(/\w/);
    const said = (await prepared.program.whyNotCompiled?.()) ?? null;
    expect(said).toEqual(isRead ? expect.objectContaining({ succeeded: false }) : null);
  });

  it('is stopped when it never ends', async () => {
    const program = await fixture.prepare(id, endless);
    const outcome = await fixture.once(program, '', { cpuTimeLimitMs: 2_000, wallTimeLimitMs: 20_000 });
    expect(outcome.kind).toBe('cpu_time_limit');
  });
});
