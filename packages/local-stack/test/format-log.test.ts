import { describe, expect, test } from '@jest/globals';
import { formatLog } from '../src/format-log.ts';

const line = (fields: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ level: 'info', time: '2026-01-02T03:04:05.678Z', message: 'job begins', ...fields });

describe('formatLog', () => {
  test('shows time, level, message and facts, without repeated fields', () => {
    const fields = {
      requestId: 'r',
      messageId: 'm',
      downloadId: 7,
      file: 'a.zip',
      rows: 3,
      key: 'k',
      transfer: { a: 1 },
    };

    expect(formatLog(line(fields))).toBe('03:04:05.678 INFO  job begins rows=3 key=k transfer={"a":1}');
  });

  test('leaves out metrics', () => {
    expect(formatLog(JSON.stringify({ _aws: {}, Rows: 3 }))).toBeUndefined();
  });

  test.each(['Error: no JSON', '5', 'null', '[1]', ''])('keeps %p', (text) => {
    expect(formatLog(text)).toBe(text);
  });

  test.each([
    ['a field', line({ reason: 'a\n\u001b[31m\u009b\u202eb' })],
    ['the name of a field', line({ 'a\n\u001b[31m\u009b\u202eb': 1 })],
    ['a line that is not JSON', 'a\u001b[31m\u009b\u202eb'],
  ])('escapes control characters: %s', (_, text) => {
    expect(formatLog(text)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(formatLog(text)).toContain('\\u{1b}[31m\\u{9b}\\u{202e}b');
  });
});
