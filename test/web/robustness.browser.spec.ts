import { describe, expect, it } from 'vitest';
import { startProduct } from '../support/product.js';
import { RARELY_DIFFERENT } from './support/rarely-different.js';
import { Tab } from './support/tab.js';

const tab = Tab.of(startProduct, { console: 'any' });

/** Opens the page and waits until it is ready to run its example. */
async function open(): Promise<void> {
  await tab.page.goto(tab.url);
  await tab.editor('candidate').getByText('best').first().waitFor();
  await tab.at('clex-preview').waitFor();
}

async function writeC(reference: string, candidate: string): Promise<void> {
  await tab.at('language-reference').selectOption('c');
  await tab.at('language-candidate').selectOption('c');
  await tab.editor('reference').fill(reference);
  await tab.editor('candidate').fill(candidate);
}

/** Starts a run that finds a difference now and then and goes on for long. */
async function startLongRun(): Promise<void> {
  await open();
  await writeC(RARELY_DIFFERENT.reference, RARELY_DIFFERENT.candidate);
  await tab.editor('clex').fill(RARELY_DIFFERENT.clex);
  await tab.page.getByLabel('Compare by').selectOption('tokens');
  await tab.page.getByLabel('Number of inputs').fill('100000');
  await tab.page.getByLabel('Max. differences').fill('100');
  await tab.at('run-button').click();
  await tab
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
    await tab.at('run-button').click();
    await tab.at('verdict').getByText('Difference found').waitFor();
    const lines = tab.at('actual-output').locator('.line');
    await lines.first().waitFor();
    await tab.page.getByRole('button', { name: 'Previous difference' }).click();
    await tab.at('actual-output').locator('[data-n="400000"]').waitFor();
    expect(await lines.count()).toBeLessThan(500);
  });
});

describe('a page of which something is missing', () => {
  it('takes programs without the code of its editors', async () => {
    await tab.page.route('**/assets/CodeEditor*', (route) => route.abort());
    await tab.page.goto(tab.url);
    await tab.at('clex-preview').waitFor();
    await writeC(
      '#include <stdio.h>\nint main(void) { puts("1"); }',
      '#include <stdio.h>\nint main(void) { puts("2"); }',
    );
    await tab.at('run-button').click();
    await tab.at('verdict').getByText('Difference found on input #1').waitFor();
  });

  it('says so and can be loaded again when it fails altogether', async () => {
    await tab.page.route('**/api/v1/languages', (route) => route.fulfill({ json: { no: 'list' } }));
    await tab.page.goto(tab.url);
    await tab.at('broken').getByText('This page stopped working').waitFor();
    await tab.page.unroute('**/api/v1/languages');
    await tab.page.getByRole('button', { name: 'Reload the page' }).click();
    await tab.at('clex-preview').waitFor();
  });
});

