import { expect, it } from 'vitest';
import { startProduct } from '../support/product.js';
import { storedDrafts } from './support/stored-drafts.js';
import { Tab } from './support/tab.js';

const tab = Tab.of(startProduct);

async function logIn(next: string): Promise<void> {
  await tab.page.goto(`${tab.url}/login?next=${encodeURIComponent(next)}`);
  await tab.page.fill('#username', 'admin');
  await tab.page.fill('#password', 'everythinghastostartsomewhere');
  await tab.page.getByRole('button', { name: 'Log in' }).click();
  await tab.page.waitForURL(`**${next}`);
}

it('an example leaves what was typed where it is, one click away', async () => {
  await tab.page.goto(tab.url);
  await tab.at('clex-preview').waitFor();
  await tab.editor('reference').fill('my own program');
  await tab.page.getByRole('button', { name: 'Examples' }).click();
  await tab.page.getByRole('menuitem', { name: 'Second largest value' }).click();
  await tab.page.getByRole('button', { name: 'Undo' }).click();
  await tab.editor('reference').getByText('my own program').waitFor();
});

it('two tabs do not write over each other', async () => {
  await tab.page.goto(tab.url);
  await tab.at('clex-preview').waitFor();
  const other = await tab.page.context().newPage();
  await other.goto(tab.url);
  await other.getByTestId('clex-preview').waitFor();
  await tab.editor('reference').fill('of the first tab');
  await other.getByTestId('candidate-editor').getByRole('textbox').fill('of the second tab');
  const kept = () => storedDrafts(tab.page);
  await expect.poll(kept).toContain('of the first tab');
  await expect.poll(kept).toContain('of the second tab');
  await Promise.all([tab.page.reload(), other.reload()]);
  await tab.editor('reference').getByText('of the first tab').waitFor();
  await other.getByTestId('candidate-editor').getByText('of the second tab').waitFor();
});

it('makes a token that works, and shows it once', async () => {
  await logIn('/account/tokens');
  await tab.at('new-token').click();
  await tab.page.getByLabel('Name').fill('ci');
  await tab.page.getByRole('button', { name: 'Make it' }).click();
  const token = await tab.at('token').inputValue();
  const answer = await fetch(`${tab.url}/api/v1/session`, { headers: { authorization: `Bearer ${token}` } });
  expect(await answer.json()).toMatchObject({ user: { username: 'admin' } });
  await tab.page.getByRole('button', { name: 'I have kept it' }).click();
  await tab.page.getByRole('rowheader', { name: 'ci' }).waitFor();
});
