import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../support/docker.js';
import { startProduct } from '../support/product.js';

/** A clone in which nothing has been prepared yet, so that a test cannot disturb what the others run. */
let clone: string;
/** The only folder on the PATH. */
let bin: string;

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'cpast-clone-'));
  bin = join(clone, 'bin');
  mkdirSync(bin);
  cpSync(join(ROOT, 'scripts'), join(clone, 'scripts'), { recursive: true });
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

function node(args: readonly string[], env: Record<string, string>) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: clone, encoding: 'utf8', env });
  return { status, said: stdout + stderr };
}

function script(name: string, text: string): void {
  writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(bin, name), 0o755);
}

describe('npm start from a bare clone', () => {
  it('says in one line what to install when there is no C compiler', () => {
    const { status, said } = node(['scripts/start.mjs'], { PATH: bin });
    expect(said).toBe('cpast: no C compiler found; run: apt-get install gcc libc6-dev\n');
    expect(status).toBe(1);
  });

  it('says in one line what to install when the compiler has no library to link with', () => {
    script('gcc', '[ "$1" = --version ]');
    const { status, said } = node(['scripts/start.mjs'], { PATH: bin });
    expect(said).toMatch(
      /^cpast: gcc cannot link a static program .*; run: apt-get install gcc libc6-dev\n$/,
    );
    expect(status).toBe(1);
  });

  it('says so before it downloads anything', () => {
    script('npm', `touch ${clone}/downloaded`);
    node(['scripts/start.mjs'], { PATH: bin });
    expect(existsSync(join(clone, 'downloaded'))).toBe(false);
  });
});

describe('a step', () => {
  const built = () => readFileSync(join(clone, 'native/box/build/box'), 'utf8');
  const buildBox = () =>
    node(['--input-type=module', '-e', `await (await import('${clone}/scripts/lib/steps.mjs')).buildBox()`], {
      PATH: process.env.PATH!,
    });

  beforeEach(() => {
    mkdirSync(join(clone, 'native/box'), { recursive: true });
    writeFileSync(
      join(clone, 'native/box/build.sh'),
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
    appendFileSync(join(clone, 'native/box/build.sh'), '# changed\n');
    expect(buildBox().status).toBe(0);
    expect(built()).toBe('built\nbuilt\n');
  });

  it('is done again when its output is gone', () => {
    rmSync(join(clone, 'native/box/build'), { recursive: true });
    expect(buildBox().status).toBe(0);
    expect(built()).toBe('built\n');
  });

  it('that fails shows what the command said, and is tried again', () => {
    writeFileSync(join(clone, 'native/box/build.sh'), 'echo "it is broken"; exit 3\n');
    for (let time = 0; time < 2; time++) {
      const { status, said } = buildBox();
      expect(status).not.toBe(0);
      expect(said).toContain('it is broken\n');
      expect(said).toContain('`sh native/box/build.sh` failed (exit code 3)');
    }
  });
});

it('npm start serves the page and the service in one process', { timeout: 120_000 }, async () => {
  const product = await startProduct({ script: 'scripts/start.mjs' });
  try {
    const page = await fetch(product.url);
    expect(page.headers.get('content-type')).toMatch('text/html');
    expect(await page.text()).toContain('cpast');
    expect((await fetch(`${product.url}/api/v1/languages`)).status).toBe(200);
  } finally {
    await product.stop();
  }
});
