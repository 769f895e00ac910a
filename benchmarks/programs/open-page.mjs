// open-page.mjs ARCHIVE RESULT: drops an archive onto the page in Chromium, downloads the first batch and moves the slider.
// Writes the times, by the page's clock, and the memory, as the browser measures it, to RESULT as JSON.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const [archive, result] = process.argv.slice(2);
if (archive === undefined || result === undefined)
  throw new TypeError('open-page.mjs: needs ARCHIVE and RESULT');

const { chromium } = createRequire(new URL('../../packages/web/package.json', import.meta.url))(
  'playwright-core',
);
const command = fileURLToPath(new URL('../../packages/cli/src/biospex-batch.ts', import.meta.url));
const flags = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--enable-blink-features=ForceEagerMeasureMemory'],
];

// The code in quotes runs in the page.

/** Presses the button of the first batch as soon as it appears. Notes the time of that, and of the download. */
const watchMarks = `globalThis.marks = new Promise((resolve) => {
  const seconds = () => (performance.now() - globalThis.droppedAt) / 1000;
  let overviewSeconds;
  addEventListener('drop', () => { globalThis.droppedAt = performance.now(); }, true);
  new MutationObserver(() => {
    const button = document.querySelector('[aria-label="Download batch 1"]');
    if (button === null || overviewSeconds !== undefined) return;
    overviewSeconds = seconds();
    button.click();
  }).observe(document.body, { childList: true, subtree: true });
  addEventListener('click', ({ target }) => {
    if (target.download) resolve({ overviewSeconds, firstBatchSeconds: seconds() });
  }, true);
}); undefined`;
/** Moves the slider at every frame. Returns the longest time between two frames. */
const longestFrameSeconds = `(async () => {
  const slider = document.querySelector('input[type=range]');
  const nextFrame = () => new Promise(requestAnimationFrame);
  let longest = 0;
  let last = await nextFrame();
  for (let step = 0; step < 120; step++) {
    slider.value = String(100 + 40 * step);
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    const now = await nextFrame();
    longest = Math.max(longest, now - last);
    last = now;
  }
  return longest / 1000;
})()`;
const heapBytes = `performance.measureUserAgentSpecificMemory().then(({ bytes }) => bytes)`;

const server = spawn(process.execPath, ['--conditions=biospex-source', command, 'page', '--port', '0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
let browser;
try {
  const [printed] = await once(server.stdout, 'data');
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
  const page = await browser.newPage();
  await page.goto(/http:\S+/.exec(String(printed))?.[0]);
  await page.evaluate(watchMarks);
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [archive], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'])
    await session.send('Input.dispatchDragEvent', { type, x: 500, y: 400, data });
  const marks = await page.evaluate('globalThis.marks');
  marks.longestFrameSeconds = await page.evaluate(longestFrameSeconds);
  await page.getByRole('button', { name: 'Look inside batch 1' }).first().click();
  await page.getByRole('listbox').focus();
  await page.keyboard.press('End');
  await page.locator('[aria-selected=true][aria-label^="Row "]').waitFor();
  marks.heapBytes = await page.evaluate(heapBytes);
  await writeFile(result, JSON.stringify(marks));
} finally {
  await browser?.close();
  server.kill('SIGTERM');
}
