import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../support/docker.js';
import { isTested } from '../support/languages.js';
import { type Clone, makeClone } from './support/clone.js';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

let clone: Clone;
beforeEach(() => {
  clone = makeClone();
});
afterEach(() => clone.remove());

/** A package manager that writes down what it is asked for. */
function offerPackages(): void {
  for (const program of ['env', 'true']) clone.link(`/usr/bin/${program}`);
  clone.program('apt-get', `echo "$RUNLEVEL $DEBIAN_FRONTEND $*"`);
}
const asked = (said: string) => said.split('\n').filter((line) => line.startsWith('1 noninteractive'));
const INSTALL = 'install -y -qq --no-install-recommends';

describe('a tool that the tests need and do not find', () => {
  it('is named in one line with the others, where nothing can be installed', () => {
    const { status, said } = clone.call('tools', 'findTools()');
    expect(said).toBe(
      'cpast: the tests need make, setpriv, unshare, a C compiler and found none; ' +
        'run: apt-get install make util-linux gcc libc6-dev\n',
    );
    expect(status).toBe(1);
  });

  it('is not looked for among packages when all are there', () => {
    for (const program of ['make', 'setpriv', 'unshare']) clone.program(program, ':');
    clone.program('gcc', ':');
    expect(clone.call('tools', 'findTools()')).toEqual({ status: 0, said: '' });
  });

  it.runIf(isRoot)('is installed by root, without starting what comes with it', () => {
    offerPackages();
    clone.program('apt-get', `echo "$RUNLEVEL $DEBIAN_FRONTEND $*" >> ${clone.folder}/asked`);
    const { status, said } = clone.call('tools', 'findTools()');
    expect(said).toBe(
      '[cpast] make, setpriv, unshare, a C compiler: installing make util-linux gcc libc6-dev ...\n',
    );
    expect(status).toBe(0);
    expect(readFileSync(join(clone.folder, 'asked'), 'utf8').trimEnd().split('\n')).toEqual([
      '1 noninteractive update -qq',
      `1 noninteractive ${INSTALL} make util-linux gcc libc6-dev`,
    ]);
  });

  it('is installed by whoever has a sudo that asks for no password', () => {
    offerPackages();
    clone.program('sudo', '[ "$1" = -n ] && shift && exec "$@"');
    // What a command says is shown when it fails.
    clone.program('apt-get', 'echo "$RUNLEVEL $DEBIAN_FRONTEND $*"; exit 1');
    const { said } = clone.call('tools', 'findTools()', {}, isRoot ? NOBODY : undefined);
    expect(asked(said)).toEqual([`1 noninteractive ${INSTALL} make util-linux gcc libc6-dev`]);
  });

  it('is not installed with a sudo that asks', () => {
    offerPackages();
    clone.program('sudo', 'exit 1');
    const { status, said } = clone.call('tools', 'findTools()', {}, isRoot ? NOBODY : undefined);
    expect(said).toMatch(/^cpast: the tests need make, .*; run: apt-get install make .*\n$/);
    expect(status).toBe(1);
  });
});

// Java cannot be made up: it is looked for in folders of its own as well.
describe.runIf(isTested('java'))('a language that is missing', () => {
  const found = (all: boolean, ...programs: string[]) => {
    // The worker's own table and search.
    symlinkSync(join(ROOT, 'dist'), join(clone.folder, 'dist'));
    const bin = join(clone.folder, 'languages');
    mkdirSync(bin);
    for (const program of programs) symlinkSync('/bin/sh', join(bin, program));
    const places = JSON.stringify({ binaries: [bin], home: '/no/such' });
    return clone.call('tools', `findLanguages(${all}, ${places})`);
  };
  const ALWAYS = ['gcc', 'g++', 'python3', 'node', 'perl', 'bash'];

  it('is named with its package and with the flag that leaves its tests out', () => {
    const { status, said } = found(true, ...ALWAYS, 'rustc', 'go', 'javac', 'java', 'php');
    expect(said).toBe(
      'cpast: the tests need Ruby and found none; run: apt-get install ruby, ' +
        'or leave their tests out with: npm test -- --without-languages\n',
    );
    expect(status).toBe(1);
  });

  it('may not be left out when other tests need it', () => {
    const { said } = found(
      true,
      ...ALWAYS.filter((name) => name !== 'g++'),
      'rustc',
      'go',
      'javac',
      'java',
      'php',
    );
    expect(said).toBe(
      'cpast: the tests need C++ (GCC), Ruby and found none; run: apt-get install g++ ruby\n',
    );
  });

  it('is not missed when it was left out, which is said', () => {
    expect(found(false, ...ALWAYS)).toEqual({
      status: 0,
      said: '[cpast] java, rust, go, ruby, php: left out on purpose (--without-languages)\n',
    });
  });
});

describe('a tool that only a few tests need', () => {
  it.runIf(process.arch === 'x64')('is named where it cannot be installed, and is no reason to stop', () => {
    const { status, said } = clone.call('tools', 'findFurtherTools()');
    expect(said).toContain(
      '[cpast] a compiler for arm64: not here (apt-get install gcc-aarch64-linux-gnu libc6-dev-arm64-cross)',
    );
    expect(status).toBe(0);
  });
});

describe('the browser', () => {
  const find = (env: Record<string, string> = {}) =>
    clone.node(
      [
        '--input-type=module',
        '-e',
        `const { runScript } = await import('${clone.folder}/scripts/lib/steps.mjs');
         const { findChromium } = await import('${clone.folder}/scripts/lib/browser.mjs');
         await runScript(async () => console.log(findChromium()));`,
      ],
      env,
    );

  it('is the one that CHROMIUM_PATH names, whatever else there is', () => {
    clone.program('chromium', ':');
    expect(find({ CHROMIUM_PATH: '/bin/sh' }).said).toBe('/bin/sh\n');
  });

  it('is the one on the PATH otherwise', () => {
    clone.program('google-chrome', ':');
    expect(find().said).toBe(`${clone.folder}/bin/google-chrome\n`);
  });

  it('is not another one when CHROMIUM_PATH names none', () => {
    clone.program('chromium', ':');
    expect(find({ CHROMIUM_PATH: '/no/such' })).toEqual({
      status: 1,
      said: 'cpast: CHROMIUM_PATH: there is no /no/such\n',
    });
  });

  it('that cannot be had is named with the ways out', () => {
    expect(clone.call('browser', 'ensureChromium()').said).toBe(
      'cpast: the tests need Chromium and found none; run: apt-get install chromium, set CHROMIUM_PATH, ' +
        'or leave the tests of the page out with: npm test -- --without-browser\n',
    );
  });
});

describe('npm test', () => {
  it('knows the parts that may be left out, and no others', () => {
    const { status, said } = clone.node(['scripts/test.mjs', '--without-nonsense']);
    expect(said).toBe(
      'cpast: --without-nonsense: there is no such part, ' +
        'choose of postgres, redis, rabbitmq, docker, browser, languages\n',
    );
    expect(status).toBe(1);
    expect(existsSync(join(clone.folder, 'node_modules'))).toBe(false);
  });
});
