import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startProduct } from '../support/product.js';
import { type Clone, makeClone } from './support/clone.js';

let clone: Clone;
beforeEach(() => {
  clone = makeClone();
});
afterEach(() => clone.remove());

describe('npm start from a bare clone', () => {
  it('says in one line what to install when there is no C compiler', () => {
    const { status, said } = clone.node(['scripts/start.mjs']);
    expect(said).toBe('cpast: no C compiler found; run: apt-get install gcc libc6-dev\n');
    expect(status).toBe(1);
  });

  it('says in one line what to install when the compiler has no library to link with', () => {
    clone.program('gcc', '[ "$1" = --version ]');
    const { status, said } = clone.node(['scripts/start.mjs']);
    expect(said).toMatch(
      /^cpast: gcc cannot link a static program .*; run: apt-get install gcc libc6-dev\n$/,
    );
    expect(status).toBe(1);
  });

  it('says so before it downloads anything', () => {
    clone.program('npm', `: > ${clone.folder}/downloaded`);
    clone.node(['scripts/start.mjs']);
    expect(existsSync(join(clone.folder, 'downloaded'))).toBe(false);
  });
});

describe('a step', () => {
  const built = () => readFileSync(join(clone.folder, 'native/box/build/box'), 'utf8');
  const buildBox = () => clone.call('steps', 'buildBox()', { PATH: process.env.PATH! });

  beforeEach(() => {
    mkdirSync(join(clone.folder, 'native/box'), { recursive: true });
    writeFileSync(
      join(clone.folder, 'native/box/build.sh'),
      'mkdir -p native/box/build && echo built >> native/box/build/box\n',
    );
    expect(buildBox().status).toBe(0);
    expect(built()).toBe('built\n');
  });

  it('is not done again while nothing it depends on has changed', () => {
    expect(buildBox()).toEqual({ status: 0, said: '' });
    expect(built()).toBe('built\n');
  });

  it('is done again when something it depends on has changed', () => {
    appendFileSync(join(clone.folder, 'native/box/build.sh'), '# changed\n');
    expect(buildBox().status).toBe(0);
    expect(built()).toBe('built\nbuilt\n');
  });

  it('is done again when its output is gone', () => {
    rmSync(join(clone.folder, 'native/box/build'), { recursive: true });
    expect(buildBox().status).toBe(0);
    expect(built()).toBe('built\n');
  });

  it('that fails shows what the command said, and is tried again', () => {
    writeFileSync(join(clone.folder, 'native/box/build.sh'), 'echo "it is broken"; exit 3\n');
    for (let time = 0; time < 2; time++) {
      const { status, said } = buildBox();
      expect(status).not.toBe(0);
      expect(said).toContain('it is broken\n');
      expect(said).toContain('`sh native/box/build.sh` failed (exit code 3)');
    }
  });
});

it('npm start serves the page and the service in one process', { timeout: 120_000 }, async () => {
  const product = await startProduct({ script: 'scripts/start.mjs', isFirstStart: true });
  try {
    const page = await fetch(product.url);
    expect(page.headers.get('content-type')).toMatch('text/html');
    expect(await page.text()).toContain('cpast');
    expect((await fetch(`${product.url}/api/v1/languages`)).status).toBe(200);
  } finally {
    await product.stop();
  }
});

it(
  'npm start ends the service when npm is told to end, as a supervisor does',
  { timeout: 120_000 },
  async () => {
    const product = await startProduct({ command: () => ['npm', 'start'] });
    try {
      await product.end('SIGTERM');
      await expect(fetch(product.url)).rejects.toThrow('fetch failed');
    } finally {
      await product.stop();
    }
  },
);
