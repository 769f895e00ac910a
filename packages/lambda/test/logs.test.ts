import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { buildZip } from '../../core/test/helpers/build-zip.ts';
import { exportEntries, makeExport } from '../../core/test/helpers/export-fixture.ts';
import { LocalEnvironment } from './helpers/local-environment.ts';
import { listenToMetrics } from './helpers/metrics.ts';
import { trigger } from './helpers/trigger.ts';

/** Ends a line, colors a terminal in two ways, and reverses the writing direction. */
const hostile = String.fromCodePoint(0x0a, 0x1b, 0x5b, 0x33, 0x31, 0x6d, 0x9b, 0x202e);

let env: LocalEnvironment;

beforeEach(async () => {
  listenToMetrics();
  env = await LocalEnvironment.start({ LOG_LEVEL: 'trace' });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await env.stop();
});

/** Each line is one JSON object, with everything but plain text escaped. */
function expectPlainLines(): void {
  expect(env.log.lines.length).toBeGreaterThan(0);
  for (const line of env.log.lines) {
    expect(line).toMatch(/^\{.*\}\n$/);
    expect(line.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  }
}

test.each([
  ['a JSON string', JSON.stringify(hostile)],
  ['broken JSON', hostile.replaceAll('\u001b', '')],
  ...Object.keys(trigger).map((field): [string, string] => [
    `a hostile ${field}`,
    JSON.stringify({
      ...trigger,
      updatesQueueUrl: 'http://127.0.0.1:1/000000000000/q',
      s3Bucket: 'biospex-loc',
      [field]: hostile,
    }),
  ]),
  ['a hostile batchSize', JSON.stringify({ ...trigger, batchSize: hostile })],
  ['hostile extra fields', JSON.stringify({ ...trigger, [hostile]: hostile, downloadId: undefined })],
])('escapes a message in the log: %s', async (_, body) => {
  await env.send(body);
  await env.deliver();

  expectPlainLines();
});

test('escapes names of an archive in the log, and keeps control characters out of the result', async () => {
  const { files } = makeExport({
    images: 2,
    cell: (value, row, column) => (row === 0 && column === 'imageName' ? `${hostile}.jpg` : value),
  });
  await env.putExport(buildZip(exportEntries(files)));
  await env.send();
  await env.deliver();

  expectPlainLines();
  expect(env.results()).toMatchObject([{ status: 'failed' }]);
  expect(env.results()[0]!['error']).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
});
