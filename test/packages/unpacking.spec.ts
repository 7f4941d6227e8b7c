import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { computeTimeLimit, readBytes, readPackage, type ArchiveBounds } from '@app/packages';
import { describe, expect, it } from 'vitest';
import { read, textOf } from './read.js';
import { inScratch, link, writeZip, type PackageFiles } from './zip.js';

const PAIR: PackageFiles = { '1.in': 'one\n', '1.out': 'two\n' };

/** Reads a zip whose bytes were changed after it was written, and all of its tests. */
function readChanged(files: PackageFiles, change: (zip: Buffer) => Buffer | void): Promise<string[]> {
  return inScratch(async (scratch) => {
    const path = join(scratch, 'package.zip');
    await writeZip(path, files);
    const zip = await readFile(path);
    await writeFile(path, change(zip) ?? zip);
    const { problem, close } = await readPackage(path, { scratch });
    try {
      for (const { input } of problem.tests) if (input.kind === 'file') await readBytes(input.file);
      return problem.tests.map(({ name }) => name);
    } finally {
      close();
    }
  });
}

/** Puts other bytes of the same length in the place of a name, wherever it is. */
function rename(zip: Buffer, from: string, to: Buffer | string): void {
  const name = Buffer.from(from);
  for (let at = zip.indexOf(name); at >= 0; at = zip.indexOf(name, at + 1)) Buffer.from(to).copy(zip, at);
}

const CENTRAL = Buffer.from([0x50, 0x4b, 0x01, 0x02]);

const refused = (reading: Promise<unknown>, code: string, reason: RegExp) =>
  expect(reading).rejects.toMatchObject({
    name: 'PackageError',
    code,
    message: expect.stringMatching(reason),
  });

