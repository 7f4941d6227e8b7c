import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { post } from '../support/api.js';
import { launchBrowser } from '../support/browser.js';
import { type Product, startProduct } from '../support/product.js';
import { openPage, RARELY_DIFFERENT, type TestPage } from './support/page.js';

let product: Product;
let browser: Browser;
let test: TestPage;

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});
beforeEach(async () => {
  test = await openPage(browser);
});
afterEach(async () => {
  await test.close();
  expect(test.crashes).toEqual([]);
});

/** Opens the page and waits until it is ready to run its example. */
async function open(): Promise<void> {
  await test.page.goto(product.url);
  await test.editor('candidate').getByText('best').first().waitFor();
  await test.at('clex-preview').waitFor();
}

async function writeC(reference: string, candidate: string): Promise<void> {
  await test.at('language-reference').selectOption('c');
  await test.at('language-candidate').selectOption('c');
  await test.editor('reference').fill(reference);
  await test.editor('candidate').fill(candidate);
}

/** Starts a run that finds a difference now and then and goes on for long. */
async function startLongRun(): Promise<void> {
  await open();
  await writeC(RARELY_DIFFERENT.reference, RARELY_DIFFERENT.candidate);
  await test.editor('clex').fill(RARELY_DIFFERENT.clex);
  await test.page.getByLabel('Compare by').selectOption('tokens');
  await test.page.getByLabel('Number of inputs').fill('100000');
  await test.page.getByLabel('Max. differences').fill('100');
  await test.at('run-button').click();
  await test
    .at('progress')
    .getByText(/difference/)
    .waitFor();
}

describe('a page with a large answer', () => {
  it('shows four hundred thousand lines beside one, and the last of them', async () => {
    await open();
    await writeC(
      '#include <stdio.h>\nint main(void) { puts("7"); }',
      '#include <stdio.h>\nint main(void) { for (int i = 0; i < 400000; i++) puts("7"); }',
    );
    await test.at('run-button').click();
    await test.at('verdict').getByText('Difference found').waitFor();
    const lines = test.at('actual-output').locator('.line');
    await lines.first().waitFor();
    await test.page.getByRole('button', { name: 'Previous difference' }).click();
    await test.at('actual-output').locator('[data-n="400000"]').waitFor();
    expect(await lines.count()).toBeLessThan(500);
  });
});

describe('a page of which something is missing', () => {
  it('takes programs without the code of its editors', async () => {
    await test.page.route('**/assets/CodeEditor*', (route) => route.abort());
    await test.page.goto(product.url);
    await test.at('clex-preview').waitFor();
    await writeC(
      '#include <stdio.h>\nint main(void) { puts("1"); }',
      '#include <stdio.h>\nint main(void) { puts("2"); }',
    );
    await test.at('run-button').click();
    await test.at('verdict').getByText('Difference found on input #1').waitFor();
  });

  it('says so and can be loaded again when it fails altogether', async () => {
    await test.page.route('**/api/v1/languages', (route) => route.fulfill({ json: { no: 'list' } }));
    await test.page.goto(product.url);
    await test.at('broken').getByText('This page stopped working').waitFor();
    await test.page.unroute('**/api/v1/languages');
    await test.page.getByRole('button', { name: 'Reload the page' }).click();
    await test.at('clex-preview').waitFor();
  });
});

