import * as v from 'valibot';
import { DEFAULT_BATCH_SIZE } from '@biospex/batch-core';

/** Configuration is what the function's environment says, checked. */
export interface Configuration {
  /** Manifest rows in a batch, unless the message says otherwise. */
  readonly batchSize: number;
  readonly missingImages: 'fail' | 'skip';
  /** The buckets that a message may name. */
  readonly allowedBuckets: readonly string[];
  /** Seconds until a message whose job failed for now is delivered again, and for which a delivery may take to answer. */
  readonly retryDelaySeconds: number;
  /** Folder for what does not fit into /tmp. */
  readonly efsPath: string;
  /** Bytes up to which /tmp is used. */
  readonly maxTmpBytes: number;
  readonly logLevel: string;
  readonly metricsNamespace: string;
  /** Where a local SQS is; undefined for SQS itself. */
  readonly sqsEndpoint: string | undefined;
  /** Where the teller puts its messages; only the teller has one. */
  readonly deadLetterQueueUrl: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** ConfigurationError lists everything that is wrong with the environment, in one line. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

const wholeNumber = (minimum: number, maximum: number): v.GenericSchema<string, number> =>
  v.pipe(
    v.string(),
    v.regex(/^\d+$/, 'is not a whole number'),
    v.transform(Number),
    v.minValue(minimum, `is less than ${minimum}`),
    v.maxValue(maximum, `is more than ${maximum}`),
  );

const bucketName = v.pipe(v.string(), v.regex(/^[a-z\d][a-z\d.-]{1,61}[a-z\d]$/, 'is not a bucket name'));

const VARIABLES = v.object({
  BATCH_SIZE: v.optional(wholeNumber(1, 1_000_000), String(DEFAULT_BATCH_SIZE)),
  MISSING_IMAGES: v.optional(v.picklist(['fail', 'skip'], 'is neither fail nor skip'), 'fail'),
  ALLOWED_BUCKETS: v.optional(
    v.pipe(
      v.string(),
      v.transform((text) => text.split(',').map((name) => name.trim())),
      v.array(bucketName),
    ),
    'biospex-app,biospex-dev,biospex-loc',
  ),
  RETRY_DELAY_SECONDS: v.optional(wholeNumber(0, 43_200), '30'),
  EFS_PATH: v.optional(v.pipe(v.string(), v.startsWith('/', 'is not an absolute path')), '/efs/batch'),
  MAX_TMP_SIZE: v.optional(wholeNumber(0, Number.MAX_SAFE_INTEGER), '7516192768'),
  LOG_LEVEL: v.optional(
    v.picklist(
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      'is none of trace, debug, info, warn, error, fatal, silent',
    ),
    'info',
  ),
  METRICS_NAMESPACE: v.optional(
    v.pipe(v.string(), v.regex(/^[\w.\-/#]{1,255}$/, 'is not a CloudWatch namespace')),
    'BiospexBatchCreator',
  ),
  DEAD_LETTER_QUEUE_URL: v.optional(v.string()),
  AWS_ENDPOINT_URL: v.optional(v.string()),
  AWS_ENDPOINT_URL_SQS: v.optional(v.string()),
});

/**
 * Reads the environment. An empty variable counts as absent.
 *
 * @throws ConfigurationError
 */
export function readConfiguration(environment: Environment): Configuration {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const { success, output, issues } = v.safeParse(VARIABLES, given);
  if (!success) {
    const faults = issues.map(
      (issue) => `${v.getDotPath(issue) ?? ''} ${issue.message} (${JSON.stringify(issue.input)})`,
    );
    throw new ConfigurationError(`the environment is wrong: ${faults.join('; ')}`);
  }
  return {
    batchSize: output.BATCH_SIZE,
    missingImages: output.MISSING_IMAGES,
    allowedBuckets: output.ALLOWED_BUCKETS,
    retryDelaySeconds: output.RETRY_DELAY_SECONDS,
    efsPath: output.EFS_PATH,
    maxTmpBytes: output.MAX_TMP_SIZE,
    logLevel: output.LOG_LEVEL,
    metricsNamespace: output.METRICS_NAMESPACE,
    sqsEndpoint: output.AWS_ENDPOINT_URL_SQS ?? output.AWS_ENDPOINT_URL,
    deadLetterQueueUrl: output.DEAD_LETTER_QUEUE_URL,
  };
}
