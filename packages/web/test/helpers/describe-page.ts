import { afterAll, afterEach, beforeAll, beforeEach, describe, test } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';
import { browserPath, mustHaveBrowser } from './find-browser.ts';
import { startCommand, type RunningCommand } from './run-command.ts';

export interface PageUnderTest {
  /** Open at its beginning, anew for each test. */
  readonly page: () => Page;
  /** What the page has asked the network for. */
  readonly requests: () => readonly string[];
  readonly url: () => string;
  /** The errors that the page has logged, and a word that they were to be. */
  readonly logged: () => readonly string[];
  readonly forgive: () => void;
}

/** For a browser without a screen, and without a network that it would like to talk to. */
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

/** For each thing that is waited for: less than a test has, since what was missed is told then. */
const PATIENCE_MS = 60_000;

/** Tests of the page as `biospex-batch page` serves it. Each fails, too, where the page has logged an error. */
export function describePage(name: string, define: (underTest: PageUnderTest) => void): void {
  if (browserPath === undefined && !mustHaveBrowser) {
    describe(`${name}, in a browser`, () => {
      test.todo('needs a Chromium, which is not installed here: apt-get install chromium');
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
