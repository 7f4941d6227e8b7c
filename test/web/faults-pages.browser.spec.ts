import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { startProduct } from '../support/product.js';
import { logInAsAdmin } from './support/log-in.js';
import { Tab } from './support/tab.js';

// What was wrong beside the workbench once, in the order of the list of its faults (U1 to U30).
const tab = Tab.of(startProduct, { console: 'any' });
const at = tab.at.bind(tab);
const ECHO = {
  language: 'c',
  source: '#include <stdio.h>\nint main(void) { int c; while ((c = getchar()) != EOF) putchar(c); }',
};
const SILENT = { language: 'c', source: 'int main(void) { return 0; }' };

/** Submits as the visitor of a page: a browser gets an id of its own with its first submission. */
async function submitAsVisitor(body: object, page = tab.page, waitSeconds = 30): Promise<string> {
  await page.goto(`${tab.url}/docs/api`);
  const [path, text] = [`/api/v1/submissions?wait=${waitSeconds}`, JSON.stringify(body)];
  const headers = { 'content-type': 'application/json' };
  return page.evaluate(async ([to, init]) => ((await (await fetch(to, init)).json()) as { id: string }).id, [
    path,
    { method: 'POST', headers, body: text },
  ] as const);
}

/** A page of another person. */
async function stranger(): Promise<Page> {
  const context = await tab.page.context().browser()!.newContext();
  tab.page.once('close', () => void context.close());
  return context.newPage();
}

describe('the documentation of the API', () => {
  it('sends along the token that was given to Authorize (U1)', async () => {
    await logInAsAdmin(tab.page, tab.url, '/account/tokens');
    const made = await tab.page.request.post(`${tab.url}/api/v1/tokens`, {
      data: { name: 'docs', scopes: ['read', 'admin'] },
    });
    const { token } = (await made.json()) as { token: string };
    await tab.reopen();
    await tab.page.goto(`${tab.url}/api/v1/docs/swagger-ui`);
    await tab.page.getByRole('button', { name: 'Authorize' }).first().click();
    await tab.page.locator('.auth-container input[type=text]').first().fill(token);
    await tab.page
      .locator('.auth-container')
      .first()
      .getByRole('button', { name: /Apply|Authorize/ })
      .click();
    await tab.page.locator('.btn-done').first().click();
    await tab.page.reload();
    const users = tab.page.locator('.opblock-get', {
      has: tab.page.locator('[data-path="/api/v1/admin/users"]'),
    });
    await users.locator('.opblock-summary').first().click();
    await users.getByRole('button', { name: 'Try it out' }).click();
    await users.getByRole('button', { name: 'Execute' }).click();
    await users.locator('.live-responses-table', { hasText: '"username": "admin"' }).waitFor();
  });

  it('fits a phone, leads back, and is loaded once (U30)', async () => {
    await tab.page.goto(`${tab.url}/api/v1/docs/swagger-ui`);
    expect(await tab.page.locator('meta[name=viewport]').getAttribute('content')).toContain(
      'width=device-width',
    );
    await tab.page.getByRole('link', { name: '← cpast' }).waitFor();
    const script = await tab.page.request.get(`${tab.url}/api/v1/docs/swagger-ui/swagger-ui-bundle.js`);
    expect(script.headers()['cache-control']).not.toContain('max-age=0');
  });
});

