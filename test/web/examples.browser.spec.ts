import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, expect, it } from 'vitest';
import type { Client } from '@app/client';
import { ROOT } from '../support/docker.js';
import { startProduct } from '../support/product.js';
import { Tab } from './support/tab.js';

// Every machine on which cpast starts has them: a C compiler and Node.js itself.
const tab = Tab.of(() => startProduct({ env: { WORKER_LANGUAGES: 'c,javascript' } }));

beforeEach(async () => {
  await tab.page.goto(tab.url);
  await tab.at('clex-preview').waitFor();
});

const verdict = () => tab.at('verdict');

it('the first visit finds a bug in one click where there are only C and JavaScript', async () => {
  await tab.at('run-button').click();
  await verdict().getByText('Difference found').waitFor();
});

it.each([
  ['Maximum subarray', 'Difference found'],
  ['Second largest value', 'Difference found'],
  ['Sum of squares', 'Difference found'],
  ['Longest run of a letter', 'Difference found'],
  ['Greatest common divisor', 'No difference in 100 inputs'],
])('%s is offered there and ends with: %s', { timeout: 90_000 }, async (title, expected) => {
  await tab.page.getByRole('button', { name: 'Examples' }).click();
  await tab.page.getByRole('menuitem', { name: title }).click();
  await tab.at('run-button').click();
  await verdict().getByText(expected).waitFor({ timeout: 60_000 });
});

it('the client is a module that a page loads as it is, with sockets and events to loop over', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cpast-client-bundle-'));
  try {
    const script = pathToFileURL(join(ROOT, 'scripts/lib/client-bundle.mjs')).href;
    const { bundleClient } = (await import(script)) as { bundleClient(outDir: string): Promise<void> };
    await bundleClient(folder);
    await tab.page.route('**/client/*.js', (route) =>
      route.fulfill({ path: join(folder, basename(new URL(route.request().url()).pathname)) }),
    );
    await tab.page.route('**/client/use.js', (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        body: `import { Client } from './index.js'; globalThis.client = new Client();`,
      }),
    );
    await tab.page.addScriptTag({ url: '/client/use.js', type: 'module' });
    const seen = await tab.page.evaluate(async () => {
      const { submissions } = (globalThis as unknown as { client: Client }).client;
      const program = { language: 'javascript', source: 'console.log(6 * 7)' };
      const { id } = await submissions.create({ kind: 'run', program });
      const types = [];
      for await (const news of submissions.news(id)) types.push(news.type);
      const { verdict, result } = await submissions.get(id);
      return { verdict, result, types };
    });
    expect(seen).toMatchObject({ verdict: 'accepted', result: { execution: { stdout: '42\n' } } });
    expect(seen.types).toContain('connection');
  } finally {
    await tab.page.unrouteAll();
    await rm(folder, { recursive: true, force: true });
  }
});
