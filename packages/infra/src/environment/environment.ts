/** The environments of BIOSPEX. Their names begin the names of their queues. */
export type EnvironmentName = 'prod' | 'dev' | 'loc';

/** Environment is what differs between the stacks. What else is needed is derived from it. */
export interface Environment {
  readonly name: EnvironmentName;
  /** The bucket of BIOSPEX with `export/` and `batch/`. It exists, and the stack does not own it. */
  readonly bucket: string;
  /** ARN of the key that the bucket's objects are encrypted with, where it is not S3's own. @default S3's own */
  readonly bucketKeyArn?: string;
  /** BIOSPEX pauses the function of production by its name, `BiospexBatchCreator`. */
  readonly functionName: string;
  /**
   * `create` makes the queues `{name}-batch-trigger` and `{name}-batch-update`, and manages them. `import` uses those that
   * exist and leaves them as they are; scripts/ops/queue-attributes.sh compares them with what the function needs.
   */
  readonly queues: 'create' | 'import';
  /** What becomes of the queues when the stack is deleted. */
  readonly removal: 'retain' | 'destroy';
  /** Memory of the function in MiB, 128 to 10,240; 1769 are worth one processor. */
  readonly memoryMiB: number;
  /** Seconds that one invocation may take, 180 to 900. The visibility timeout is six times as long. */
  readonly timeoutSeconds: number;
  /** Bytes up to which a TAR.GZ export is unpacked in /tmp, which is made that large. */
  readonly maxTmpBytes: number;
  /** Invocations at the same time, at most. BIOSPEX puts it back to 1 after a pause. */
  readonly reservedConcurrency: number;
  /** Messages that are given to the function at the same time, 2 to 1000: the event source takes no less. */
  readonly maxConcurrency: number;
  /** Deliveries of a message before it goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
  /**
   * A file system for what does not fit into /tmp, and the network that it needs. Without it, exports have to be ZIPs, or TAR.GZs
   * of up to `maxTmpBytes`.
   */
  readonly efs: boolean;
  /** Zones of the network, one to three of the region's; not used without `efs`. */
  readonly availabilityZones: readonly string[];
  /** Whom alarms are mailed to, once the address has confirmed it. @default alarms only show on the dashboard */
  readonly alarmEmail?: string;
  /** Days after which batches are deleted, by the bucket's lifecycle rule (scripts/ops/bucket-lifecycle.sh). */
  readonly batchExpiryDays: number;
  /** Days for which logs are kept: one of the numbers that CloudWatch takes. */
  readonly logRetentionDays: number;
}

/** The region of BIOSPEX. */
export const REGION = 'us-east-2';

/** The names of an environment's queues, as BIOSPEX has them. */
export function queueNames(environment: EnvironmentName): {
  readonly trigger: string;
  readonly update: string;
  /** Takes the results of smoke tests, which BIOSPEX must not see. */
  readonly smoke: string;
} {
  return {
    trigger: `${environment}-batch-trigger`,
    update: `${environment}-batch-update`,
    smoke: `${environment}-batch-smoke`,
  };
}

export function deadLetterQueueOf(queue: string): string {
  return `${queue}-dlq`;
}

/** Not /aws/lambda/…, which an earlier function of the same name has left behind. */
export function logGroupName(environment: EnvironmentName): string {
  return `/biospex/batch-creator/${environment}`;
}

export function stackName(environment: EnvironmentName): string {
  return `BatchCreator-${environment}`;
}

/** Each environment has metrics of its own: within one namespace they would be added up. */
export function metricsNamespace(environment: EnvironmentName): string {
  return `BiospexBatchCreator/${environment}`;
}

/** AWS advises six times the function's timeout: a message that is throttled may wait that long for its turn. */
export function visibilityTimeoutSeconds({ timeoutSeconds }: Environment): number {
  return 6 * timeoutSeconds;
}