describe('unpacking', () => {
  it.each([
    ['../evil.in', /empty part|"\.\."/],
    ['/abcdef.in', /absolute/],
    ['C:/abcd.in', /drive/],
    ['a//bcde.in', /empty part/],
    ['a/./bcd.in', /empty part/],
    ['..\\evil.in', /"\.\."/],
    ['ab\0defg.in', /control character/],
  ])('refuses the name %j', (name, reason) =>
    refused(
      readChanged({ ...PAIR, 'abcdefg.in': '' }, (zip) => rename(zip, 'abcdefg.in', name)),
      'unsafe_package',
      reason,
    ),
  );

  it('reads backslashes of old Windows tools as separators', async () => {
    const names = readChanged({ 'x_1.in': '', 'x_1.out': '' }, (zip) => rename(zip, 'x_1', 'x\\1'));
    expect(await names).toEqual(['1']);
  });

  it('refuses two files of one name, also where only case differs', async () => {
    await refused(
      readChanged({ ...PAIR, 'abcd.in': '', 'abce.in': '' }, (zip) => rename(zip, 'abce', 'abcd')),
      'unsafe_package',
      /there twice/,
    );
    await refused(
      read({ ...PAIR, 'a.in': '', 'A.IN': '' }, () => {}),
      'unsafe_package',
      /differs in case/,
    );
  });

  it('refuses what is encrypted', () =>
    refused(
      readChanged(PAIR, (zip) => {
        zip[zip.indexOf(CENTRAL) + 8]! |= 1;
      }),
      'unsafe_package',
      /encrypted/,
    ));

  it('refuses devices', () =>
    refused(
      read({ ...PAIR, zero: { content: '', mode: 0o020666 } }, () => {}),
      'unsafe_package',
      /device/,
    ));

  it('refuses what unpacks to more than is allowed, however small it is packed', async () => {
    const bounds: ArchiveBounds = { maxEntries: 5, maxFileBytes: 1_000_000, maxTotalBytes: 1_500_000 };
    const zeros = Buffer.alloc(1_000_001);
    await refused(
      read({ '1.in': zeros, '1.out': '' }, () => {}, { bounds }),
      'package_too_large',
      /a file above/,
    );
    const some = zeros.subarray(0, 900_000);
    await refused(
      read({ '1.in': some, '1.out': some }, () => {}, { bounds }),
      'package_too_large',
      /unpacks to/,
    );
    const many = Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`${at}.in`, '']));
    await refused(
      read(many, () => {}, { bounds }),
      'package_too_large',
      /more than 5 files/,
    );
  });

  it('counts real bytes: a header that names fewer is found out', () =>
    refused(
      readChanged({ '1.in': Buffer.alloc(100_000), '1.out': '' }, (zip) => {
        zip.writeUInt32LE(10, zip.indexOf(CENTRAL) + 24);
      }),
      'broken_package',
      /cannot be unpacked/,
    ));

  it('takes a link inside as a copy, also one to a folder', () =>
    read(
      { ...PAIR, 'deep/2.in': link('../1.in'), 'deep/2.out': link('../1.out'), more: link('deep') },
      async (problem) => {
        expect(problem.tests.map(({ name }) => name)).toEqual(['1', 'deep/2', 'more/2']);
        expect(await textOf(problem.tests[1]?.input)).toBe('one\n');
      },
    ));

  it('says of a test that it holds the path of another file, as links do that Git did not make', async () => {
    const texts = {
      'deep/2.in': '../1.in',
      'deep/2.out': '../1.out\n',
      '3.in': '1.out',
      '3.out': 'a/b',
      '4.in': '/1.in',
      '4.out': '',
    };
    await read({ ...PAIR, ...texts }, ({ warnings, tests }) => {
      expect(tests).toHaveLength(4);
      expect(warnings.filter((warning) => warning.includes('link'))).toEqual([
        'deep/2.in holds the path ../1.in and nothing else: was it a symbolic link?',
      ]);
    });
  });

  it.each([
    ['/etc/passwd', /leaves/],
    ['../../etc/passwd', /leaves/],
    ['2.in', /circles/],
    ['nothing', /nothing/],
  ])('refuses a link to %s', (target, reason) =>
    refused(
      read({ ...PAIR, '2.in': link(target) }, () => {}),
      'unsafe_package',
      reason,
    ),
  );

  it('passes over what systems leave behind', () =>
    read({ ...PAIR, '__MACOSX/1.in': '', '.DS_Store': '', '.git/config.in': '' }, (problem) => {
      expect(problem.tests).toHaveLength(1);
    }));

  it.each([
    ['Chinese of GBK', Buffer.from([0xb2, 0xe2, 0xca, 0xd4]), '测试'],
    ['Cyrillic of Windows', Buffer.from([0xf2, 0xe5, 0xf1, 0xf2]), 'тест'],
    ['CP437', Buffer.from([0x81, 0x62, 0x65, 0x72]), 'über'],
  ])('reads names in %s, without the flag for UTF-8', async (_what, raw, name) => {
    const names = await readChanged({ 'test.in': '', 'test.out': '' }, (zip) => {
      rename(zip, 'test', raw);
      for (let at = zip.indexOf(CENTRAL); at >= 0; at = zip.indexOf(CENTRAL, at + 1)) zip[at + 9]! &= ~0x08;
    });
    expect(names).toEqual([name]);
  });

  it('says that a test is a pointer of Git LFS', () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 123456\n`;
    return refused(
      read({ '1.in': pointer, '1.out': '' }, () => {}),
      'broken_package',
      /Git LFS/,
    );
  });

  it('refuses what is no zip', () =>
    inScratch(async (scratch) => {
      const path = join(scratch, 'package.zip');
      await writeFile(path, 'this is a text');
      await refused(readPackage(path, { scratch }), 'not_a_package', /no zip/);
    }));

  it('asks which problem is meant where a package holds several', async () => {
    const two: PackageFiles = {
      'contest.xml': '<contest/>',
      'problems/a/init.yml': 'test_cases: [{in: x, out: x}]\n',
      'problems/a/x': '',
      'problems/b/init.yml': 'test_cases: [{in: x, out: x}, {in: x, out: x}]\n',
      'problems/b/x': '',
    };
    await refused(
      read(two, () => {}),
      'unsupported_package',
      /holds 2 problems.*a, b/,
    );
    await read(two, (problem) => expect(problem.tests).toHaveLength(2), { problem: 'b' });
  });
});

describe('a time limit from the times of jury solutions', () => {
  const modern = { acceptedFactor: 2, tooSlowFactor: 1.5, resolutionMs: 1_000 };

  it('is the least multiple of the resolution that leaves the slowest its factor', () => {
    const times = [
      { side: 'lower', slowestMs: 700 },
      { side: 'lower', slowestMs: 100 },
      { side: 'upper', slowestMs: 5_000 },
    ] as const;
    expect(computeTimeLimit(modern, times)).toEqual({
      timeLimitMs: 2_000,
      slowestAcceptedMs: 700,
      fastestTooSlowMs: 5_000,
      problems: [],
    });
    expect(
      computeTimeLimit({ acceptedFactor: 5, tooSlowFactor: 2, resolutionMs: 1_000 }, times)?.timeLimitMs,
    ).toBe(4_000);
  });

  it('says when a solution that must be too slow is not slow enough', () => {
    const times = [
      { side: 'lower', slowestMs: 1_000 },
      { side: 'upper', slowestMs: 2_500 },
    ] as const;
    expect(computeTimeLimit(modern, times)?.problems).toHaveLength(1);
  });

  it('is not computed without a solution that must be in time', () => {
    expect(computeTimeLimit(modern, [{ side: 'upper', slowestMs: 1 }])).toBeNull();
  });
});
