import * as v from 'valibot';
import { stemOfArchive } from '@biospex/batch-core';
import { checkStem } from '@biospex/batch-core/node';
import type { Configuration } from '../configuration.ts';
import { JobError, type JobErrorCode } from '../job-failure.ts';
import type { ReplyAddress, Trigger } from './trigger.ts';

/** Of these, the names of 2000 batches fit into a result. BIOSPEX's own have some 50. */
const MAX_FILE_BYTES = 100;
const MAX_KEY_BYTES = 1024;

const MISSING = 'is missing';
const NO_TEXT = 'is no text';
const NO_COUNT = 'is not a whole number';

/** SQS takes no noncharacters, so a result could not give them back. */
const printable = v.regex(
  /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]+$/u,
  'holds control characters or is empty',
);

const maxBytes = (bytes: number): v.CheckAction<string, string> =>
  v.check((text) => new TextEncoder().encode(text).length <= bytes, `has more than ${bytes} bytes`);

/** A request is signed for whoever is at the other end of the URL: that must be SQS, or the local server in its place. */
const SQS_QUEUE = /^https:\/\/sqs\.[a-z\d-]{1,30}\.amazonaws\.com\/\d{12}\/[\w-]{1,80}$/;
const LOCAL_QUEUE = /^https?:\/\/[\w.-]+(?::\d+)?\/\d{1,20}\/[\w-]{1,80}$/;

/** If a local server stands for SQS, queues may be anywhere. */
const addressSchema = (isLocal: boolean): v.GenericSchema<unknown, Omit<ReplyAddress, 'bucket'>> =>
  v.object(
    {
      downloadId: v.union(
        [v.pipe(v.number(), v.safeInteger()), v.pipe(v.string(), printable, v.maxLength(64))],
        'is neither a whole number nor a short text',
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
              'is not the URL of a standard queue of SQS; for a local one, set AWS_ENDPOINT_URL',
            ),
      ),
    },
    MISSING,
  );

/** Numbers may come as text: PHP is not particular. */
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
      v.regex(/^(?!\/)(?!(?:.*\/)?\.\.?(?:\/|$))/, 'climbs or begins with a slash'),
    ),
    batchSize: v.nullish(rowCount),
  },
  MISSING,
);

/**
 * Reads whom to answer from the body of an SQS message.
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
 * Reads what is to be done from a message whose reply address is known.
 *
 * @throws JobError MESSAGE_REFUSED
 */
export function parseTrigger(body: string, address: ReplyAddress): Trigger {
  const { s3Bucket, exportPath, batchSize } = check(ORDER, parseObject(body), 'MESSAGE_REFUSED');
  const { bucket } = address;
  if (bucket === undefined)
    throw new JobError('MESSAGE_REFUSED', `bucket ${s3Bucket} is not one that this function serves`);
  return { ...address, bucket, exportKey: exportPath, batchSize: batchSize ?? undefined };
}

function parseObject(body: string): { readonly s3Bucket?: unknown } {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    throw new JobError('UNREADABLE_MESSAGE', 'the message is not JSON', { cause });
  }
  // Before valibot sees it: that would repeat a text in its complaint.
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new JobError('UNREADABLE_MESSAGE', 'the message is not a JSON object');
}

function check<Output>(schema: v.GenericSchema<unknown, Output>, value: unknown, code: JobErrorCode): Output {
  const { success, output, issues } = v.safeParse(schema, value);
  if (success) return output;
  const faults = issues.map((issue) => `${v.getDotPath(issue) ?? 'the message'}: ${issue.message}`);
  throw new JobError(code, `the message is wrong: ${faults.join('; ')}`);
}

function isArchiveName(name: string): boolean {
  try {
    checkStem(stemOfArchive(name));
    return true;
  } catch {
    return false;
  }
}
