import { describe, expect, it } from 'vitest';
import { startProduct } from '../support/product.js';
import { Tab } from './support/tab.js';

const tab = Tab.of(startProduct, { console: 'any' });

async function open(): Promise<void> {
  await tab.page.goto(tab.url);
  await tab.editor('candidate').getByText('best').first().waitFor();
  await tab.at('clex-preview').waitFor();
}

describe('by keyboard', () => {
  it('the first and the last example are one key away', async () => {
    await open();
    await tab.page.getByRole('button', { name: 'Examples' }).focus();
    await tab.page.keyboard.press('ArrowDown');
    const items = tab.page.getByRole('menuitem');
    const focused = () =>
      items.evaluateAll((all) => all.findIndex((item) => item === item.ownerDocument.activeElement));
    await expect.poll(focused).toBe(0);
    await tab.page.keyboard.press('End');
    expect(await focused()).toBe((await items.count()) - 1);
    await tab.page.keyboard.press('ArrowDown');
    expect(await focused()).toBe(0);
    await tab.page.keyboard.press('ArrowUp');
    expect(await focused()).toBe((await items.count()) - 1);
    await tab.page.keyboard.press('Home');
    expect(await focused()).toBe(0);
    await tab.page.keyboard.press('Escape');
    expect(await items.count()).toBe(0);
  });
});

describe('a first visit', () => {
  it('is shown around beside the real controls, by keyboard as well, until it runs', async () => {
    await open();
    await tab.page.getByRole('button', { name: 'Show me around' }).click();
    const step = (title: string) => tab.page.getByRole('dialog', { name: title });
    for (const title of ['The trusted one', 'The one to break']) {
      await step(title).waitFor();
      await tab.page.keyboard.press('Enter');
    }
    await step('Run').waitFor();
    await tab.at('run-button').click();
    await tab.at('tour').waitFor({ state: 'detached' });
  });

  it('finds the bug from what is on the screen, without looking for a button', async () => {
    await tab.reopen({ viewport: { width: 1366, height: 768 } });
    await open();
    const run = tab.page.getByRole('button', { name: 'Run what stands on the page' });
    const { y, height } = (await run.boundingBox())!;
    expect(y + height).toBeLessThan(768);
    await run.click();
    await tab.at('verdict').getByText('Difference found').waitFor();
  });

  it('comes back to it from the list of keys, and skips it', async () => {
    await open();
    await tab.page.getByRole('button', { name: 'Keys' }).click();
    await tab.page.getByRole('dialog').getByRole('button', { name: 'Show me around' }).click();
    await tab.at('tour').waitFor();
    await tab.page.keyboard.press('Escape');
    await tab.at('tour').waitFor({ state: 'detached' });
  });
});

describe('by ear', () => {
  it('an editor says what is wrong with its text, and where', async () => {
    await open();
    await tab.editor('clex').fill('N[1,6]\n(N[1,6]');
    await tab.at('clex-error').getByText('line 2, column 1').waitFor();
    const id = await tab.at('clex-error').getAttribute('id');
    const description = () => tab.editor('clex').getAttribute('aria-describedby');
    await expect.poll(description).toContain(`${id} `);
    await tab.editor('clex').fill('N[1,6]');
    await tab.at('clex-error').waitFor({ state: 'detached' });
    // What is left is how one leaves an editor.
    await expect.poll(description).toBe('editor-hint');
  });

  it('a button that copies says that it has', async () => {
    await open();
    await tab.page.context().grantPermissions(['clipboard-write']);
    await tab.page.getByRole('button', { name: 'Copy this input' }).click();
    await tab.page.getByRole('status').getByText('Copied').waitFor();
  });

  it('a log-out that failed is told', async () => {
    const user = { id: '1', username: 'ada', role: 'user' };
    await tab.page.route('**/api/v1/session', (route) =>
      route.fulfill({ json: { user, mustChangePassword: false } }),
    );
    await tab.page.route('**/logout', (route) => route.abort());
    await open();
    await tab.page.getByRole('button', { name: 'ada' }).click();
    await tab.page.getByRole('button', { name: 'Log out' }).click();
    await tab.page.getByRole('alert').getByText('Still logged in').waitFor();
  });
});

describe('at a glance', () => {
  it('the title of the window says how a run ended', async () => {
    await open();
    const before = await tab.page.title();
    await tab.at('run-button').click();
    await tab.at('verdict').waitFor();
    await expect.poll(() => tab.page.title()).toMatch(/^Difference found on input #\d+ · cpast$/);
    await tab.page.goBack();
    await tab.at('verdict').waitFor({ state: 'detached' });
    await expect.poll(() => tab.page.title()).toBe(before);
  });

  it('a long text says how much of it is shown, each anew', async () => {
    await open();
    await tab.editor('clex').fill("S[200000,200000,'é']");
    const note = tab.page.getByText('Shown: the first');
    await note.waitFor();
    expect(await note.innerText()).toContain('the first 65,536 characters of 391 KiB');
    await tab.page.getByRole('button', { name: 'Show all' }).click();
    await note.waitFor({ state: 'detached' });
    await tab.editor('clex').fill("S[200001,200001,'é']");
    await note.waitFor();
  });

  it('the dashboard leads to the jobs that it names', async () => {
    await open();
    await tab.at('run-button').click();
    await tab.at('verdict').waitFor();
    const verdict = await tab.at('verdict').getByRole('heading').innerText();
    const id = /[0-9a-f-]{36}$/.exec(tab.page.url())![0];
    await tab.page.goto(`${tab.url}/login`);
    await tab.page.fill('#username', 'admin');
    await tab.page.fill('#password', 'everythinghastostartsomewhere');
    await tab.page.getByRole('button', { name: 'Log in' }).click();
    await tab.page.waitForURL('**/admin/dashboard');
    await tab.page.getByRole('link', { name: id }).click();
    await tab.at('verdict').waitFor();
    expect(await tab.at('verdict').getByRole('heading').innerText()).toBe(verdict);
  });
});

describe('on a phone', () => {
  it.each([360, 1280])('everything that is pressed is large enough at %i pixels', async (width) => {
    await tab.page.setViewportSize({ width, height: 740 });
    await open();
    await tab.page.getByText('clex in one minute').click();
    await tab.at('run-button').click();
    await tab.at('verdict').waitFor();
    const small = await tab.page.locator('a, button, summary, select, input').evaluateAll((targets) =>
      targets
        .map((target) => ({
          name: target.textContent || target.outerHTML,
          box: target.getBoundingClientRect(),
        }))
        .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24))
        .map(({ name, box }) => `${name}: ${box.width} x ${box.height}`),
    );
    expect(small).toEqual([]);
    const overflow = await tab.page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBe(0);
  });

  it('the API and the way out of an editor are told as well', async () => {
    await tab.page.setViewportSize({ width: 360, height: 740 });
    await open();
    await tab.page.getByRole('button', { name: 'All pages' }).click();
    await tab.page.getByRole('link', { name: 'API' }).filter({ visible: true }).waitFor();
    expect(await tab.page.getByText('leaves an editor').isVisible()).toBe(true);
  });
});
