import * as v from 'valibot';
import { DEFAULT_BATCH_SIZE } from '@biospex/batch-core';

/** Configuration is the checked environment of the function and the teller. */
export type Configuration = Readonly<v.InferOutput<typeof CONFIGURATION>>;

type Environment = Readonly<Record<string, string | undefined>>;

/** ConfigurationError lists all faults of the environment in one line. */
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

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const bucketName = v.pipe(v.string(), v.regex(/^[a-z\d][a-z\d.-]{1,61}[a-z\d]$/, 'is not a bucket name'));

const VARIABLES = v.object({
  BATCH_SIZE: v.optional(wholeNumber(1, 1_000_000), String(DEFAULT_BATCH_SIZE)),
  MISSING_IMAGES: v.optional(v.picklist(['fail', 'skip'], 'is not fail or skip'), 'fail'),
  ALLOWED_BUCKETS: v.optional(
    v.pipe(
      v.string(),
      v.transform((text) => text.split(',').map((name) => name.trim())),
      v.array(bucketName),
    ),
    'biospex-app,biospex-dev,biospex-loc',
  ),
  // A marker of this age that is still unsent is taken over.
  RETRY_DELAY_SECONDS: v.optional(wholeNumber(0, 43_200), '30'),
  EFS_PATH: v.optional(v.pipe(v.string(), v.startsWith('/', 'is not an absolute path')), '/efs/batch'),
  MAX_TMP_SIZE: v.optional(wholeNumber(0, Number.MAX_SAFE_INTEGER), '7516192768'),
  LOG_LEVEL: v.optional(v.picklist(LOG_LEVELS, `is not one of ${LOG_LEVELS.join(', ')}`), 'info'),
  METRICS_NAMESPACE: v.optional(
    v.pipe(v.string(), v.regex(/^[\w.\-/#]{1,255}$/, 'is not a CloudWatch namespace')),
    'BiospexBatchCreator',
  ),
  // Only the teller has one.
  DEAD_LETTER_QUEUE_URL: v.optional(v.string()),
  // For a local SQS.
  AWS_ENDPOINT_URL: v.optional(v.string()),
  AWS_ENDPOINT_URL_SQS: v.optional(v.string()),
});

const CONFIGURATION = v.pipe(
  VARIABLES,
  v.transform((variables) => ({
    batchSize: variables.BATCH_SIZE,
    missingImages: variables.MISSING_IMAGES,
    allowedBuckets: variables.ALLOWED_BUCKETS,
    retryDelaySeconds: variables.RETRY_DELAY_SECONDS,
    efsPath: variables.EFS_PATH,
    maxTmpBytes: variables.MAX_TMP_SIZE,
    logLevel: variables.LOG_LEVEL,
    metricsNamespace: variables.METRICS_NAMESPACE,
    sqsEndpoint: variables.AWS_ENDPOINT_URL_SQS ?? variables.AWS_ENDPOINT_URL,
    deadLetterQueueUrl: variables.DEAD_LETTER_QUEUE_URL,
  })),
);

/**
 * Reads the environment. An empty variable counts as absent.
 *
 * @throws ConfigurationError
 */
export function readConfiguration(environment: Environment): Configuration {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const { success, output, issues } = v.safeParse(CONFIGURATION, given);
  if (success) return output;
  const faults = issues.map(
    (issue) => `${v.getDotPath(issue) ?? ''} ${issue.message} (${JSON.stringify(issue.input)})`,
  );
  throw new ConfigurationError(`invalid environment variables: ${faults.join('; ')}`);
}