describe('a run', () => {
  it('is compared by the checker it was started with, while it runs', async () => {
    await startLongRun();
    const differing = test.at('actual-output').locator('.line.differs');
    expect(await differing.count()).toBe(1);
    expect(await differing.getAttribute('data-n')).toBe('2');
    expect(await test.at('progress').count()).toBe(1);
    await test.at('cancel-button').click();
  });

  it('that is cancelled keeps the differences it had found', async () => {
    await startLongRun();
    await test.at('cancel-button').click();
    await test
      .at('verdict')
      .getByText(/Cancelled, [1-9]\d* differences? found/)
      .waitFor();
    const input = await test.at('failing-input').innerText();
    expect(await test.at('verdict').innerText()).toMatch(/seed \d+/);
    await test.page.reload();
    await test
      .at('verdict')
      .getByText(/Cancelled, [1-9]/)
      .waitFor();
    expect(await test.at('failing-input').innerText()).toBe(input);
  });

  it('says when the service is out of reach, and goes on when it is back', async () => {
    await startLongRun();
    await test.page.context().setOffline(true);
    await test.at('progress').getByText('Connection lost').waitFor();
    expect(await test.page.title()).toBe('Connection lost · cpast');
    await test.page.context().setOffline(false);
    await test.at('progress').getByText('Connection lost').waitFor({ state: 'detached' });
    expect(await test.page.title()).toMatch(/^\d+ % · cpast$/);
    await test.at('cancel-button').click();
    await test.at('verdict').waitFor();
  });

  it('says when it could not be cancelled', async () => {
    await startLongRun();
    await test.page.route('**/api/v1/submissions/*', (route) =>
      route.request().method() === 'DELETE' ? route.abort() : route.continue(),
    );
    await test.at('cancel-button').click();
    await test.at('progress').getByText('Not cancelled').waitFor();
    await test.page.unroute('**/api/v1/submissions/*');
    await test.at('cancel-button').click();
    await test.at('verdict').getByText('Cancelled').waitFor();
  });

  it('can be cancelled while it is being sent, and does not go on unseen', async () => {
    await open();
    let arrive = () => {};
    const arrival = new Promise<void>((resolve) => (arrive = resolve));
    await test.page.route('**/api/v1/submissions', async (route) => {
      await arrival;
      await route.continue();
    });
    await test.at('run-button').click();
    await test.at('progress').getByText('Sending').waitFor();
    const cancelled = test.page.waitForRequest((request) => request.method() === 'DELETE');
    await test.at('cancel-button').click();
    await test.page.getByText('Both programs get the same random inputs').waitFor();
    arrive();
    expect((await cancelled).url()).toMatch(/\/submissions\/[0-9a-f-]{36}$/);
    expect(new URL(test.page.url()).hash).toBe('');
  });
});

describe('a service that cannot do everything', () => {
  const NO_WORKER = {
    title: 'No worker is connected',
    status: 503,
    code: 'no_worker',
    detail: 'No worker is connected; start one with `npm run worker`.',
  };

  it('is described in its own words, beside an example, until it can', async () => {
    await test.page.route('**/api/v1/languages', (route) => route.fulfill({ status: 503, json: NO_WORKER }));
    await test.page.goto(product.url);
    const problem = test.at('service-problem');
    await problem.getByText('npm run worker').waitFor();
    expect(await problem.innerText()).not.toContain('does not answer');
    await test.editor('candidate').getByText('best').first().waitFor();
    expect(await test.page.getByText('full isolation').count()).toBe(0);
    await test.page.unroute('**/api/v1/languages');
    await problem.waitFor({ state: 'detached' });
    await test.at('run-button').click();
    await test.at('verdict').getByText('Difference found').waitFor();
  });

  it('is called unreachable only when nobody answers', async () => {
    await test.page.route('**/api/v1/**', (route) => route.abort());
    await test.page.goto(product.url);
    await test.at('service-problem').getByText('The service does not answer').waitFor();
    await test.editor('candidate').getByText('best').first().waitFor();
    await test.page.unroute('**/api/v1/**');
    await test.at('service-problem').waitFor({ state: 'detached' });
  });
});

it('a stored run says what of it the editors do not hold', async () => {
  const program = { language: 'c', source: RARELY_DIFFERENT.reference, compileArgs: ['-O1'] };
  const generator = { language: 'c', source: '#include <stdio.h>\nint main(void) { puts("5"); }' };
  const response = await post(`${product.url}/api/v1/submissions?wait=30`, {
    kind: 'stress',
    reference: program,
    candidate: { language: 'c', source: RARELY_DIFFERENT.candidate },
    generator: { program: generator },
    checker: { type: 'tokens' },
    iterations: 2,
    public: true,
  });
  const { id } = (await response.json()) as { id: string };
  await test.page.goto(`${product.url}/#/s/${id}`);
  await test.at('verdict').getByText('No difference in 2 inputs').waitFor();
  expect(await test.at('left-out').innerText()).toContain(
    'the program that made the inputs, the arguments of the reference',
  );
});
