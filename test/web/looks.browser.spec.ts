import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startProduct } from '../support/product.js';
import { accessibilityFindings } from './support/accessibility.js';
import { logInAsAdmin } from './support/log-in.js';
import { Tab } from './support/tab.js';

// Every page in either scheme, on a desk and on a phone. The pictures are for people to look at.
const SCREENS = join(process.cwd(), '.build/screens');
const DESK = { width: 1366, height: 860 };
const PHONE = { width: 360, height: 740 };

// What the Content-Security-Policy refuses is an error on the console, which no page may cause.
const tab = Tab.of(startProduct);

const C = (body: string) => ({
  language: 'c',
  source: `#include <stdio.h>\nint main(void) {\n  int a, b;\n  scanf("%d %d", &a, &b);\n  ${body}\n}\n`,
});
const SUM = C('printf("%d\\n", a + b);');
const WRONG = C('printf("%d\\n", a > 3 ? a - b : a + b);');
const TESTS = ['1 2', '4 5', '-1 1', '9 9'].map((input, at) => ({
  name: String(at + 1),
  input,
  expectedOutput: String(input.split(' ').reduce((sum, number) => sum + Number(number), 0)),
}));
const SUBMISSIONS = {
  stress: {
    kind: 'stress',
    reference: SUM,
    candidate: WRONG,
    generator: { clex: 'N[1,9] N[1,9]' },
    stopAfterFailures: 3,
  },
  run: { kind: 'run', program: SUM, stdin: '20 22' },
  judge: { kind: 'judge', program: WRONG, tests: TESTS },
  broken: { kind: 'run', program: { language: 'c', source: 'int main(void) { retrun 0; }\n' } },
  suite: {
    name: 'Sums',
    tests: TESTS,
    groups: [
      { name: 'small', tests: ['1', '3'], points: 40, aggregation: 'all' },
      { name: 'large', tests: ['2', '4'], points: 60, aggregation: 'all' },
    ],
    public: 'submit',
  },
};
type Name = keyof typeof SUBMISSIONS;
const ids = {} as Record<Name, string>;
let session: BrowserContextOptions = {};

const PAGES: [name: string, path: string | (() => string)][] = [
  ['stress', '/'],
  ['stress-empty-result', '/?example=nothing'],
  ['run', '/run'],
  ['judge', '/judge'],
  ['suites', '/suites'],
  ['suite', () => `/suites/${ids.suite}`],
  ['history', '/submissions'],
  ['submission-stress', () => `/s/${ids.stress}`],
  ['submission-programs', () => `/s/${ids.stress}?tab=programs`],
  ['submission-settings', () => `/s/${ids.stress}?tab=settings`],
  ['submission-json', () => `/s/${ids.stress}?tab=json`],
  ['submission-run', () => `/s/${ids.run}`],
  ['submission-broken', () => `/s/${ids.broken}`],
  ['submission-judge', () => `/s/${ids.judge}`],
  ['failure', () => `/s/${ids.stress}/failures/1`],
  ['test', () => `/s/${ids.judge}/tests/2`],
  ['compare', () => `/compare/${ids.run}/${ids.broken}`],
  ['examples', '/examples'],
  ['account', '/account'],
  ['tokens', '/account/tokens'],
  ['admin', '/admin'],
  ['admin-submissions', '/admin/submissions'],
  ['admin-workers', '/admin/workers'],
  ['admin-users', '/admin/users'],
  ['admin-dead-letters', '/admin/dead-letters'],
  ['admin-audit', '/admin/audit'],
  ['docs-clex', '/docs/clex'],
  ['docs-api', '/docs/api'],
  ['no-submission', '/s/nonsense'],
  ['form-login', '/login'],
  ['form-password', '/admin/password'],
  ['form-dashboard', '/admin/dashboard'],
];