describe('a submission', () => {
  it('with a failing input of megabytes says that it is cut, and where all of it is (U2)', async () => {
    const input = `${'1234567 '.repeat(180_000)}\n`;
    const { id } = await tab.app.judge({
      kind: 'stress',
      reference: ECHO,
      candidate: SILENT,
      generator: { inputs: [input] },
      shrink: false,
      public: true,
    } as never);
    await tab.page.goto(`${tab.url}/s/${id}`);
    await tab.page.getByText('only the beginning').waitFor();
    const [download] = await Promise.all([
      tab.page.waitForEvent('download'),
      tab.page.getByRole('button', { name: 'Download the whole input' }).click(),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe(input);
  });

  it('of each kind has a page of its own (U7)', async () => {
    const { id } = await tab.app.judge({
      kind: 'run',
      program: ECHO,
      stdin: 'hello',
      public: true,
    } as never);
    await tab.page.goto(`${tab.url}/#/s/${id}`);
    await at('verdict').getByText('Ran to its end').waitFor();
    expect(await at('stdout').innerText()).toBe('hello');
    const tests = [
      { name: 'one', input: '1', expectedOutput: '1' },
      { name: 'two', input: '2', expectedOutput: '3' },
    ];
    const judged = await tab.app.judge({ kind: 'judge', program: ECHO, tests, public: true } as never);
    await tab.page.goto(`${tab.url}/s/${judged.id}`);
    await at('verdict').getByText('Wrong answer on test two').waitFor();
    const page = tab.page.getByRole('heading', { name: 'Test two: Wrong answer' });
    await at('tile').nth(1).click();
    await page.waitFor();
    expect(await at('actual-output').innerText()).toBe('2');
    await tab.page.goBack();
    await tab.page.getByRole('link', { name: 'See test two' }).click();
    await page.waitFor();
  });

  it('is private until it is shared, and again when that is withdrawn (U10)', async () => {
    const id = await submitAsVisitor({ kind: 'run', program: ECHO, stdin: 'mine' });
    await tab.page.goto(`${tab.url}/s/${id}`);
    const other = await stranger();
    const seenByOther = async () => (await other.request.get(`${tab.url}/api/v1/submissions/${id}`)).status();
    expect(await at('share-button').innerText()).toContain('private');
    expect(await seenByOther()).toBe(404);
    await other.goto(`${tab.url}/s/${id}`);
    await other.getByText('you may have to log in').waitFor();
    await at('share-button').click();
    await tab.page.getByLabel('Anyone with the link').check();
    await expect.poll(seenByOther).toBe(200);
    await tab.page.getByLabel('Only you').check();
    await expect.poll(seenByOther).toBe(404);
  });

  it('of this browser belongs to the one who logs in there (U15)', async () => {
    const id = await submitAsVisitor({ kind: 'run', program: ECHO, stdin: 'claimed' });
    await logInAsAdmin(tab.page, tab.url, `/s/${id}`);
    await tab.page.getByText('yours').waitFor();
    await tab.reopen();
    await logInAsAdmin(tab.page, tab.url, `/s/${id}`);
    await at('stdout').waitFor();
    expect(await at('stdout').innerText()).toBe('claimed');
  });

  it("of somebody else's cannot be cancelled from here (U22)", async () => {
    const endless = { language: 'c', source: 'int main(void) { for (;;); }' };
    const other = await stranger();
    const body = { kind: 'run', program: endless, limits: { cpuTimeLimitMs: 20_000 }, public: true };
    const id = await submitAsVisitor(body, other, 0);
    await tab.page.goto(`${tab.url}/s/${id}`);
    await at('progress').waitFor();
    expect(await at('cancel-button').count()).toBe(0);
    await other.request.delete(`${tab.url}/api/v1/submissions/${id}`);
  });

  it('that is none is called that, once, and nothing else is shown (U23)', async () => {
    await tab.page.goto(`${tab.url}/#/s/nonsense`);
    await tab.page.getByRole('heading', { name: 'This is no submission' }).waitFor();
    expect(await tab.page.getByText('has to be a UUID').count()).toBe(0);
    expect(await at('candidate-editor').count()).toBe(0);
    await tab.page.goto(`${tab.url}/no/such/page`);
    await tab.page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
  });
});

describe('accounts', () => {
  it('are told what is wrong in words, where it is wrong (U27)', async () => {
    await tab.page.goto(`${tab.url}/login`);
    await tab.page.fill('#username', 'admin');
    await tab.page.fill('#password', 'not the password');
    await tab.page.getByRole('button', { name: 'Log in' }).click();
    await tab.page.getByRole('alert').waitFor();
    expect(await tab.page.inputValue('#username')).toBe('admin');
    expect(await tab.page.evaluate('document.activeElement.id')).toBe('password');
  });

  it('are told apart from the administration in the menu (U27)', async () => {
    await logInAsAdmin(tab.page, tab.url, '/run');
    await tab.page.getByRole('button', { name: 'admin' }).click();
    const menu = tab.page.locator('#account-menu');
    expect(await menu.getByRole('link').allInnerTexts()).toEqual([
      'History',
      'API tokens',
      'Account',
      'Administration',
    ]);
  });

  it('that log in elsewhere are seen when one comes back to a page (U27)', async () => {
    await tab.page.goto(`${tab.url}/docs/api`);
    await tab.page.getByRole('link', { name: 'Log in' }).waitFor();
    const other = await tab.page.context().newPage();
    await logInAsAdmin(other, tab.url, '/docs/api');
    await tab.page.evaluate(`window.dispatchEvent(new Event('visibilitychange'))`);
    await tab.page.getByRole('button', { name: 'admin' }).waitFor();
  });
});

it('the dashboard does not load itself anew, fits a phone, and says whose time it tells (U28)', async () => {
  await tab.page.setViewportSize({ width: 360, height: 740 });
  await logInAsAdmin(tab.page, tab.url, '/admin/dashboard');
  expect(await tab.page.locator('meta[http-equiv=refresh]').count()).toBe(0);
  expect(await tab.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
  expect(await tab.page.locator('body').innerText()).toMatch(/UTC/);
  await tab.page
    .getByRole('link', { name: /Administration|live/i })
    .first()
    .waitFor();
});
