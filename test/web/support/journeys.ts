import { strToU8, zipSync } from 'fflate';
import { exec } from 'node:child_process';
import { promisify } from 'node:util';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { keyboardOf, mouse, type Hands } from './hands.js';
import { logInAsAdmin } from './log-in.js';
import type { Seat, Tab } from './tab.js';

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1366, height: 768 };
/** What people look at the page on. One of them has no mouse. */
const LOOKS = {
  'phone in the dark': { viewport: PHONE, colorScheme: 'dark' },
  'desk in the dark, by keyboard alone': { viewport: DESK, colorScheme: 'dark' },
  'phone in the light': { viewport: PHONE, colorScheme: 'light' },
  'desk in the light': { viewport: DESK, colorScheme: 'light' },
} satisfies Record<string, BrowserContextOptions>;
/** One of these. */
export type Look = keyof typeof LOOKS;
export const EVERY_LOOK = Object.keys(LOOKS) as Look[];

/** What one works a page with that looks like this. */
export const handsOf = (look: Look, page: Page): Hands =>
  look.includes('keyboard') ? keyboardOf(page) : mouse;

/** One who goes a way through the site. */
interface Traveller extends Hands {
  seat: Seat;
  look: Look;
  options: BrowserContextOptions;
}

const SUM = 'a, b = map(int, input().split())\nprint(a + b)\n';
const zipOf = (files: Record<string, string>) =>
  Buffer.from(
    zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))),
  );
const PLAIN = zipOf({
  'tests/1.in': '1 2\n',
  'tests/1.out': '3\n',
  'tests/2.in': '-5 5\n',
  'tests/2.out': '0\n',
  'tests/3.in': '2 2\n',
  'tests/3.out': '5\n',
});
const KATTIS = zipOf({
  'problem.yaml': 'name: Adding\n',
  'data/sample/1.in': '1 2\n',
  'data/sample/1.ans': '3\n',
  'data/secret/2.in': '10 20\n',
  'data/secret/2.ans': '30\n',
  'submissions/accepted/sum.py': SUM,
  'submissions/wrong_answer/difference.py': 'a, b = map(int, input().split())\nprint(a - b)\n',
});

