import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findCandidates, hostPlaces } from '../detection/candidates.js';
import { whyNotShown } from '../detection/refusal.js';
import type { LanguageRow } from './row.js';
import { LANGUAGE_ROWS } from './table.js';
import { fillTemplate } from './template.js';
import { nameLanguages, type Toolchain } from './toolchain.js';
import { compareVersions, parseVersion } from './version.js';

const row = (id: string): LanguageRow => LANGUAGE_ROWS.find((each) => each.id === id)!;

describe('the language table', () => {
  it('gives each id and alias to one language only', () => {
    const names = LANGUAGE_ROWS.flatMap(({ id, aliases }) => [id, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => name !== name.toLowerCase())).toEqual([]);
  });

  it.each([
    ['c', 'gcc (Debian 12.2.0-14+deb12u1) 12.2.0\nCopyright', '12.2.0', 'c-12'],
    ['python', 'Python 3.11.2', '3.11.2', 'python-3.11'],
    ['python', 'Python 3.14.0rc1', '3.14.0rc1', 'python-3.14'],
    ['java', 'openjdk version "17.0.15" 2025-04-15', '17.0.15', 'java-17'],
    ['java', 'java version "1.8.0_392"', '8.0_392', 'java-8'],
    ['java', 'openjdk version "25-ea" 2025-09-16', '25-ea', 'java-25'],
    ['javascript', 'v20.20.2', '20.20.2', 'javascript-20'],
    ['rust', 'rustc 1.97.0-nightly (5b1a2 2026-05-01)', '1.97.0-nightly', 'rust-1.97'],
    ['go', 'go version go1.19.8 linux/amd64', '1.19.8', 'go-1.19'],
    ['ruby', 'ruby 3.1.7p261 (2025-03-26 revision 0a3704f218)', '3.1.7p261', 'ruby-3.1'],
    ['perl', 'This is perl 5, version 36, subversion 0 (v5.36.0) built for', '5.36.0', 'perl-5.36'],
    ['bash', 'GNU bash, version 5.2.15(1)-release', '5.2.15', 'bash-5.2'],
  ])('of %s understands %j', (id, printed, text, versioned) => {
    const version = parseVersion(row(id), printed)!;
    expect(version.text).toBe(text);
    const [language] = nameLanguages(row(id), [toolchain(id, version)]);
    expect(language!.view.aliases).toContain(versioned);
    expect(version.prerelease).toBe(/rc|ea|nightly/.test(text));
  });
});

function toolchain(id: string, version: Toolchain['version']): Toolchain {
  return { row: row(id), tool: '/x', companion: null, root: null, identity: '', version, variant: {} };
}

describe('several versions of one language', () => {
  const named = (id: string, ...printed: string[]) => {
    const versions = printed.map((text) => parseVersion(row(id), text)!).sort(compareVersions);
    return nameLanguages(
      row(id),
      versions.map((version) => toolchain(id, version)),
    ).map(({ view }) => [view.id, view.version, view.aliases.at(-1)]);
  };

  it('have one id each, and the newest has the plain one as well', () => {
    expect(named('python', 'Python 3.9.18', 'Python 3.13.0', 'Python 3.11.2', 'Python 3.11.7')).toEqual([
      ['python', '3.13.0', 'python-3.13'],
      ['python-3.11', '3.11.7', undefined],
      ['python-3.9', '3.9.18', undefined],
    ]);
  });

  it('do not let a nightly be the plain one', () => {
    expect(named('rust', 'rustc 1.97.0-nightly (x)', 'rustc 1.95.0 (x)')[0]).toEqual([
      'rust',
      '1.95.0',
      'rust-1.95',
    ]);
  });

  it('do not let Python 2 be shown as python, even alone', () => {
    expect(named('python', 'Python 2.7.18')).toEqual([['python-2.7', '2.7.18', undefined]]);
  });
});

describe('templates', () => {
  it('take lists apart and leave what belongs to the run', () => {
    const template = ['{tool}', '{variant}', '{args}', '-o', '{program}/x', '{memoryMiB:90-0}'];
    expect(fillTemplate(template, { tool: '/t' }, { variant: ['-a', '-b'] })).toEqual([
      '/t',
      '-a',
      '-b',
      '-o',
      '{program}/x',
      '{memoryMiB:90-0}',
    ]);
  });

  it('never take an argument of the submitter for a template', () => {
    expect(fillTemplate(['{args}'], { tool: '/t' }, { args: ['{tool}', '{variant}'] })).toEqual([
      '{tool}',
      '{variant}',
    ]);
  });

  it('leave out a default that the submitter sets', () => {
    const template = ['{default:--edition=2021}', '{args}'];
    expect(fillTemplate(template, {}, { args: ['-g'] })).toEqual(['--edition=2021', '-g']);
    expect(fillTemplate(template, {}, { args: ['--edition', '2018'] })).toEqual(['--edition', '2018']);
  });
});

