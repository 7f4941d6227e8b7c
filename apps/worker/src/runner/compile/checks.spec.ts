import { describe, expect, it } from 'vitest';
import { LANGUAGE_ROWS } from '../languages/table.js';
import { refusedArgument } from './arguments.js';
import { javaFileName } from './java-source.js';
import { findMainClass } from './java-class.js';
import { programFiles } from './program-files.js';

const row = (id: string) => LANGUAGE_ROWS.find((each) => each.id === id)!;
const refused = (id: string, ...compileArgs: string[]) =>
  refusedArgument(row(id), { language: id, source: '', compileArgs });

describe('compile arguments', () => {
  it.each([
    [
      'cpp',
      '-std=c++17',
      '-O3',
      '-DX',
      '-DLIMIT=10',
      '-DF(a)=a+1',
      '-Wall',
      '-Wno-unused',
      '-Iinclude',
      '-march=native',
      '-fwrapv',
    ],
    [
      'cpp',
      '-D',
      'LOCAL',
      '-I',
      'lib/headers',
      '-pthread',
      '-lm',
      '-w',
      '-fno-exceptions',
      '-fconstexpr-depth=2000',
    ],
    ['c', '-std=c99', '-Og', '-g', '-pedantic', '-Wextra', '-Wformat=2'],
    [
      'rust',
      '-C',
      'opt-level=3',
      '-Copt-level=s',
      '--edition',
      '2018',
      '--edition=2015',
      '-Aunused_variables',
      '-g',
    ],
    ['java', '-Xlint:all', '-g', '--release', '11', '-parameters'],
    ['go', '-tags=local', '-gcflags=-N -l'],
    ['typescript', '--strict', 'false', '--noImplicitAny', 'false', '--noUnusedLocals', '--target', 'ES2022'],
  ])('of %s that only tune the compiler are taken: %s %s %s %s', (id, ...args) => {
    expect(refused(id, ...args)).toBeNull();
  });

  it.each([
    ['cpp', '-o'],
    ['cpp', '-o/etc/passwd'],
    ['cpp', '@options'],
    ['cpp', '-I/etc'],
    ['cpp', '-I../..'],
    ['cpp', '-Ia/../../b'],
    ['cpp', '-fplugin=./evil.so'],
    ['cpp', '-B.'],
    ['cpp', '-specs=evil'],
    ['cpp', '-Wl,-rpath,/x'],
    ['cpp', '-Wa,--x'],
    ['cpp', '-Wp,-MD,x'],
    ['cpp', '-wrapper'],
    ['cpp', '-include'],
    ['cpp', '-x'],
    ['cpp', '/etc/shadow'],
    ['cpp', '-save-temps'],
    ['cpp', '-fprofile-use=x'],
    ['cpp', '-std=c++20\n-o'],
    ['cpp', '-DX=\0'],
    ['c', ''],
    ['rust', '-Clinker=/bin/sh'],
    ['rust', '--emit=asm'],
    ['rust', '-o'],
    ['java', '-J-javaagent:x'],
    ['java', '-processorpath'],
    ['java', '@args'],
    ['java', '-d'],
    ['go', '-ldflags=-extld=/bin/sh'],
    ['go', '-toolexec=/bin/sh'],
    ['go', '-o'],
    ['python', '-O'],
  ])('of %s that reach further are refused by name: %j', (id, argument) => {
    expect(refused(id, argument)).toContain(`compileArgs[0]: the argument ${JSON.stringify(argument)}`);
  });

  it('are named by their place', () => {
    expect(refused('cpp', '-O2', '-o', 'x')).toContain('compileArgs[1]');
  });

  it('run arguments may be anything but NUL', () => {
    const check = (...runArgs: string[]) =>
      refusedArgument(row('python'), { language: 'python', source: '', runArgs });
    expect(check('-x', '@y', '{work}', '')).toBeNull();
    expect(check('a', 'b\0c')).toContain('runArgs[1]');
  });
});

describe('further files', () => {
  const check = (...paths: string[]) =>
    programFiles(
      { language: 'c', source: 'x', files: paths.map((path) => ({ path, content: 'y' })) },
      'main.c',
      ['main'],
    );

  it('may lie in folders, beside the main file', () => {
    expect(check('a.h', 'lib/b.h', 'lib/c/d.txt')).toMatchObject({
      kind: 'files',
      files: [{ path: 'main.c' }, { path: 'a.h' }, { path: 'lib/b.h' }, { path: 'lib/c/d.txt' }],
    });
  });

  it('are decoded', () => {
    const files = [{ path: 'a', content: '/wA=', encoding: 'base64' as const }];
    expect(programFiles({ language: 'c', source: 'é', files }, 'main.c', [])).toEqual({
      kind: 'files',
      files: [
        { path: 'main.c', content: Buffer.from('é') },
        { path: 'a', content: Buffer.from([255, 0]) },
      ],
    });
  });

  it.each([
    ['../a'],
    ['/etc/passwd'],
    ['a/../../b'],
    ['a//b'],
    ['a/'],
    ['./a'],
    [''],
    ['main.c'],
    ['main'],
    ['main.c/x'],
    ['1/2/3/4/5/6/7/8/9'],
    ['a\0b'],
    ['a\nb'],
    ['x'.repeat(256)],
  ])('with the path %j are refused by name', (path) => {
    expect(check(path)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('files[0].path') as string,
    });
  });

  it('cannot be given twice, nor be a file and a folder', () => {
    expect(check('a', 'a').kind).toBe('refused');
    expect(check('a', 'a/b').kind).toBe('refused');
    expect(check('a/b', 'a').kind).toBe('refused');
  });
});

describe('the file of a Java program', () => {
  it.each([
    ['public class Foo { }', 'Foo.java'],
    ['class A {} public final class B {}', 'B.java'],
    [
      '/* public class X */ // public class Y\nclass Main { String s = "public class Z {"; char c = \'"\'; }',
      'Main.java',
    ],
    ['class A { public class Inner {} }', 'Main.java'],
    ['class A { String t = """\n } public class T { """; } public record Ähre(int a) {}', 'Ähre.java'],
    ['public abstract sealed class Shape permits X {}', 'Shape.java'],
    ['void main() {}', 'Main.java'],
  ])('of %j is %s', (source, name) => {
    expect(javaFileName(source)).toBe(name);
  });

  it('is found in linear time even in a hostile source', () => {
    const startedAt = performance.now();
    for (const part of ['public ', '/* ', '"', '\\"', "'\\'", '"""', 'public final ', '{', 'public      ']) {
      expect(javaFileName(part.repeat(300_000))).toBe('Main.java');
    }
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });

  it('is found beside a literal of any size', () => {
    const huge = 'a'.repeat(14 * 1024 * 1024);
    for (const literal of [
      `"${huge}"`,
      `"${huge}`,
      `"\"\"${huge}`,
      `'${huge}'`,
      `"${'\\\\'.repeat(7 << 20)}"`,
    ])
      expect(javaFileName(`class A { String s = ${literal}; }`)).toBe('Main.java');
    expect(javaFileName(`public class Foo { String s = "${huge}"; }`)).toBe('Foo.java');
  });

  it('that makes no readable class files has no main class', () => {
    const files = ['', 'abc', 'cafebabe00000041ffff'].map((hex, i) => ({
      path: `${i}.class`,
      content: Buffer.from(hex, 'hex'),
    }));
    expect(findMainClass(files, 'Main.java')).toBeNull();
  });
});
