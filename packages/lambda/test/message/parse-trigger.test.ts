import { describe, expect, test } from '@jest/globals';
import { JobError, type JobErrorCode } from '../../src/job-failure.ts';
import { parseReplyAddress, parseTrigger } from '../../src/message/parse-trigger.ts';
import { trigger, triggerBody } from '../helpers/trigger.ts';

const address = (body: string, sqsEndpoint?: string): ReturnType<typeof parseReplyAddress> =>
  parseReplyAddress(body, { sqsEndpoint, allowedBuckets: ['biospex-app', 'biospex-dev'] });
const order = (body: string): ReturnType<typeof parseTrigger> => parseTrigger(body, address(body));

/** The message of the error that a call throws. */
function refusal(call: () => unknown, code: JobErrorCode): string {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(JobError);
    expect(error).toMatchObject({ code });
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

const escape = String.fromCharCode(0x1b);
const bell = String.fromCharCode(7);
const turned = String.fromCharCode(0x202e);

describe('parseReplyAddress', () => {
  test('reads the reply address, and ignores other fields', () => {
    const { downloadId, file, updatesQueueUrl } = trigger;
    expect(address(triggerBody({ extra: { a: 1 }, s3Bucket: 5 }))).toEqual({
      downloadId,
      file,
      updatesQueueUrl,
      bucket: undefined,
    });
    expect(address(triggerBody()).bucket).toBe('biospex-app');
  });

  test.each([7, 0, -1, '7', 'b1946ac9-2492-d234'])('keeps the type of downloadId %p', (downloadId) => {
    expect(address(triggerBody({ downloadId })).downloadId).toBe(downloadId);
  });

  test.each(['a.zip', 'a.ZIP', '1-2-old.tar.gz', 'Carex é 2.tgz', 'a', `${'x'.repeat(96)}.zip`])(
    'takes the file name %s',
    (file) => {
      expect(address(triggerBody({ file })).file).toBe(file);
    },
  );

  test.each([
    ['no JSON', 'downloadId=7', 'the message is not JSON'],
    ['an empty message', '', 'the message is not JSON'],
    ['a list', '[]', 'the message is not a JSON object'],
    ['null', 'null', 'the message is not a JSON object'],
    [
      'a string that would reverse the direction of a log',
      JSON.stringify(turned),
      'the message is not a JSON object',
    ],
    ['no downloadId', triggerBody({ downloadId: undefined }), /downloadId is missing$/],
    ['a downloadId with a fraction', triggerBody({ downloadId: 1.5 }), /downloadId/],
    ['a downloadId above the safe integers', triggerBody({ downloadId: 2 ** 53 }), /downloadId/],
    ['a long downloadId', triggerBody({ downloadId: 'x'.repeat(65) }), /downloadId/],
    ['a downloadId with a line break', triggerBody({ downloadId: '7\n' }), /downloadId/],
    ['no file', triggerBody({ file: undefined }), /file is missing$/],
    ['an empty file name', triggerBody({ file: '' }), /file is empty or has control characters/],
    ['a file that is only an extension', triggerBody({ file: '.zip' }), /file is not the bare name/],
    ['a file in a folder', triggerBody({ file: 'export/a.zip' }), /file is not the bare name/],
    ['a file in the parent folder', triggerBody({ file: '../a.zip' }), /file is not the bare name/],
    ['a file named ..', triggerBody({ file: '...zip' }), /file is not the bare name/],
    ['a file with a backslash', triggerBody({ file: 'a\\b.zip' }), /file is not the bare name/],
    [
      'a file with an escape sequence',
      triggerBody({ file: `${escape}[31ma.zip` }),
      /file is empty or has control/,
    ],
    [
      'a file that reverses the direction of a line',
      triggerBody({ file: `a${turned}piz.zip` }),
      /file is empty or has control/,
    ],
    [
      'a file with half a surrogate pair',
      triggerBody({ file: 'a\ud83d.zip' }),
      /file is empty or has control/,
    ],
    [
      'a file with a character that SQS refuses',
      triggerBody({ file: 'a\uffff.zip' }),
      /file is empty or has control/,
    ],
    [
      'a file name of 101 bytes',
      triggerBody({ file: `${'x'.repeat(97)}.zip` }),
      /file is longer than 100 bytes/,
    ],
    [
      'a file name of many bytes in few characters',
      triggerBody({ file: `${'標'.repeat(60)}.zip` }),
      /100 bytes/,
    ],
    ['a queue URL that is a number', triggerBody({ updatesQueueUrl: 7 }), /updatesQueueUrl is not a string$/],
    [
      'a long queue URL',
      triggerBody({ updatesQueueUrl: trigger.updatesQueueUrl + 'x'.repeat(1000) }),
      /updatesQ/,
    ],
    ...[
      'prod-batch-update',
      'http://sqs.us-east-2.amazonaws.com/123456789012/prod-batch-update',
      'https://sqs.us-east-2.amazonaws.com.evil.example/123456789012/q',
      'https://evil.example/123456789012/q',
      'https://user@sqs.us-east-2.amazonaws.com/123456789012/q',
      'https://sqs.us-east-2.amazonaws.com/123456789012/q?x=1',
      'https://sqs.us-east-2.amazonaws.com/123456789012/q.fifo',
      'https://sqs.us-east-2.amazonaws.com/123456789012/q\n',
      'https://sqs.us-east-2.amazonaws.com/12345/q',
      'file:///etc/passwd',
    ].map((url): [string, string, RegExp] => [
      `the queue URL ${JSON.stringify(url)}`,
      triggerBody({ updatesQueueUrl: url }),
      /updatesQueueUrl is not the URL of a standard SQS queue; for a local queue, set AWS_ENDPOINT_URL$/,
    ]),
  ])('refuses %s', (_, body, fault) => {
    const message = refusal(() => address(body), 'UNREADABLE_MESSAGE');

    expect(message).toMatch(fault);
    expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('accepts a queue on any host if SQS is local', () => {
    const updatesQueueUrl = 'http://127.0.0.1:4566/000000000000/loc-batch-update';
    const local = 'http://127.0.0.1:4566';
    expect(address(triggerBody({ updatesQueueUrl }), local).updatesQueueUrl).toBe(updatesQueueUrl);
    expect(() => address(triggerBody({ updatesQueueUrl: 'file:///etc/passwd' }), local)).toThrow(JobError);
  });
});

describe('parseTrigger', () => {
  const { downloadId, file, updatesQueueUrl } = trigger;

  test('reads the message that BIOSPEX sends', () => {
    expect(order(triggerBody())).toEqual({
      downloadId,
      file,
      updatesQueueUrl,
      bucket: 'biospex-app',
      exportKey: trigger.exportPath,
      batchSize: undefined,
    });
  });

  test.each([
    ['a number as a string', { batchSize: '1000' }, 1000],
    ['null as a missing batchSize', { batchSize: null }, undefined],
    ['any totalSize: the size of the object counts', { totalSize: -1, batchSize: 1 }, 1],
  ])('takes %s', (_, changes, batchSize) => {
    expect(order(triggerBody(changes))).toMatchObject({ batchSize });
  });

  test.each(['export/é &+%20.zip', 'a', 'a//b', 'x'.repeat(1024)])('takes the key %s', (exportPath) => {
    expect(order(triggerBody({ exportPath })).exportKey).toBe(exportPath);
  });

  test.each([
    ['another bucket', { s3Bucket: 'somebody-elses' }, 'bucket somebody-elses is not in ALLOWED_BUCKETS'],
    ['a bucket with a line break', { s3Bucket: `a\n${bell}` }, /s3Bucket is not the name of a bucket/],
    [
      'a bucket that reverses the direction of a line',
      { s3Bucket: `a${turned}b` },
      /s3Bucket is not the name of a bucket/,
    ],
    ['no bucket', { s3Bucket: undefined }, /s3Bucket is missing$/],
    ['a key that is a number', { exportPath: 5 }, /exportPath is not a string$/],
    ['an empty key', { exportPath: '' }, /exportPath/],
    [
      'a key with a ".." segment',
      { exportPath: 'export/../other/a.zip' },
      /exportPath begins with a slash, or has/,
    ],
    ['a key with a "." segment', { exportPath: './a.zip' }, /exportPath begins with a slash, or has/],
    [
      'a key that begins with a slash',
      { exportPath: '/export/a.zip' },
      /exportPath begins with a slash, or has/,
    ],
    ['a key of 1025 bytes', { exportPath: 'é'.repeat(512) + 'x' }, /exportPath is longer than 1024 bytes/],
    ['a key with a control character', { exportPath: `a${bell}.zip` }, /exportPath is empty or has control/],
    ['a batch size of 0', { batchSize: 0 }, /batchSize is less than 1/],
    ['a batch size with a fraction', { batchSize: 1.5 }, /batchSize is not a whole number/],
    ['a batch size in words', { batchSize: `many${escape}` }, /batchSize is not a whole number/],
    ['a batch size that is a list', { batchSize: [1] }, /batchSize is not a whole number$/],
    ['several faults at once', { batchSize: 0, exportPath: '/' }, /exportPath .*; batchSize /],
  ])('refuses %s, in one line', (_, changes, fault) => {
    const message = refusal(() => order(triggerBody(changes)), 'MESSAGE_REFUSED');

    expect(message).toMatch(fault);
    expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
