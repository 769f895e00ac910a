import { afterAll, afterEach, beforeAll, beforeEach, describe, test } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';
import { browserPath, mustHaveBrowser } from './find-browser.ts';
import { startCommand, type RunningCommand } from './run-command.ts';

export interface PageUnderTest {
  /** A new page for each test. */
  readonly page: () => Page;
  /** URLs that the page has requested. */
  readonly requests: () => readonly string[];
  readonly url: () => string;
  /** Errors that the page has logged. A test fails with any, unless it calls `forgive`. */
  readonly logged: () => readonly string[];
  readonly forgive: () => void;
}

/** For a browser without a screen or a network. */
const BROWSER_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-blink-features=ForceEagerMeasureMemory',
];

/** The longest wait for one thing: less than a test's time, so that the failure names the thing. */
const PATIENCE_MS = 60_000;

/** Defines tests of the page that `biospex-batch page` serves. */
export function describePage(name: string, define: (underTest: PageUnderTest) => void): void {
  if (browserPath === undefined && !mustHaveBrowser) {
    describe(`${name}, in a browser`, () => {
      test.todo('needs Chromium: apt-get install chromium');
    });
    return;
  }
  describe(`${name}, in a browser`, () => {
    let browser: Browser;
    let server: RunningCommand;
    let page: Page;
    let url = '';
    const requests: string[] = [];
    const errors: string[] = [];

    beforeAll(async () => {
      if (browserPath === undefined) throw new Error('no Chromium: apt-get install chromium');
      server = startCommand(['page', '--port', '0']);
      url = await server.says(/The page: (\S+)/);
      browser = await chromium.launch({ executablePath: browserPath, args: BROWSER_FLAGS });
    });
    afterAll(async () => {
      await browser.close();
      await server.stop();
    });
    beforeEach(async () => {
      requests.length = 0;
      errors.length = 0;
      page = await browser.newPage({ viewport: { width: 1180, height: 900 }, acceptDownloads: true });
      page.setDefaultTimeout(PATIENCE_MS);
      page.on('request', (request) => void requests.push(request.url()));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      page.on('pageerror', (error) => void errors.push(String(error)));
      await page.goto(url);
    });
    afterEach(async () => {
      await page.close();
      if (errors.length > 0) throw new Error(`the page logged: ${errors.join('; ')}`);
    });

    define({
      page: () => page,
      requests: () => requests,
      url: () => url,
      logged: () => errors,
      forgive: () => {
        errors.length = 0;
      },
    });
  });
}