describe('the search for toolchains', () => {
  let home: string;
  beforeEach(async () => (home = await realpath(await mkdtemp(join(tmpdir(), 'cpast-home-')))));
  afterEach(() => rm(home, { recursive: true }));

  async function tool(path: string): Promise<string> {
    const full = join(home, path);
    await mkdir(dirname(full), { recursive: true });
    await writeFile(full, `# ${path}`);
    await chmod(full, 0o755);
    return full;
  }
  const found = async (id: string, binaries: string[] = []) =>
    (await findCandidates(row(id), { home, binaries: binaries.map((name) => join(home, name)) })).map(
      ({ tool: path, root, companion }) => ({ tool: path, root, companion }),
    );

  it('finds each toolchain of a version manager once, under its own folder', async () => {
    const path = await tool('.pyenv/versions/3.12.1/bin/python3.12');
    await symlink('python3.12', join(dirname(path), 'python3'));
    await symlink('python3', join(dirname(path), 'python'));
    expect(await found('python')).toEqual([
      { tool: path, root: join(home, '.pyenv/versions/3.12.1'), companion: null },
    ]);
  });

  it('does not take shims, nor anything else of a home folder, for a toolchain', async () => {
    await tool('.pyenv/shims/python3');
    await tool('.cargo/bin/rustc');
    await tool('bin/python3');
    expect(await found('python', ['.pyenv/shims', 'bin'])).toEqual([]);
    expect(await found('rust', ['.cargo/bin'])).toEqual([]);
  });

  it("looks where the worker's PATH says, but not into the packages that npm puts there", () => {
    const { binaries } = hostPlaces('/opt/tools/bin:relative:/srv/app/node_modules/.bin');
    expect(binaries).toContain('/opt/tools/bin');
    expect(binaries.filter((folder) => /relative|node_modules/.test(folder))).toEqual([]);
  });

  describe('refuses a folder that would show more than a toolchain, and says so:', () => {
    const refusals = async (binaries: string, hidden: string[] = []) => {
      const places = { home: '/nobody', binaries: [binaries], hidden };
      return (await findCandidates(row('python'), places)).map(({ refusal }) => refusal);
    };

    it('one with DATA_DIR or the package in it', async () => {
      await tool('tools/bin/python3');
      const own = join(home, 'tools/data');
      expect(await refusals(join(home, 'tools/bin'), [own])).toEqual([
        `its folder ${join(home, 'tools')} holds ${own}, which no program may see; install it elsewhere`,
      ]);
      expect(await refusals(join(home, 'tools/bin'), [`${home}/tools-of-others`])).toEqual([undefined]);
    });

    it('one that lies in DATA_DIR or in the package', async () => {
      await tool('app/tools/bin/python3');
      const own = join(home, 'app');
      expect(await refusals(join(home, 'app/tools/bin'), [own])).toEqual([
        `it lies in ${own}, which no program may see; install it elsewhere`,
      ]);
      expect(await refusals('/usr/bin', ['/usr'])).toContainEqual(expect.stringContaining('it lies in /usr'));
    });

    it('a top-level folder', () => {
      expect(whyNotShown('/srv/bin/python3', '/srv', [])).toBe(
        'programs would see all of /srv; install it in a folder of its own',
      );
      expect(whyNotShown('/srv/python/bin/python3', '/srv/python', [])).toBeNull();
      expect(whyNotShown('/usr/local/bin/python3', null, [])).toBeNull();
    });
  });

  it('does not count a virtual environment, whose binary is a link to another toolchain', async () => {
    const real = await tool('.pyenv/versions/3.12.1/bin/python3');
    await mkdir(join(home, '.pyenv/versions/venv/bin'), { recursive: true });
    await symlink(real, join(home, '.pyenv/versions/venv/bin/python3'));
    expect((await found('python')).map(({ tool: path }) => path)).toEqual([real]);
  });

  it('wants the companion beside the tool, and both executable', async () => {
    await tool('.sdkman/candidates/java/17/bin/java');
    const whole = await tool('.sdkman/candidates/java/21/bin/java');
    const javac = await tool('.sdkman/candidates/java/21/bin/javac');
    await symlink('21', join(home, '.sdkman/candidates/java/current'));
    const own = (await found('java')).filter(({ tool: path }) => path.startsWith(home));
    expect(own).toEqual([{ tool: whole, root: join(home, '.sdkman/candidates/java/21'), companion: javac }]);
    await chmod(javac, 0o644);
    expect((await found('java')).filter(({ tool: path }) => path.startsWith(home))).toEqual([]);
  });
});
