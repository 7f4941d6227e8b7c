import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
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

/** As from the desktop of a person. */
async function drop(target: Locator, path: string): Promise<void> {
  await target.scrollIntoViewIfNeeded();
  const { x, y } = (await target.boundingBox())!;
  const devTools = await tab.page.context().newCDPSession(tab.page);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await devTools.send('Input.dispatchDragEvent', {
      type,
      x: x + 20,
      y: y + 20,
      data: { items: [], files: [path], dragOperationsMask: 1 },
    });
}

/** Of a colour `rgb(...)`, as WCAG 2 defines it. */
function contrastWithWhite(colour: string): number {
  const [red = 0, green = 0, blue = 0] = colour.match(/\d+/g)!.map((part) => {
    const share = Number(part) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
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

it('two tabs do not write over each other (U5)', async () => {
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
  // Long lines scroll by themselves: the beginning of the token and the title stay where they are seen.
  const dialog = tab.page.getByRole('dialog');
  expect(await dialog.evaluate((it) => it.scrollWidth - it.clientWidth)).toBe(0);
  const answer = await fetch(`${tab.url}/api/v1/session`, { headers: { authorization: `Bearer ${token}` } });
  expect(await answer.json()).toMatchObject({ user: { username: 'admin' } });
  await tab.page.getByRole('button', { name: 'I have kept it' }).click();
  await tab.page.getByRole('rowheader', { name: 'ci' }).waitFor();
});

it('admins see whose a submission is, find it by that name, and one part of it at a time is marked', async () => {
  await logIn('/admin/submissions');
  const made = await tab.page.request.post(`${tab.url}/api/v1/submissions`, {
    data: { kind: 'run', program: { language: 'python', source: 'print(1)' } },
  });
  const { id } = (await made.json()) as { id: string };
  const row = tab.page.getByRole('row').filter({ has: tab.page.locator(`a[href="/s/${id}"]`) });
  await row.getByRole('cell', { name: 'admin', exact: true }).waitFor();
  await tab.page.getByLabel('Owner').fill('nobody');
  await row.waitFor({ state: 'detached' });
  await tab.page.getByLabel('Owner').fill('admin');
  await row.waitFor();
  await tab.page.goto(`${tab.url}/s/${id}?tab=programs`);
  const marked = tab.page.getByRole('group', { name: 'Parts of the submission' }).locator('[aria-current]');
  await marked.first().waitFor();
  expect(await marked.allInnerTexts()).toEqual([expect.stringMatching(/programs/i)]);
  expect(await tab.page.locator('.tabs .active').count()).toBe(1);
});

it('a link is shown with how the submission ended, once everybody may see that', async () => {
  await tab.page.goto(tab.url);
  const made = await tab.page.request.post(`${tab.url}/api/v1/submissions?wait=60`, {
    data: { kind: 'run', program: { language: 'python', source: 'print(1)' } },
  });
  const { id } = (await made.json()) as { id: string };
  const page = async () => (await fetch(`${tab.url}/s/${id}`, { headers: { accept: 'text/html' } })).text();
  const usual = await page();
  expect(usual).toContain('<title>cpast: find the input');
  const data = { public: true, name: '</title>"1"' };
  await tab.page.request.patch(`${tab.url}/api/v1/submissions/${id}`, { data });
  const shared = await page();
  expect(shared).toContain('<title>&lt;/title&gt;&quot;1&quot;: accepted</title>');
  expect(shared).toContain('content="&lt;/title&gt;&quot;1&quot;: accepted"');
  expect(shared).toContain('content="A program that was run, in python."');
});

it('a dropped folder of tests is taken with the folders in it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cpast-tests-'));
  await mkdir(join(folder, 'large'));
  for (const [name, text] of Object.entries({ '1.in': '1 2\n', '1.out': '3\n' })) {
    await writeFile(join(folder, name), text);
    await writeFile(join(folder, 'large', name), text);
  }
  await tab.page.goto(`${tab.url}/judge`);
  const target = tab.page.locator('#pane-inputs');
  await drop(target, folder);
  await tab.page.getByText('2 tests in place of the example\u2019s.').waitFor();
  await target.getByRole('button', { name: 'large/1', exact: true }).waitFor();
  await rm(folder, { recursive: true });
});

