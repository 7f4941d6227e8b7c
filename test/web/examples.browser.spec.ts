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
  ['Average of the positive', 'Difference found'],
  ['Lines from Windows', 'Difference found on input #2'],
  ['Mean of some numbers', 'No difference in 100 inputs'],
  ['Nested brackets', 'Difference found'],
  // The reference calls 1 a prime.
  ['Counting primes', 'Difference found', { 'expected-output': /^1$/, 'actual-output': /^0$/ }],
  ['Longest rising subsequence', 'No difference in', { growth: /^Slowest input: .* Time grows like n\^2/ }],
  ['Greatest common divisor', 'No difference in 100 inputs'],
] as [string, string, Record<string, RegExp>?][])(
  '%s is offered there and ends with: %s',
  {
    timeout: 90_000,
  },
  async (title, expected, shown = {}) => {
    await tab.page.getByRole('button', { name: 'Examples' }).click();
    await tab.page.getByRole('menuitem', { name: title }).click();
    await tab.at('run-button').click();
    await verdict().getByText(expected).waitFor({ timeout: 60_000 });
    for (const [testId, text] of Object.entries(shown))
      await expect.poll(() => tab.at(testId).innerText()).toMatch(text);
  },
);

it('an example is run from the list of them, which is narrowed by kind and language', async () => {
  await tab.page.goto(`${tab.url}/examples`);
  const card = (title: string) => tab.at('example').filter({ hasText: title });
  await card('Average of the positive').getByRole('button', { name: 'Run now' }).click();
  await card('Average of the positive').getByRole('link', { name: 'Difference found' }).waitFor();
  await tab.page.getByLabel('Kind').selectOption('judge');
  expect(await tab.at('example').getByRole('heading').allInnerTexts()).toEqual(['Leap years']);
  await card('Leap years').getByRole('button', { name: 'Run now' }).click();
  await card('Leap years').getByRole('link', { name: 'Wrong answer on test century' }).waitFor();
  await tab.page.getByLabel('Language').selectOption('C');
  await tab.page.getByText('No example is both.').waitFor();
  await tab.page.getByLabel('Kind').selectOption('');
  await card('Maximum subarray').waitFor();
  expect(new URL(tab.page.url()).search).toBe('?language=C');
});

it('an example of a judge problem opens with its tests', async () => {
  await tab.page.goto(`${tab.url}/examples?kind=judge`);
  await tab.page.getByRole('link', { name: 'Open' }).click();
  await tab.page.getByRole('button', { name: 'fourth-century', exact: true }).waitFor();
  await tab.at('run-button').click();
  await verdict().getByText('Wrong answer on test century').waitFor();
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
