import * as v from 'valibot';

/** The region of BIOSPEX. */
export const REGION = 'us-east-2';

const oneOf = <const Choice extends string | number>(...choices: Choice[]) =>
  v.picklist(choices, `is not one of ${choices.join(', ')}`);

const wholeNumber = (minimum: number, maximum: number) =>
  v.custom<number>(
    (value) => Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum,
    `is not a whole number from ${minimum} to ${maximum}`,
  );

const text = (pattern: RegExp, what: string) =>
  v.custom<string>((value) => typeof value === 'string' && pattern.test(value), `is not ${what}`);

const zones = v.pipe(
  v.array(text(new RegExp(`^${REGION}[a-c]$`), `a zone of ${REGION}`), 'is not a list'),
  v.check((list) => new Set(list).size === list.length, 'names a zone twice'),
);

const SETTINGS = v.strictObject(
  {
    /** Prefix of the queues' names. */
    name: oneOf('prod', 'dev', 'loc'),
    /** BIOSPEX's bucket, with `export/` and `batch/`. It must exist; the stack does not own it. */
    bucket: text(/^(?!.*\.\.)[a-z\d][a-z\d.-]{1,61}[a-z\d]$/, 'the name of a bucket'),
    /** KMS key of the bucket. @default S3's own key */
    bucketKeyArn: v.optional(
      text(new RegExp(`^arn:aws:kms:${REGION}:\\d{12}:key/[\\w-]+$`), `the ARN of a KMS key in ${REGION}`),
    ),
    /** In production `BiospexBatchCreator`: BIOSPEX pauses the function by this name. */
    functionName: text(/^[\w-]{1,57}$/, 'a name of up to 57 letters, digits, - and _'),
    /**
     * `create`: the stack makes and manages `{name}-batch-trigger` and `{name}-batch-update`. `import`: the stack uses the existing
     * queues unchanged; scripts/ops/queue-attributes.sh compares the trigger queue with the function's needs.
     */
    queues: oneOf('create', 'import'),
    /** Whether dead letters and logs outlive the stack. The trigger and update queues always do. */
    removal: oneOf('retain', 'destroy'),
    /** Memory of the function. 1769 MiB give it one full processor. */
    memoryMiB: wholeNumber(512, 10_240),
    timeoutSeconds: wholeNumber(60, 900),
    /** Largest TAR.GZ export that is unpacked in /tmp, in bytes. Lambda's /tmp has at most 10 GiB, and 1 GiB stays free. */
    maxTmpBytes: wholeNumber(0, 8000 * 1024 ** 2),
    /** Exports that are split at the same time. An event source allows no less than 2. */
    concurrency: wholeNumber(2, 1000),
    /** Deliveries of a message before the teller answers it. */
    maxReceiveCount: wholeNumber(1, 1000),
    /** Adds an EFS file system, and the network it needs, for TAR.GZ exports above `maxTmpBytes`. ZIP exports need neither. */
    efs: v.boolean('is not true or false'),
    /** One to three zones of the network; unused without `efs`. */
    availabilityZones: zones,
    /** Mail address for alarms; it must confirm AWS's first mail. @default none: alarms only show on the dashboard */
    alarmEmail: v.optional(text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'a mail address')),
    /** URL of docs/runbook.md, for the links in alarms. @default its path in the repository */
    runbookUrl: v.optional(text(/^https:\/\/\S+[^#\s]$/, 'an https:// URL')),
    /** Days until batches are deleted, once scripts/ops/bucket-lifecycle.sh has set the bucket's rule. */
    batchExpiryDays: wholeNumber(1, 3650),
    /** Days until logs are deleted: the values that CloudWatch Logs accepts (PutRetentionPolicy), up to a year. */
    logRetentionDays: oneOf(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365),
  },
  ({ expected }) => (expected === 'never' ? 'is not a setting' : 'is missing'),
);

const ENVIRONMENT = v.pipe(
  SETTINGS,
  v.check(
    ({ efs, availabilityZones: { length } }) => !efs || (length >= 1 && length <= 3),
    'efs needs one to three availabilityZones',
  ),
);

/** Environment holds the settings of one stack. All other values are derived from it. */
export type Environment = Readonly<v.InferOutput<typeof SETTINGS>>;
export type EnvironmentName = Environment['name'];

/** EnvironmentError lists all wrong settings of an environment in one line. */
class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/**
 * Checks an environment. Node ignores types, so nothing else would find a misspelt setting.
 *
 * @throws EnvironmentError
 */
export function checkEnvironment(environment: Environment): void {
  const { issues } = v.safeParse(ENVIRONMENT, environment);
  if (issues === undefined) return;
  const faults = issues.map((issue) => `${v.getDotPath(issue) ?? ''} ${issue.message}`.trim());
  throw new EnvironmentError(`wrong settings of environment ${environment.name}: ${faults.join('; ')}`);
}

/** Runs `work`. Wrong settings are printed without a stack trace, and end the process. */
export function exitingOnWrongSettings(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    console.error(`error: ${error.message}`);
    process.exit(1);
  }
}
