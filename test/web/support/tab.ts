import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { TestApp } from '../../support/app.js';
import { launchBrowser } from '../../support/browser.js';

/** What serves the pages. */
export interface Site {
  readonly url: string;
  stop(): Promise<void>;
}

type EditorName = 'reference' | 'candidate' | 'candidate-2' | 'program' | 'clex' | 'format' | 'generator';
const WIDE: BrowserContextOptions = { viewport: { width: 1280, height: 900 } };

/** One who looks at the site: a page, and what there is on it. */
export class Seat {
  constructor(
    readonly page: Page,
    readonly url: string,
  ) {}

  at(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  /** Where one types the text of an editor. */
  editor(name: EditorName): Locator {
    return this.at(`${name}-editor`).getByRole('textbox');
  }
}

/**
 * What the tests of a file look at: one site and one browser for all of them, and for each a page of its own
 * that remembers nothing. A test fails when its page threw an error, asked another site for anything, or
 * (`console: 'clean'`) wrote an error to the console that the test did not say it expects.
 */
export class Tab {
  /** Complaints of Chromium that belong to what the test does; answers from 400 on are among them. */
  expected: RegExp[] = [];
  private site: Site | undefined;
  private chromium: Browser | undefined;
  /** Of the test that runs; the first is its own page. */
  private seats: Seat[] = [];
  private complaints: string[] = [];

  private constructor(private readonly console: 'clean' | 'any') {}

  /** Registers what is to be done before and after the tests of this file. */
  static of(start: () => Promise<Site>, options: { console?: 'clean' | 'any' } = {}): Tab {
    const tab = new Tab(options.console ?? 'clean');
    beforeAll(async () => {
      await Promise.all([
        start().then((site) => (tab.site = site)),
        launchBrowser().then((browser) => (tab.chromium = browser)),
      ]);
    });
    afterAll(async () => {
      await tab.chromium?.close();
      await tab.site?.stop();
    });
    beforeEach(() => tab.open());
    afterEach(() => tab.close());
    return tab;
  }

  get url(): string {
    return this.site!.url;
  }

  /** What serves the pages, past the browser. */
  get app(): TestApp {
    return new TestApp(this.url);
  }

  get page(): Page {
    return this.seats[0]!.page;
  }

  at(testId: string): Locator {
    return this.seats[0]!.at(testId);
  }

  /** Where one types the text of an editor. */
  editor(name: EditorName): Locator {
    return this.seats[0]!.editor(name);
  }

  /** Another page, in place of the one there was. */
  async reopen(options?: BrowserContextOptions): Promise<void> {
    await this.close();
    await this.open(options);
  }

  /** One more who looks, and whose complaints count as well: until the test is over. */
  async seat(options: BrowserContextOptions = WIDE): Promise<Seat> {
    const context = await this.chromium!.newContext(options);
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const seat = new Seat(page, this.url);
    this.seats.push(seat);
    const { host } = new URL(this.url);
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('request', (request) => {
      if (new URL(request.url()).host !== host) this.complaints.push(`request to ${request.url()}`);
    });
    page.on('console', (message) => {
      if (this.console === 'clean' && message.type() === 'error') this.complaints.push(message.text());
    });
    return seat;
  }

  private async open(options?: BrowserContextOptions): Promise<void> {
    this.seats = [];
    this.expected = [];
    this.complaints = [];
    await this.seat(options);
  }

  private async close(): Promise<void> {
    await Promise.all(this.seats.map(({ page }) => page.context().close()));
    const isExpected = (text: string) => this.expected.some((pattern) => pattern.test(text));
    expect(this.complaints.filter((text) => !isExpected(text))).toEqual([]);
  }
}
