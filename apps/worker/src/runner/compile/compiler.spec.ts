import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Program } from '@app/contracts';
import { RunnerFixture } from '../testing.js';

let fixture: RunnerFixture;
beforeAll(async () => {
  fixture = await RunnerFixture.start(['c', 'cpp', 'python']);
  await fixture.runner.detected;
});
afterAll(() => fixture.stop());

let unique = 0;
const cpp = (body: string, more: Partial<Program> = {}): Program => ({
  language: 'cpp',
  source: `#include <iostream>\nint main() { ${body} } // ${(unique += 1)}`,
  ...more,
});
const compile = async (program: Program, signal?: AbortSignal, owner?: string) => {
  const prepared = await fixture.runner.prepare(program, signal, undefined, owner);
  if (prepared.kind === 'unknown_language') throw new Error('the language is missing');
  return { ok: prepared.kind === 'ready', ...prepared.compilation! };
};

describe('compiling', () => {
  it('again what was compiled before is a look-up', async () => {
    const program = cpp('return 0;');
    expect(await compile(program)).toMatchObject({ ok: true, succeeded: true, cached: false });
    expect(await compile(program)).toMatchObject({ ok: true, succeeded: true, cached: true });
  });

  it('for one user says nothing of what others have compiled, rightly or wrongly, before or at the same moment', async () => {
    for (const program of [cpp('return 0;'), cpp('no_such_thing();')]) {
      const by = async (owner: string) => (await compile(program, undefined, owner)).cached;
      expect(await Promise.all([by('alice'), by('bob')])).toEqual([false, false]);
      expect([await by('alice'), await by('carol'), await by('bob')]).toEqual([true, false, true]);
    }
  });

  it('depends on the arguments and on every file', async () => {
    const program = cpp('return 0;');
    await compile(program);
    expect((await compile({ ...program, compileArgs: ['-O1'] })).cached).toBe(false);
    expect((await compile({ ...program, files: [{ path: 'x', content: '' }] })).cached).toBe(false);
    expect((await compile({ ...program, runArgs: ['x'] })).cached).toBe(true);
  });

  it('the same program many times at once happens once', async () => {
    const warnings: string[] = [];
    const onWarning = ({ name }: Error) => void warnings.push(name);
    process.on('warning', onWarning);
    const program = cpp('return 0;');
    const all = await Promise.all(Array.from({ length: 20 }, () => compile(program)));
    process.off('warning', onWarning);
    expect(all.filter(({ cached }) => !cached)).toHaveLength(1);
    expect(all.every(({ ok }) => ok)).toBe(true);
    // Such as MaxListenersExceededWarning.
    expect(warnings).toEqual([]);
  });

  it('keeps warnings, also when they come from the cache', async () => {
    const program = cpp('int unused_thing; return 0;', { compileArgs: ['-Wall'] });
    expect((await compile(program)).output).toContain('unused_thing');
    expect(await compile(program)).toMatchObject({
      cached: true,
      output: expect.stringContaining('unused_thing') as string,
    });
  });

  it.each(['c', 'cpp'])('with OpenMP says nothing of itself in %s', async (language) => {
    const source =
      '#include <omp.h>\n#include <stdio.h>\nint main() { printf("%d\\n", omp_get_max_threads() > 0); }\n';
    expect(await compile({ language, source, compileArgs: ['-fopenmp'] })).toMatchObject({
      ok: true,
      output: '',
    });
  });

  it('a wrong program is remembered as wrong', async () => {
    const program = cpp('nothing_such();');
    expect(await compile(program)).toMatchObject({ ok: false, succeeded: false, cached: false });
    expect(await compile(program)).toMatchObject({
      ok: false,
      cached: true,
      output: expect.stringContaining('nothing_such') as string,
    });
  });

  it('refuses arguments and files by name instead of running them', async () => {
    expect(await compile(cpp('', { compileArgs: ['-fplugin=x'] }))).toMatchObject({
      ok: false,
      output: 'compileArgs[0]: the argument "-fplugin=x" is not allowed for C++ (GCC)',
    });
    const files = [{ path: '../x', content: '' }];
    expect((await compile(cpp('', { files }))).output).toContain('files[0].path: "../x"');
  });

  it('interpreted programs is nothing at all', async () => {
    expect(await fixture.runner.prepare({ language: 'python', source: 'syntax error (' })).toMatchObject({
      kind: 'ready',
      compilation: null,
    });
  });

  it('stops when the caller gives up, and the box is gone', async () => {
    const controller = new AbortController();
    const slow = compile({ language: 'c', source: '#include "/dev/zero"\nint main;' }, controller.signal);
    setTimeout(() => controller.abort(), 300);
    await expect(slow).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('a hostile source', () => {
  it('cannot read what the host keeps, nor leave the box', async () => {
    const { ok, output } = await compile({
      language: 'c',
      source: '#include "/etc/shadow"\n#include "/root/.bashrc"\nint main;',
    });
    expect(ok).toBe(false);
    expect(output).toMatch(/\/etc\/shadow: (No such file|Permission denied)/);
  });

  it('that makes the compiler eat memory or time is a compile error', async () => {
    const bomb =
      'template<int N> struct A { A<N+1> *x; static const int v = A<N+1>::v + A<N+2>::v; };\nint main() { return A<0>::v; }';
    const { ok, output } = await compile({ language: 'cpp', source: bomb });
    expect(ok).toBe(false);
    expect(output.length).toBeGreaterThan(0);
    expect(output.length).toBeLessThan(200_000);
    const zero = await compile({ language: 'c', source: '#include "/dev/zero"\nint main;' });
    expect(zero.ok).toBe(false);
  }, 120_000);

  it('with an enormous output is a compile error', async () => {
    const big = await compile({
      language: 'c',
      source: 'char x[400 << 20] = {1};\nint main(void) { return 0; }',
    });
    expect(big.ok).toBe(false);
  }, 60_000);
});

describe.each(['bits/stdc++.h', 'iostream'])('the precompiled header %s', (header) => {
  // With this warning GCC says of each precompiled header that it finds and does not take, why.
  const compileArgs = ['-Winvalid-pch'];
  const source = `#include <${header}>\n#include <string>\nint main() { std::cout << 1; }`;

  it('is made in the background and taken for C++', async () => {
    await fixture.runner.whenWarm();
    const warm = await compile({ language: 'cpp', source, compileArgs });
    expect([warm.ok, warm.output]).toEqual([true, '']);
    // A macro before the header makes GCC pass the precompiled one over.
    const macro = `#define _GLIBCXX_ASSERTIONS 1\n${source}`;
    const plain = await compile({ language: 'cpp', source: macro, compileArgs });
    expect([plain.ok, plain.output]).toEqual([true, expect.stringContaining(`${header}.gch: not used`)]);
  }, 60_000);

  it('is read as ever when another header came first', async () => {
    await fixture.runner.whenWarm();
    const later = `#include <vector>\n#include <iostream>\n#include <bits/stdc++.h>\n${source}`;
    const both = await compile({ language: 'cpp', source: later, compileArgs: ['-pedantic-errors'] });
    expect([both.ok, both.output]).toEqual([true, '']);
  }, 60_000);

  it('brings no name that it does not have elsewhere', async () => {
    await fixture.runner.whenWarm();
    const names = await compile({
      language: 'cpp',
      source: `#include <${header}>\nusing std::regex;\nint main() {}`,
    });
    expect(names.ok).toBe(header !== 'iostream');
  }, 60_000);
});