/** The page of another user; it is closed with that of the test. */
export async function stranger(tab: Tab, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await tab.page.context().browser()!.newContext(options);
  tab.page.once('close', () => void context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  return page;
}

/** One for each of these looks, who has gone nowhere yet. */
export const travellers = (tab: Tab, looks: readonly Look[]): Promise<Traveller[]> =>
  Promise.all(
    looks.map(async (look) => {
      const options = LOOKS[look];
      const seat = await tab.seat(options);
      return { seat, look, options, ...handsOf(look, seat.page) };
    }),
  );

/** The same way by all of them at the same time: mostly they wait for what is run for them. */
export async function goTogether(
  all: readonly Traveller[],
  way: (traveller: Traveller) => Promise<void>,
): Promise<void> {
  const ends = await Promise.allSettled(all.map(way));
  const failed = ends.findIndex(({ status }) => status === 'rejected');
  if (failed === -1) return;
  const { reason } = ends[failed] as PromiseRejectedResult;
  throw new Error(`On a ${all[failed]!.look}: ${String(reason)}`, { cause: reason });
}

/**
 * What people come for, from the start address to its end: the same whatever serves the page, and on whatever
 * they look at it.
 */
export function describeJourneys(tab: Tab, looks: readonly Look[]): void {
  const at = tab.at.bind(tab);

  describe.each(looks)('on a %s', (look) => {
    const by = async (way: (traveller: Traveller) => Promise<void>) =>
      goTogether(await travellers(tab, [look]), way);

    it("the example's bug is found, made small, shared, and found again by somebody else", () =>
      by(async ({ seat, options, ...hands }) => {
        await seat.page.goto(tab.url);
        await seat.at('clex-preview').waitFor();
        // What is found with others may be as small as it can be.
        await hands.write(seat.page.getByLabel('Seed', { exact: true }), '1');
        await hands.press(seat.at('run-button'));
        await seat.at('verdict').getByText('Difference found').waitFor();
        await seat.at('shrunk').getByText('Show the original').waitFor();
        const input = await seat.at('failing-input').innerText();
        await hands.press(seat.at('share-button'));
        await hands.pick(seat.page.getByLabel('Anyone with the link'));
        await seat.page.getByText('the link works for you alone').waitFor({ state: 'detached' });
        const link = await seat.page.getByRole('textbox', { name: 'Link' }).inputValue();
        const other = await stranger(tab, options);
        await other.goto(link);
        await other.getByTestId('verdict').getByText('Difference found').waitFor();
        expect(await other.getByTestId('failing-input').innerText()).toBe(input);
        await handsOf(look, other).press(other.getByTestId('run-again'));
        await other.waitForURL((url) => url.href !== link);
        await other.getByTestId('verdict').getByText('Difference found').waitFor();
        await expect.poll(() => other.getByTestId('failing-input').innerText()).toBe(input);
      }));

    it('a program is judged by the tests of a zip', () =>
      by(async ({ seat, ...hands }) => {
        await seat.page.goto(`${tab.url}/judge`);
        await seat.editor('program').getByText('input').first().waitFor();
        await hands.choose(seat.at('language-program'), 'python');
        await hands.write(seat.editor('program'), SUM);
        const chooser = seat.page.waitForEvent('filechooser');
        await hands.press(seat.page.getByRole('button', { name: 'Open files' }));
        await (await chooser).setFiles({ name: 'tests.zip', mimeType: 'application/zip', buffer: PLAIN });
        await seat.page.getByText('3 tests in place of the example’s').waitFor();
        await hands.press(seat.at('run-button'));
        await seat.at('verdict').getByText('Wrong answer on test tests/3').waitFor();
        expect(await seat.at('tile').allInnerTexts()).toEqual(['AC', 'AC', 'WA']);
        await hands.openLast(seat.at('tile'));
        await seat.at('actual-output').getByText('4').waitFor();
        expect(await seat.at('expected-output').innerText()).toBe('5');
        // The way back does not look like the place where one is.
        const back = seat.page.getByRole('link', { name: 'To the submission' });
        expect(await back.getAttribute('aria-current')).toBeNull();
      }));

    it('a program is talked to in a terminal, and keeps what was said', () =>
      by(async ({ seat, ...hands }) => {
        await seat.page.goto(`${tab.url}/run`);
        await seat.editor('program').getByText('input').first().waitFor();
        await hands.choose(seat.at('language-program'), 'python');
        await hands.write(seat.editor('program'), 'name = input("Who are you? ")\nprint("Hello", name)\n');
        await hands.press(seat.at('talk-button'));
        const state = seat.at('terminal-state');
        await state.getByText('running').waitFor();
        // How one talks to it is said whole.
        expect(await state.evaluate((it) => it.scrollWidth <= it.clientWidth)).toBe(true);
        const shown = () => seat.at('terminal').innerText();
        await expect.poll(shown).toContain('Who are you?');
        await seat.page.keyboard.type('Ada');
        await seat.page.keyboard.press('Enter');
        await state.getByText('ended: OK, exit code 0').waitFor();
        await expect.poll(shown).toContain('Hello Ada');
        await hands.press(seat.page.getByRole('link', { name: 'Its submission' }));
        await seat.at('stdout').getByText('Hello Ada').waitFor();
      }));

    it('a token is made, and used with curl as the page says', () =>
      by(async ({ seat, ...hands }) => {
        await logInAsAdmin(seat.page, tab.url, '/account/tokens', hands);
        await hands.press(seat.at('new-token'));
        await hands.write(seat.page.getByLabel('Name'), look);
        await hands.press(seat.page.getByRole('button', { name: 'Make it' }));
        const command = await seat.at('curl').innerText();
        expect(command).toMatch(/^curl /);
        const { stdout } = await promisify(exec)(`${command} --silent --show-error`);
        expect(JSON.parse(stdout)).toMatchObject({ items: expect.any(Array) });
        await hands.press(seat.page.getByRole('button', { name: 'I have kept it' }));
        await seat.page.getByRole('rowheader', { name: look }).waitFor();
      }));
  });

  it('a package becomes a suite, its solutions are verified, and a program is judged by it', async () => {
    await logInAsAdmin(tab.page, tab.url, '/suites');
    await at('package-file').setInputFiles({ name: 'p.zip', mimeType: 'application/zip', buffer: KATTIS });
    await tab.page.getByRole('heading', { name: 'Adding' }).waitFor();
    await at('verify').click();
    await at('verification').getByText('All are what the package says').waitFor();
    const wrong = tab.page.getByRole('row', { name: /difference\.py/ });
    expect(await wrong.innerText()).toMatch(/wrong.answer[\s\S]*wrong answer[\s\S]*yes/i);
    await tab.page.getByRole('link', { name: 'Judge a program by it' }).click();
    await expect.poll(() => at('suite-select').inputValue()).not.toBe('');
    await at('language-program').selectOption('python');
    await tab.editor('program').fill(SUM);
    await at('run-button').click();
    await at('verdict').getByText('Accepted').waitFor();
    expect(await at('tile').allInnerTexts()).toEqual(['AC', 'AC']);
    await at('tile').first().click();
    await at('failing-input').getByText('1 2').waitFor();
  });

  it('a folder becomes a suite, and a new version of it', async () => {
    await logInAsAdmin(tab.page, tab.url, '/suites');
    const file = (name: string, text: string) => ({
      name,
      mimeType: 'text/plain',
      buffer: Buffer.from(text),
    });
    await at('package-file').setInputFiles([file('1.in', '1 2'), file('1.out', '3')]);
    await tab.page.getByText('version 1').waitFor();
    await at('package-file').setInputFiles([
      file('1.in', '1 2'),
      file('1.out', '3'),
      file('2.in', '2 2'),
      file('2.out', '4'),
    ]);
    await tab.page.getByText('version 2', { exact: true }).waitFor();
    await tab.page.getByText('2 tests').waitFor();
    const other = await stranger(tab);
    const seenByOther = async () =>
      (await other.request.get(tab.page.url().replace('/suites/', '/api/v1/suites/'))).status();
    expect(await seenByOther()).toBe(404);
    await at('seen-by').selectOption('submit');
    await expect.poll(seenByOther).toBe(200);
    await other.goto(tab.page.url());
    await other.getByText('Its tests are not shown').waitFor();
  });

  it('by keyboard alone a bug is found, looked at and kept as a test', async () => {
    await tab.page.goto(tab.url);
    await at('clex-preview').waitFor();
    const { keyboard } = tab.page;
    await keyboard.press('Control+Enter');
    await at('verdict').getByText('Difference found').waitFor();
    const tabTo = async (name: string) => {
      const focused = () =>
        tab.page.evaluate('document.activeElement.textContent + document.activeElement.ariaLabel');
      for (let step = 0; step < 60 && !String(await focused()).includes(name); step += 1) {
        // Esc then Tab leaves an editor.
        await keyboard.press('Escape');
        await keyboard.press('Tab');
      }
      expect(await focused()).toContain(name);
    };
    await tabTo('Keep as test');
    await keyboard.press('Enter');
    await tab.page.getByText('Kept: the Judge page has one test now').waitFor();
    await keyboard.press('Control+k');
    const isInPalette = () => tab.page.evaluate(`document.activeElement?.role === 'combobox'`);
    await expect.poll(isInPalette).toBe(true);
    await keyboard.type('judge');
    await tab.page.getByRole('option', { name: 'Go to Judge', selected: true }).waitFor();
    await keyboard.press('Enter');
    await tab.page.getByRole('heading', { name: 'Judge a program by tests' }).waitFor();
    await tab.page.getByText('kept-1').waitFor();
  });

  it('a tree is said as input by one click in the gallery', async () => {
    await tab.page.goto(tab.url);
    await at('clex-preview').waitFor();
    await tab.page.getByRole('button', { name: /^Formats/ }).click();
    await tab.page.getByLabel('Search a format').fill('tree');
    await tab.page.getByRole('button', { name: /^Weighted tree and queries/ }).click();
    await tab.editor('clex').getByText('tree').first().waitFor();
    await expect.poll(() => at('clex-preview').innerText()).toMatch(/^\d+ ?\n\d+ \d+ \d+/);
    await tab.editor('clex').press('Control+End');
    // Half a word is no clex.
    tab.expected = [/status of 400/];
    await tab.editor('clex').pressSequentially(' dist');
    // Completion comes after the editor.
    const isOffered = async () => {
      await tab.editor('clex').press('Control+Space');
      return tab.page.getByRole('option', { name: /distinct/ }).isVisible();
    };
    await expect.poll(isOffered).toBe(true);
  });

  it('several candidates are compared with each other, and the slowest input is looked for', async () => {
    await tab.page.goto(tab.url);
    await at('clex-preview').waitFor();
    await at('add-candidate').click();
    const program = await tab.editor('reference').innerText();
    await tab.editor('candidate-2').fill(program.replace(/\n\n/g, '\n'));
    await at('language-candidate-2').selectOption(await at('language-reference').inputValue());
    await at('run-button').click();
    await at('verdict').getByText('Difference found').waitFor();
    await tab.page.getByText('How often candidates disagreed').waitFor();
    await tab.page.getByRole('button', { name: 'Remove candidate 2' }).click();
    await tab.editor('candidate').fill(program.replace(/\n\n/g, '\n'));
    await at('language-candidate').selectOption(await at('language-reference').inputValue());
    await tab.page.getByLabel('Look for').selectOption('time');
    await tab.page.getByLabel('Number of inputs').fill('20');
    await at('run-button').click();
    await tab.page.getByText('Slowest input:').waitFor();
  });

  it('a program that talks to an interactor is shown as a dialogue', async () => {
    const made = await tab.page.request.post(`${tab.url}/api/v1/submissions?wait=60`, {
      data: {
        kind: 'interact',
        program: { language: 'python', source: 'n = int(input())\nprint(n * 2)\n' },
        interactor: {
          language: 'python',
          source: 'import sys\nprint(21, flush=True)\nsys.exit(0 if int(input()) == 42 else 1)\n',
        },
        tests: [{ name: 'twice', input: '21' }],
        public: true,
      },
    });
    const { id } = (await made.json()) as { id: string };
    await tab.page.goto(`${tab.url}/s/${id}/tests/1`);
    const said = tab.page.getByRole('list', { name: 'What was said' }).getByRole('listitem');
    await said.first().waitFor();
    expect(await said.allInnerTexts()).toEqual([
      expect.stringMatching(/^interactor[\s\S]*21/),
      expect.stringMatching(/^program[\s\S]*42/),
    ]);
    // Each stands in a line, whichever side says it.
    for (const { width, height } of (
      await Promise.all((await said.all()).map((one) => one.boundingBox()))
    ).map((box) => box!))
      expect(width).toBeGreaterThan(height);
  });
}