describe('each page', () => {
  beforeAll(async () => {
    await mkdir(SCREENS, { recursive: true });
  });

  it('has something to show', async () => {
    await logInAsAdmin(tab.page, tab.url, '/submissions');
    for (const [name, body] of Object.entries(SUBMISSIONS)) {
      const path = name === 'suite' ? 'suites' : 'submissions?wait=60';
      const made = await tab.page.request.post(`${tab.url}/api/v1/${path}`, { data: body });
      expect(made.status()).toBe(201);
      ids[name as Name] = ((await made.json()) as { id: string }).id;
    }
    session = { storageState: await tab.page.context().storageState() };
  });

  it.each(PAGES)('%s can be read by all, fits a phone, and breaks no rule', async (name, path) => {
    await tab.reopen({ ...session, viewport: DESK, reducedMotion: 'reduce' });
    const { page } = tab;
    await page.goto(tab.url + (typeof path === 'string' ? path : path()));
    await page.locator('h1').first().waitFor();
    await expect.poll(() => page.locator('.skeleton').count()).toBe(0);
    const wrong: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const finding of await accessibilityFindings(page)) wrong.push(`${colorScheme}: ${finding}`);
      await page.screenshot({ path: join(SCREENS, `${name}-desk-${colorScheme}.png`) });
    }
    await page.setViewportSize(PHONE);
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(SCREENS, `${name}-phone-${colorScheme}.png`) });
    }
    expect(wrong).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    await expect.poll(() => page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
  });
});

describe('the page of a found difference', () => {
  const open = async (options: BrowserContextOptions) => {
    await tab.reopen({ ...session, viewport: DESK, ...options });
    await tab.page.goto(`${tab.url}/s/${ids.stress}`);
    await tab.at('verdict').waitFor();
  };

  it('is printed with its input and both outputs, and without controls', async () => {
    await open({});
    await tab.page.emulateMedia({ media: 'print' });
    expect(await tab.page.getByRole('button').filter({ visible: true }).count()).toBe(0);
    expect(await tab.page.locator('.top').isVisible()).toBe(false);
    for (const shown of ['verdict', 'failing-input', 'expected-output', 'actual-output'])
      expect(await tab.at(shown).isVisible()).toBe(true);
  });

  it('says what is picked and what is pressed where colours are forced', async () => {
    await open({ forcedColors: 'active' });
    const outline = (pressed: boolean) =>
      tab.page
        .getByRole('group', { name: 'Pick an input' })
        .getByRole('button', { pressed })
        .first()
        .evaluate((one) => one.ownerDocument.defaultView!.getComputedStyle(one).outlineStyle);
    expect([await outline(true), await outline(false)]).toEqual(['solid', 'none']);
    await tab.page.goto(tab.url);
    const border = tab.at('run-button');
    expect(
      await border.evaluate((one) => one.ownerDocument.defaultView!.getComputedStyle(one).borderTopWidth),
    ).toBe('2px');
  });

  it('moves nothing for those who asked for less motion', async () => {
    await open({ reducedMotion: 'reduce' });
    const moving = await tab.page.evaluate(
      `document.getAnimations().filter(({ playState, effect }) => playState === 'running' && effect.getTiming().duration > 1).length`,
    );
    expect(moving).toBe(0);
  });
});

it('the picture of README shows a found bug beside the programs', async () => {
  await tab.reopen({ viewport: { width: 1360, height: 900 }, colorScheme: 'light', reducedMotion: 'reduce' });
  const { page } = tab;
  await page.goto(tab.url);
  await tab.at('clex-preview').waitFor();
  await tab.at('run-button').click();
  await tab.at('verdict').getByText('Difference found').waitFor();
  await page.evaluate('scrollTo(0, 0)');
  // `TEST_PICTURES=write` renews the one that README shows.
  const path = process.env.TEST_PICTURES === 'write' ? 'docs/images/cpast.png' : join(SCREENS, 'readme.png');
  await page.screenshot({ path });
  expect(await tab.at('failing-input').isVisible()).toBe(true);
});