it('a dropped file takes the place of a program, with its language (U32)', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cpast-program-'));
  await writeFile(join(folder, 'dropped.py'), 'print("dropped")\n');
  await tab.page.goto(tab.url);
  await tab.at('clex-preview').waitFor();
  await drop(tab.at('candidate-editor'), join(folder, 'dropped.py'));
  await tab.editor('candidate').getByText('"dropped"').waitFor();
  const language = tab.page.getByLabel('Language of the candidate');
  expect(await language.locator('option:checked').innerText()).toMatch(/^Python/);
  await rm(folder, { recursive: true });
});

it('keys save a program and list each other, in the words of this keyboard (U38, U40)', async () => {
  await tab.page.goto(tab.url);
  await tab.at('clex-preview').waitFor();
  await tab.editor('candidate').focus();
  const [saved] = await Promise.all([
    tab.page.waitForEvent('download'),
    tab.page.keyboard.press('Control+s'),
  ]);
  expect(saved.suggestedFilename()).toMatch(/\.cpp$/);
  await tab.page.locator('h1').click();
  await tab.page.keyboard.press('?');
  const keys = await tab.page.getByRole('dialog', { name: 'Keys' }).innerText();
  expect(keys).toContain('Ctrl + Enter');
  expect(keys).not.toContain('⌘');
});

it('a draft that the browser does not keep is told (U31)', async () => {
  // As text: the types of browsers are not those of tests.
  await tab.page.addInitScript(`
    IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };
  `);
  await tab.page.goto(tab.url);
  await tab.at('clex-preview').waitFor();
  await tab.editor('candidate').fill('print(1)');
  await tab.at('draft-trouble').waitFor();
});

it('every checker can be picked, and says in words what it compares (U34, U37)', async () => {
  await tab.page.goto(tab.url);
  await tab.at('clex-preview').waitFor();
  const checker = tab.page.getByLabel('Compare by', { exact: true });
  const kinds = await checker.locator('option').evaluateAll((all) => all.map((one) => one.innerText));
  expect(kinds.length).toBe(6);
  await checker.selectOption({ index: 3 });
  const about = await checker.getAttribute('aria-describedby');
  expect(await tab.page.locator(`[id="${about}"]`).innerText()).not.toBe('');
});

it('inputs of one\u2019s own are made smaller when a format says how to read them', async () => {
  await tab.page.goto(tab.url);
  await tab.at('clex-preview').waitFor();
  for (const [side, source] of [
    ['reference', 'input()\nprint(max(map(int, input().split())))'],
    ['candidate', 'input()\nprint(max(0, *map(int, input().split())))'],
  ] as const) {
    await tab.at(`language-${side}`).selectOption('python');
    await tab.editor(side).fill(source);
  }
  await tab.page.getByRole('button', { name: 'My inputs' }).click();
  await tab.page.getByLabel('Input 1', { exact: true }).fill('4\n-7 -3 -20 -5\n');
  await tab.page.getByText('Which inputs are legal').click();
  await tab.editor('format').fill('n=N[1,9] ; N[-99,99]{n} ;');
  await tab.page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect.poll(() => tab.at('failing-input').first().innerText()).toMatch(/^1\n-1\s*$/);
});

it('a program in a language that is not there is told before it is sent (U33)', async () => {
  const sent: string[] = [];
  tab.page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/submissions')) sent.push(request.url());
  });
  await tab.page.addInitScript(`{
    const program = { language: 'python-1.0', source: 'print(1)' };
    const draft = { reference: program, candidate: program, clex: 'N', checker: { type: 'lines' } };
    localStorage.setItem('cpast.draft.v1', JSON.stringify(draft));
  }`);
  await tab.page.goto(tab.url);
  await tab.at('clex-preview').waitFor();
  await tab.page.getByRole('button', { name: 'Run', exact: true }).click();
  await tab.page.getByText('python-1.0 is not available on this server: choose').first().waitFor();
  expect(sent).toEqual([]);
});

it('a program that failed shows why, not what it had printed until then', async () => {
  await tab.page.goto(`${tab.url}/run`);
  await tab.at('language-program').selectOption('python');
  await tab.editor('program').fill('print("begun")\nraise ValueError("no such thing")\n');
  await tab.at('run-button').click();
  await tab.at('stderr').getByText('no such thing').waitFor();
  await tab.page.getByRole('button', { name: 'stdout' }).click();
  await tab.at('stdout').getByText('begun').waitFor();
});