describe('a run', () => {
  it('is compared by the checker it was started with, while it runs', async () => {
    await startLongRun();
    const differing = tab.at('actual-output').locator('.line.differs');
    await differing.first().waitFor();
    expect(await differing.count()).toBe(1);
    expect(await differing.getAttribute('data-n')).toBe('2');
    expect(await tab.at('progress').count()).toBe(1);
    await tab.at('cancel-button').click();
    // A page that is closed at once may not have sent it, and the next run would have to share the slots.
    await tab.at('verdict').getByText('Cancelled').waitFor();
  });

  it('that is cancelled keeps the differences it had found', async () => {
    await startLongRun();
    await tab.at('cancel-button').click();
    await tab
      .at('verdict')
      .getByText(/Cancelled, [1-9]\d* differences? found/)
      .waitFor();
    const input = await tab.at('failing-input').innerText();
    expect(await tab.at('verdict').innerText()).toMatch(/seed \d+/);
    await tab.page.reload();
    await tab
      .at('verdict')
      .getByText(/Cancelled, [1-9]/)
      .waitFor();
    expect(await tab.at('failing-input').innerText()).toBe(input);
  });

  it('says when the service is out of reach, and goes on when it is back', async () => {
    await startLongRun();
    await tab.page.context().setOffline(true);
    await tab.at('progress').getByText('Connection lost').waitFor();
    await expect.poll(() => tab.page.title()).toBe('Connection lost · cpast');
    await tab.page.context().setOffline(false);
    await tab.at('progress').getByText('Connection lost').waitFor({ state: 'detached' });
    await expect.poll(() => tab.page.title()).toMatch(/^\d+ % · cpast$/);
    await tab.at('cancel-button').click();
    await tab.at('verdict').waitFor();
  });

  it('says when it could not be cancelled', async () => {
    await startLongRun();
    await tab.page.route('**/api/v1/submissions/*', (route) =>
      route.request().method() === 'DELETE' ? route.abort() : route.continue(),
    );
    await tab.at('cancel-button').click();
    await tab.at('progress').getByText('Not cancelled').waitFor();
    await tab.page.unroute('**/api/v1/submissions/*');
    await tab.at('cancel-button').click();
    await tab.at('verdict').getByText('Cancelled').waitFor();
  });

  it('can be cancelled while it is being sent, and does not go on unseen', async () => {
    await open();
    let arrive = () => {};
    const arrival = new Promise<void>((resolve) => (arrive = resolve));
    await tab.page.route('**/api/v1/submissions', async (route) => {
      await arrival;
      await route.continue();
    });
    await tab.at('run-button').click();
    await tab.at('progress').getByText('Sending').waitFor();
    const cancelled = tab.page.waitForRequest((request) => request.method() === 'DELETE');
    await tab.at('cancel-button').click();
    await tab.page.getByText('Both programs get the same random inputs').waitFor();
    arrive();
    expect((await cancelled).url()).toMatch(/\/submissions\/[0-9a-f-]{36}$/);
    expect(new URL(tab.page.url()).search).toBe('');
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
    await tab.page.route('**/api/v1/languages', (route) => route.fulfill({ status: 503, json: NO_WORKER }));
    await tab.page.goto(tab.url);
    const problem = tab.at('service-problem');
    await problem.getByText('npm run worker').waitFor();
    expect(await problem.innerText()).not.toContain('does not answer');
    await tab.editor('candidate').getByText('best').first().waitFor();
    expect(await tab.page.getByText('full isolation').count()).toBe(0);
    await tab.page.unroute('**/api/v1/languages');
    await problem.waitFor({ state: 'detached' });
    await tab.at('run-button').click();
    await tab.at('verdict').getByText('Difference found').waitFor();
  });

  it('is called unreachable only when nobody answers', async () => {
    await tab.page.route('**/api/v1/**', (route) => route.abort());
    await tab.page.goto(tab.url);
    await tab.at('service-problem').getByText('The service does not answer').waitFor();
    await tab.editor('candidate').getByText('best').first().waitFor();
    await tab.page.unroute('**/api/v1/**');
    await tab.at('service-problem').waitFor({ state: 'detached' });
  });
});

it('a stored run says what of it the workbench does not hold', async () => {
  const program = { language: 'c', source: RARELY_DIFFERENT.reference, compileArgs: ['-O1'] };
  const generator = { language: 'c', source: '#include <stdio.h>\nint main(void) { puts("5"); }' };
  const response = await tab.app.post('/api/v1/submissions?wait=30', {
    kind: 'stress',
    reference: program,
    candidate: { language: 'c', source: RARELY_DIFFERENT.candidate },
    generator: { program: generator },
    checker: { type: 'tokens' },
    iterations: 2,
    limits: { outputLimitBytes: 1000 },
    public: true,
  });
  const { id } = (await response.json()) as { id: string };
  await tab.page.goto(`${tab.url}/#/s/${id}`);
  await tab.at('verdict').getByText('No difference in 2 inputs').waitFor();
  expect(await tab.at('left-out').innerText()).toContain('its limits of wall time, output or processes');
  await tab.page.getByTestId('open-in-workbench').click();
  await tab.at('generator-editor').getByText('puts("5")').waitFor();
  expect(await tab.editor('reference').innerText()).toContain('printf("1 2\\n%d\\n", n)');
  expect(await tab.editor('candidate').innerText()).toContain('n % 97 ? n : -n');
});
