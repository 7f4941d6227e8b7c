import { expect, it } from 'vitest';
import { startProduct } from '../support/product.js';
import { Tab } from './support/tab.js';

const tab = Tab.of(startProduct, { console: 'any' });

async function logIn(password: string): Promise<void> {
  await tab.page.fill('#username', 'admin');
  await tab.page.fill('#password', password);
  await tab.page.getByRole('button', { name: 'Log in' }).click();
}

it('logs in from the main page and comes back to it, shows the dashboard, and out again', async () => {
  await tab.page.goto(tab.url);
  await tab.page.getByRole('link', { name: 'Log in' }).click();
  await tab.page.getByText('No account?').waitFor();
  await logIn('not the password');
  await tab.page.getByRole('alert').waitFor();
  await logIn('everythinghastostartsomewhere');
  await tab.page.waitForURL(`${tab.url}/`);
  await tab.page.goto(`${tab.url}/admin/dashboard`);
  expect(await tab.page.getByRole('heading', { name: 'Workers' }).count()).toBe(1);
  await tab.page.goto(tab.url);
  await tab.page.getByRole('button', { name: 'admin' }).click();
  await tab.page.getByRole('button', { name: 'Log out' }).click();
  await tab.page.getByRole('link', { name: 'Log in' }).waitFor();
  await tab.page.goto(`${tab.url}/admin/dashboard`);
  expect(new URL(tab.page.url()).pathname).toBe('/login');
});

it('works without scripts, up to the last button', async () => {
  await tab.reopen({ javaScriptEnabled: false });
  await tab.page.goto(`${tab.url}/login`);
  await logIn('everythinghastostartsomewhere');
  await tab.page.waitForURL('**/admin/dashboard');
  await tab.page.getByRole('link', { name: 'admin', exact: true }).click();
  await tab.page.fill('#current_password', 'not the password');
  await tab.page.fill('#new_password', 'a new password');
  await tab.page.fill('#new_password_check', 'a new password');
  await tab.page.getByRole('button', { name: 'Change the password' }).click();
  expect(await tab.page.getByRole('alert').textContent()).toContain('wrong');
  await tab.page.getByRole('button', { name: 'Log out' }).click();
  expect(await tab.page.getByRole('status').textContent()).toContain('logged out');
});

it('keeps what a visitor submits to the visitor', async () => {
  await tab.page.goto(tab.url);
  await tab.at('clex-preview').waitFor();
  const accepted = tab.page.waitForResponse(
    (response) => response.request().method() === 'POST' && response.url().endsWith('/submissions'),
  );
  await tab.at('run-button').click();
  const { id } = (await (await accepted).json()) as { id: string };
  const path = `/api/v1/submissions/${id}`;
  const own = await tab.page.evaluate(async (address) => (await fetch(address)).status, path);
  expect({ own, others: (await fetch(tab.url + path)).status }).toEqual({ own: 200, others: 404 });
});

it('keeps what a visitor says to a program to the visitor', async () => {
  await tab.page.goto(`${tab.url}/run`);
  await tab.editor('program').fill('print("Hello", input())\n');
  await tab.at('language-program').selectOption('python');
  await tab.at('talk-button').click();
  await tab.at('terminal-state').getByText('running').waitFor();
  await tab.page.keyboard.type('Ada');
  await tab.page.keyboard.press('Enter');
  await tab.page.getByRole('link', { name: 'Its submission' }).click();
  await tab.at('stdout').getByText('Hello Ada').waitFor();
  const { pathname } = new URL(tab.page.url());
  // With the cookie that it got for talking: what is submitted later is in the same list.
  await tab.page.goto(`${tab.url}/submissions`);
  await tab.page.locator(`a[href="${pathname}"]`).waitFor();
  await tab.reopen();
  await tab.page.goto(`${tab.url}${pathname}`);
  await tab.page.getByRole('heading', { name: 'There is no such submission' }).waitFor();
  await tab.page.getByText('removed. If it is yours').waitFor();
});

it('comes back from the login to where it was asked for, and goes to no other site', async () => {
  await tab.page.goto(`${tab.url}/submissions?kind=run`);
  await tab.page.getByRole('link', { name: 'Log in' }).first().click();
  await logIn('not the password');
  await tab.page.getByRole('alert').waitFor();
  await logIn('everythinghastostartsomewhere');
  await tab.page.waitForURL(`${tab.url}/submissions?kind=run`);
  for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example/']) {
    await tab.page.goto(`${tab.url}/login?next=${encodeURIComponent(next)}`);
    await logIn('everythinghastostartsomewhere');
    await tab.page.waitForURL(`${tab.url}/admin/dashboard`);
  }
});
