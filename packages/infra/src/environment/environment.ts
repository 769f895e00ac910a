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
  v.check((list) => new Set(list).size === list.length, 'has a zone twice'),
);

const SETTINGS = v.strictObject(
  {
    /** Begins the names of the queues. */
    name: oneOf('prod', 'dev', 'loc'),
    /** The bucket of BIOSPEX with `export/` and `batch/`. It exists, and the stack does not own it. */
    bucket: text(/^(?!.*\.\.)[a-z\d][a-z\d.-]{1,61}[a-z\d]$/, 'the name of a bucket'),
    /** The KMS key of the bucket's objects. @default S3's own key */
    bucketKeyArn: v.optional(
      text(new RegExp(`^arn:aws:kms:${REGION}:\\d{12}:key/[\\w-]+$`), `the ARN of a KMS key in ${REGION}`),
    ),
    /** BIOSPEX pauses the function of production by its name, `BiospexBatchCreator`. */
    functionName: text(/^[\w-]{1,57}$/, 'a name of up to 57 letters, digits, - and _'),
    /**
     * `create` makes the queues `{name}-batch-trigger` and `{name}-batch-update`, and manages them. `import` uses those that exist
     * and leaves them as they are; scripts/ops/queue-attributes.sh compares them with what the function needs.
     */
    queues: oneOf('create', 'import'),
    /** What becomes of dead letters and logs when the stack is deleted. The two queues of BIOSPEX always stay. */
    removal: oneOf('retain', 'destroy'),
    /** Memory of the function; 1769 MiB are worth one processor. */
    memoryMiB: wholeNumber(512, 10_240),
    /** Seconds that one invocation may take. */
    timeoutSeconds: wholeNumber(60, 900),
    /** Bytes up to which a TAR.GZ export is unpacked in /tmp. Lambda's /tmp has 10 GiB at most, and one stays free. */
    maxTmpBytes: wholeNumber(0, 9 * 1024 ** 3),
    /** Exports that are split at the same time. An event source takes no less than 2. */
    concurrency: wholeNumber(2, 1000),
    /** Deliveries of a message before the teller answers it. */
    maxReceiveCount: wholeNumber(1, 1000),
    /**
     * A file system for what does not fit into /tmp, and the network that it needs. Without it, exports have to be ZIPs, or TAR.GZs
     * of up to `maxTmpBytes`.
     */
    efs: v.boolean('is neither true nor false'),
    /** Zones of the network, one to three; not used without `efs`. */
    availabilityZones: zones,
    /** Who gets alarms by mail, once the address has confirmed it. @default alarms only show on the dashboard */
    alarmEmail: v.optional(text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'an address')),
    /** Where docs/runbook.md can be read, for the links in alarms. @default its path in the repository */
    runbookUrl: v.optional(text(/^https:\/\/\S+[^#\s]$/, 'an address that begins with https://')),
    /** Days after which batches are deleted, by the bucket's lifecycle rule (scripts/ops/bucket-lifecycle.sh). */
    batchExpiryDays: wholeNumber(1, 3650),
    /** Days for which logs are kept: those that CloudWatch Logs takes (PutRetentionPolicy), up to a year. */
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

/** Environment is what differs between the stacks. What else is needed is derived from it. */
export type Environment = Readonly<v.InferOutput<typeof SETTINGS>>;
export type EnvironmentName = Environment['name'];

/** EnvironmentError lists everything that is wrong with an environment, in one line. */
class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/**
 * Checks an environment. Node ignores types, so nothing else notices a misspelt setting before the stack runs.
 *
 * @throws EnvironmentError
 */
export function checkEnvironment(environment: Environment): void {
  const { issues } = v.safeParse(ENVIRONMENT, environment);
  if (issues === undefined) return;
  const faults = issues.map((issue) => `${v.getDotPath(issue) ?? ''} ${issue.message}`.trim());
  throw new EnvironmentError(`environment ${environment.name} is wrong: ${faults.join('; ')}`);
}

/** Runs `work`. A wrong setting is one sentence without a stack trace, and ends the process. */
export function exitingOnWrongSettings(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    console.error(`error: ${error.message}`);
    process.exit(1);
  }
}