it('the same source is run under several languages, and what each came to stands side by side', async () => {
  await tab.page.goto(`${tab.url}/run`);
  await tab.editor('program').getByText('input').first().waitFor();
  await tab.at('language-program').selectOption('c');
  await tab
    .editor('program')
    .fill(`#include <stdio.h>\nint main(void) { printf("%d", (int) sizeof('a')); }\n`);
  await tab.page.getByText('Options and files').click();
  await tab.page.getByLabel('Options of the compiler').fill('-std=c17');
  await tab.page.getByText('Run under other languages').click();
  for (const name of [/^C\+\+/, /^Python/])
    await tab.at('run-under').getByRole('checkbox', { name }).first().check();
  await tab.at('run-button').click();
  const said = async () => {
    const [own, ...others] = await tab.at('under').allInnerTexts();
    return [own, ...others.sort()].map((text) => text?.replace(/\s+/g, ' '));
  };
  await expect.poll(said, { timeout: 30_000 }).toEqual([
    expect.stringMatching(/^C .*accepted .* 4$/),
    // A character is a char in C++ and an int in C.
    expect.stringMatching(/^C\+\+ .*accepted .* differs 1$/),
    expect.stringMatching(/^Python .*compile error $/),
  ]);
  await tab.page.reload();
  await expect.poll(said).toHaveLength(3);
  await tab.page.getByRole('link', { name: /^C\+\+/ }).click();
  await tab.page.getByRole('heading', { name: 'Ran to its end' }).waitFor();
});

it('cancelling a run ends it in every language in which it goes on', async () => {
  await tab.page.goto(`${tab.url}/run`);
  await tab.editor('program').getByText('input').first().waitFor();
  await tab.at('language-program').selectOption('c');
  await tab.editor('program').fill('int main(void) { for (;;) ; }\n');
  await tab.page.getByLabel('Time limit (ms)').fill('30000');
  await tab.page.getByText('Run under other languages').click();
  await tab
    .at('run-under')
    .getByRole('checkbox', { name: /^C\+\+/ })
    .first()
    .check();
  const states = () => tab.at('under').locator('.badge').allInnerTexts();
  const cancel = () => tab.page.keyboard.press('Escape');
  await tab.at('run-button').click();
  await expect.poll(states, { timeout: 30_000 }).toEqual(['running', 'running']);
  await cancel();
  await expect.poll(states).toEqual(['cancelled', 'cancelled']);
  // Also when the one that the page is about is over.
  await tab.at('run-button').click();
  await expect.poll(states, { timeout: 30_000 }).toEqual(['running', 'running']);
  const { s: own } = Object.fromEntries(new URL(tab.page.url()).searchParams);
  await tab.page.request.delete(`${tab.url}/api/v1/submissions/${own}`, { headers: { origin: tab.url } });
  await expect.poll(states).toEqual(['cancelled', 'running']);
  await cancel();
  await expect.poll(states).toEqual(['cancelled', 'cancelled']);
});

