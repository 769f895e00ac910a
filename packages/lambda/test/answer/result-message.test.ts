import { describe, expect, test } from '@jest/globals';
import { MemorySource, planArchive } from '@biospex/batch-core';
import { failureMessage, successMessage } from '../../src/answer/result-message.ts';
import { buildZip } from '../../../core/test/helpers/build-zip.ts';
import { exportEntries, makeExport } from '../../../core/test/helpers/export-fixture.ts';
import type { ReplyAddress } from '../../src/message/trigger.ts';
import { listenerReaction } from '../helpers/biospex-listener.ts';
import { trigger } from '../helpers/trigger.ts';

const stem = trigger.file.replace('.zip', '');
const report = `batch/${stem}-report.json`;
const messageId = '6b0a8d5e-4c8b-4a3e-9f0e-1f1d9c1c2b3a';
const plan = await planArchive(new MemorySource(buildZip(exportEntries(makeExport({ images: 5 }).files))), {
  stem,
  batchSize: 2,
});
const address = { ...trigger, bucket: trigger.s3Bucket };
const withId = (downloadId: number | string): ReplyAddress => ({ ...address, downloadId });

describe('a success', () => {
  test.each([7, '7'])('makes BIOSPEX link every batch, in order, of download %p', (downloadId) => {
    const message = successMessage(withId(downloadId), plan, { messageId, report, durationMs: 12 });

    expect(listenerReaction(JSON.stringify(message))).toEqual({
      kind: 'mails-batches',
      downloadId,
      keys: [1, 2, 3].map((n) => `batch/${stem}-part${n}.zip`),
    });
    expect(message).toMatchObject({
      messageId,
      file: trigger.file,
      rows: 5,
      images: 5,
      bytes: plan.bytes,
      report,
      durationMs: 12,
      warnings: 0,
    });
  });

  test('counts warnings among the findings, not infos', () => {
    const finding = { code: 'image-empty', title: '', consequence: '', remedy: '', count: 1 } as const;
    const findings = [
      { ...finding, severity: 'warning' },
      { ...finding, severity: 'info' },
    ] as const;

    expect(
      successMessage(address, { ...plan, findings }, { messageId, report, durationMs: 0 }).warnings,
    ).toBe(1);
  });

  test('fits into an SQS message with 2000 batches of the longest name', () => {
    const file = `${'標'.repeat(32)}.zip`;
    const batches = Array.from({ length: 2000 }, (_, i) => ({
      ...plan.batches[0]!,
      file: `${'標'.repeat(32)}-part${i + 1}.zip`,
    }));
    const longest = { ...address, file, downloadId: 'x'.repeat(64) };

    const message = successMessage(longest, { ...plan, batches }, { messageId, report, durationMs: 0 });

    expect(Buffer.byteLength(file)).toBe(100);
    expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(256 * 1024);
  });
});

describe('a failure', () => {
  const failure = (message: string): ReturnType<typeof failureMessage> =>
    failureMessage(address, messageId, { code: 'IMAGES_MISSING', message });

  test('makes BIOSPEX mail its administrators', () => {
    expect(listenerReaction(JSON.stringify(failure('row 3: no image')))).toEqual({
      kind: 'mails-failure',
      downloadId: 7,
      error: 'row 3: no image',
    });
    expect(failure('')).toMatchObject({ file: trigger.file, code: 'IMAGES_MISSING' });
  });

  test.each([
    ['line breaks', 'a\r\n  b\nc', 'a b c'],
    ['control characters', `a${String.fromCharCode(0x1b, 0x9b, 7)}b`, 'a b'],
    ['line separators', 'a\u2028b', 'a b'],
    ['noncharacters, refused by SQS', 'a\uffffb', 'a b'],
  ])('is one line: %s', (_, message, error) => {
    expect(failure(message).error).toBe(error);
  });

  test.each([
    ['limit', 'x'.repeat(2000), 'x'.repeat(2000)],
    ['limit + 1', 'x'.repeat(2001), `${'x'.repeat(2000)}…`],
    ['limit inside a surrogate pair', `${'x'.repeat(1999)}😀😀`, `${'x'.repeat(1999)}…`],
  ])('has 2000 characters at most: %s', (_, message, error) => {
    expect(failure(message).error).toBe(error);
  });
});
