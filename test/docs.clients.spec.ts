import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FILES } from './cli/support/programs.js';
import { Terminal } from './cli/support/terminal.js';
import { ROOT } from './support/docker.js';
import { startProduct, type Product } from './support/product.js';

const run = promisify(execFile);
const page = await readFile(join(ROOT, 'docs/clients.md'), 'utf8');
const CLIENT = pathToFileURL(join(ROOT, 'libs/client/src/index.ts')).href;

/** How a block is run, from the project's root. */
const RUNNERS: Readonly<Record<string, readonly [file: string, ...args: string[]]>> = {
  bash: ['bash'],
  ts: [process.execPath, '--import', 'tsx'],
  python: ['python3'],
};

/** Each block of code that is followed by what it prints. */
const SNIPPETS = page.split(/^## /m).flatMap((section) => {
  const title = section.slice(0, section.indexOf('\n'));
  return [...section.matchAll(/```(\w+)\n([^]*?)```\n\n```text\n([^]*?)```/g)].map(
    ([, language, code, printed]) => ({ title, language: language!, code: code!, printed: printed! }),
  );
});

let product: Product;
let folder: string;
beforeAll(async () => {
  product = await startProduct();
  folder = await mkdtemp(join(tmpdir(), 'cpast-snippets-'));
  await (await product.get('/api/v1/languages')).json();
});
afterAll(async () => {
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('docs/clients.md', () => {
  it('has every service in curl, TypeScript and Python', () => {
    for (const title of ['The API of cpast', 'Judge0', 'Piston', 'Jobe'])
      expect(SNIPPETS.filter((each) => each.title === title).map(({ language }) => language)).toEqual(
        expect.arrayContaining(['bash', 'ts', 'python']),
      );
  });

  it.each(SNIPPETS.map((each, at) => ({ ...each, at })))(
    '$title, $language: prints what stands below it',
    { timeout: 60_000 },
    async ({ at, language, code, printed }) => {
      const [file, ...args] = RUNNERS[language]!;
      const path = join(folder, `snippet-${at}.${language === 'ts' ? 'mts' : language}`);
      await writeFile(
        path,
        code.replaceAll('http://localhost:8000', product.url).replace("'@cpast/client'", `'${CLIENT}'`),
      );
      const { stdout } = await run(file, [...args, path], { cwd: ROOT, timeout: 50_000 });
      expect(stdout.trimEnd()).toBe(printed.trimEnd());
    },
  );
});

describe('packages on the command line, at a service', () => {
  let terminal: Terminal;
  beforeAll(async () => {
    terminal = await Terminal.open(FILES);
  });
  afterAll(() => terminal.close());
  const at = (...argv: string[]) => terminal.type([...argv, '--server', product.url]);

  it('are pushed, listed, and pulled again', async () => {
    const pushed = await at('suite', 'push', 'sums');
    expect(pushed).toMatchObject({ code: 0, stdout: expect.stringContaining('Sums, version 1: 2 tests') });
    const [id] = pushed.stdout.split(' ');
    expect((await at('suite', 'list')).stdout).toContain(id);
    expect(await at('suite', 'pull', id!, 'pulled')).toMatchObject({ code: 0 });
    expect(await readFile(join(terminal.folder, 'pulled/secret/2.ans'), 'utf8')).toBe('7\n');
    expect((await at('suite', 'push', 'sums', '--id', id!)).stdout).toContain('version 2');
  });

  it('are judged by and verified, and leave no suite there', async () => {
    const before = (await at('suite', 'list', '--json')).stdout;
    expect(await at('judge', 'sum-wrong.py', 'sums')).toMatchObject({ code: 1 });
    expect(await at('verify', 'sums')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('all 2 solutions'),
    });
    expect((await at('suite', 'list', '--json')).stdout).toBe(before);
  });

  it('are refused with the reason of the service', async () => {
    expect(await at('suite', 'push', 'empty')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('package'),
    });
  });
});