it('the last runs stay in a list, and each can be looked at again', async () => {
  await tab.page.goto(`${tab.url}/run`);
  await tab.editor('program').getByText('input').first().waitFor();
  await tab.at('language-program').selectOption('python');
  await tab.editor('program').fill('print(sum(map(int, input().split())))\n');
  for (const [stdin, printed] of [
    ['1 2', '3'],
    ['20 22', '42'],
    ['one two', null],
  ] as const) {
    await tab.at('stdin').fill(stdin);
    await tab.at('run-button').click();
    if (printed !== null) await tab.at('stdout').getByText(printed, { exact: true }).waitFor();
    else await tab.at('stderr').getByText('ValueError').waitFor();
  }
  const runs = async () =>
    (await tab.at('last-run').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
  const said = [
    expect.stringMatching(/^one two runtime error /),
    expect.stringMatching(/^20 22 accepted /),
    expect.stringMatching(/^1 2 accepted /),
  ];
  await expect.poll(runs).toEqual(said);
  await tab.page.reload();
  await expect.poll(runs).toEqual(said);
  await tab.page.getByRole('link', { name: '1 2', exact: true }).click();
  await tab.at('stdout').getByText('3', { exact: true }).waitFor();
});

it('a language that is chosen in the moment in which the example appears is kept, with the example', async () => {
  await tab.page.route('**/api/v1/languages', async (route) => {
    // The editor is there before the example.
    await tab.page.locator('.cm-content').waitFor();
    await route.continue();
  });
  // Before anything that the page wants to do after it has changed.
  await tab.page.addInitScript(`new MutationObserver((_, observer) => {
    const select = document.querySelector('[data-testid=language-program]');
    if (!select?.querySelector('option[value=c]') || select.value === '') return;
    observer.disconnect();
    select.value = 'c';
    select.dispatchEvent(new Event('change', { bubbles: true }));
  }).observe(document, { childList: true, subtree: true, attributes: true })`);
  await tab.page.goto(`${tab.url}/run`);
  await tab.editor('program').getByText('#include').waitFor();
  expect(await tab.at('language-program').inputValue()).toBe('c');
  expect(await tab.at('stdin').inputValue()).toBe('1 2\n');
});

it('stderr in a terminal can be read on white', async () => {
  await tab.reopen({ colorScheme: 'light' });
  await tab.page.goto(`${tab.url}/run`);
  await tab.at('language-program').selectOption('python');
  await tab.editor('program').fill('import sys\nprint("careful", file=sys.stderr)\n');
  await tab.at('talk-button').click();
  const said = tab.at('terminal').locator('.xterm-rows span', { hasText: 'careful' }).first();
  // As the terminal wrote it: it draws its lines anew too often to look at one in the page.
  const [, colour = 'rgb(255, 255, 255)'] =
    /color: (rgb\([^)]*\))/.exec(await said.evaluate((span) => span.outerHTML)) ?? [];
  expect(contrastWithWhite(colour)).toBeGreaterThanOrEqual(4.5);
});

it('what waits says its place in the queue (U39)', async () => {
  const endless = { language: 'python', source: 'while True: pass' };
  const limits = { cpuTimeLimitMs: 30_000, wallTimeLimitMs: 60_000 };
  const before = await Promise.all(
    [1, 2, 3, 4].map(() => tab.app.submit({ kind: 'run', program: endless, limits })),
  );
  await tab.page.goto(tab.url);
  await tab.at('clex-preview').waitFor();
  await tab.page.getByRole('button', { name: 'Run', exact: true }).click();
  await tab.page.getByText(/Waiting, place \d+ in the queue/).waitFor();
  for (const { id } of before) await tab.app.delete(`/api/v1/submissions/${id}`);
  await tab.at('verdict').waitFor();
});

it('on a phone the list of submissions says how they ended without being moved', async () => {
  await tab.page.setViewportSize({ width: 360, height: 740 });
  await tab.page.goto(tab.url);
  await tab.page.request.post(`${tab.url}/api/v1/submissions`, {
    data: { kind: 'run', program: { language: 'python', source: 'print(1)' } },
    headers: { origin: tab.url },
  });
  await tab.page.goto(`${tab.url}/submissions`);
  const verdict = tab.page.getByRole('row').getByText('accepted', { exact: true });
  await verdict.waitFor();
  const { x, width } = (await verdict.boundingBox())!;
  expect(x + width).toBeLessThan(348);
});

it('the charts of admins are drawn anew for the other scheme of colours', async () => {
  await logIn('/admin');
  const canvas = tab.page.locator('canvas').first();
  await canvas.waitFor();
  // New figures would have them drawn as well.
  await tab.page.getByRole('button', { name: 'Pause' }).click();
  await canvas.evaluate((element) => element.setAttribute('data-light', ''));
  await tab.page.emulateMedia({ colorScheme: 'dark' });
  await tab.page.locator('canvas[data-light]').waitFor({ state: 'detached' });
  await canvas.waitFor();
});

it('what browsers ask for by themselves is small, and languages are asked about (U41)', async () => {
  const ask = async (path: string) => {
    const response = await fetch(tab.url + path);
    return { status: response.status, type: response.headers.get('content-type'), response };
  };
  expect(await ask('/favicon.ico')).toMatchObject({ status: 200, type: 'image/svg+xml' });
  expect(await ask('/robots.txt')).toMatchObject({ status: 200, type: 'text/plain; charset=utf-8' });
  const missing = await ask('/assets/nothing.js');
  expect(missing).toMatchObject({ status: 404, type: 'application/problem+json' });
  expect((await ask('/api/v1/languages')).response.headers.get('cache-control')).toBe('no-cache');
});
