import * as v from 'valibot';
import { stemOfArchive } from '@biospex/batch-core';
import { checkStem } from '@biospex/batch-core/node';
import type { Configuration } from '../configuration.ts';
import { JobError, type JobErrorCode } from '../job-failure.ts';
import type { ReplyAddress, Trigger } from './trigger.ts';

/** With such names, 2000 batches fit into a result. BIOSPEX's names have about 50 bytes. */
const MAX_FILE_BYTES = 100;
const MAX_KEY_BYTES = 1024;

const MISSING = 'is missing';
const NO_TEXT = 'is not a string';
const NO_COUNT = 'is not a whole number';

/** SQS refuses noncharacters, so a result could not echo them. */
const printable = v.regex(
  /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]+$/u,
  'is empty or has control characters',
);

const maxBytes = (bytes: number): v.CheckAction<string, string> =>
  v.check((text) => new TextEncoder().encode(text).length <= bytes, `is longer than ${bytes} bytes`);

/** We send signed requests to this URL, so it must be that of SQS, or of its local stand-in. */
const SQS_QUEUE = /^https:\/\/sqs\.[a-z\d-]{1,30}\.amazonaws\.com\/\d{12}\/[\w-]{1,80}$/;
const LOCAL_QUEUE = /^https?:\/\/[\w.-]+(?::\d+)?\/\d{1,20}\/[\w-]{1,80}$/;

/** With a local SQS, queues may be on any host. */
const addressSchema = (isLocal: boolean): v.GenericSchema<unknown, Omit<ReplyAddress, 'bucket'>> =>
  v.object(
    {
      downloadId: v.union(
        [v.pipe(v.number(), v.safeInteger()), v.pipe(v.string(), printable, v.maxLength(64))],
        'is not a whole number or a printable string of 1 to 64 characters',
      ),
      file: v.pipe(
        v.string(NO_TEXT),
        printable,
        maxBytes(MAX_FILE_BYTES),
        v.check(isArchiveName, 'is not the bare name of an archive'),
      ),
      updatesQueueUrl: v.pipe(
        v.string(NO_TEXT),
        v.maxLength(1024, 'is too long'),
        isLocal
          ? v.regex(LOCAL_QUEUE, 'is not the URL of a standard queue')
          : v.regex(
              SQS_QUEUE,
              'is not the URL of a standard SQS queue; for a local queue, set AWS_ENDPOINT_URL',
            ),
      ),
    },
    MISSING,
  );

/** PHP may send a number as a string. */
const rowCount = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^\d{1,16}$/), v.transform(Number))], NO_COUNT),
  v.safeInteger(NO_COUNT),
  v.minValue(1, 'is less than 1'),
);

const ORDER = v.object(
  {
    s3Bucket: v.pipe(v.string(NO_TEXT), v.regex(/^[\w.-]{1,255}$/, 'is not the name of a bucket')),
    exportPath: v.pipe(
      v.string(NO_TEXT),
      printable,
      maxBytes(MAX_KEY_BYTES),
      v.regex(/^(?!\/)(?!(?:.*\/)?\.\.?(?:\/|$))/, 'begins with a slash, or has a "." or ".." segment'),
    ),
    batchSize: v.nullish(rowCount),
  },
  MISSING,
);

/**
 * Reads the reply address from the body of an SQS message.
 *
 * @throws JobError UNREADABLE_MESSAGE
 */
export function parseReplyAddress(
  body: string,
  { sqsEndpoint, allowedBuckets }: Pick<Configuration, 'sqsEndpoint' | 'allowedBuckets'>,
): ReplyAddress {
  const message = parseObject(body);
  const address = check(addressSchema(sqsEndpoint !== undefined), message, 'UNREADABLE_MESSAGE');
  return { ...address, bucket: allowedBuckets.find((bucket) => bucket === message.s3Bucket) };
}

/**
 * Reads the job from a message whose reply address is known.
 *
 * @throws JobError MESSAGE_REFUSED
 */
export function parseTrigger(body: string, address: ReplyAddress): Trigger {
  const { s3Bucket, exportPath, batchSize } = check(ORDER, parseObject(body), 'MESSAGE_REFUSED');
  const { bucket } = address;
  if (bucket === undefined)
    throw new JobError('MESSAGE_REFUSED', `bucket ${s3Bucket} is not in ALLOWED_BUCKETS`);
  return { ...address, bucket, exportKey: exportPath, batchSize: batchSize ?? undefined };
}

function parseObject(body: string): { readonly s3Bucket?: unknown } {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    throw new JobError('UNREADABLE_MESSAGE', 'the message is not JSON', { cause });
  }
  // Not left to valibot: its message would repeat a string.
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new JobError('UNREADABLE_MESSAGE', 'the message is not a JSON object');
}

function check<Output>(schema: v.GenericSchema<unknown, Output>, value: unknown, code: JobErrorCode): Output {
  const { success, output, issues } = v.safeParse(schema, value);
  if (success) return output;
  const faults = issues.map((issue) => `${v.getDotPath(issue) ?? 'the message'} ${issue.message}`);
  throw new JobError(code, `invalid message: ${faults.join('; ')}`);
}

function isArchiveName(name: string): boolean {
  try {
    checkStem(stemOfArchive(name));
    return true;
  } catch {
    return false;
  }
}
