import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption, RedrivePermission, type IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import {
  deadLetterQueueOf,
  queueNames,
  visibilityTimeoutSeconds,
  type Environment,
} from '../environment/environment.ts';
import { removalPolicy } from '../environment/removal-policy.ts';

/** So often BIOSPEX may throw a result back: it does so with every failure. */
const MAX_RECEIVES_OF_A_RESULT = 10;
/** A message keeps its age when it moves: a dead-letter queue has to keep it for longer than its source. */
const RETENTION = { source: Duration.days(7), deadLetters: Duration.days(14), smoke: Duration.hours(1) };

interface QueueWithDeadLetters {
  readonly queue: IQueue;
  readonly deadLetters: Queue;
}

/** BatchQueues are the queues between BIOSPEX and the function: all encrypted, all by TLS only. */
export class BatchQueues extends Construct {
  /** BIOSPEX asks for batches here. */
  readonly trigger: IQueue;
  readonly triggerDeadLetters: Queue;
  /** The results for BIOSPEX. */
  readonly update: IQueue;
  readonly updateDeadLetters: Queue;
  /** The results of smoke tests: BIOSPEX would take them for those of exports it has never heard of. */
  readonly smoke: Queue;
  readonly #environment: Environment;

  constructor(scope: Construct, id: string, environment: Environment) {
    super(scope, id);
    this.#environment = environment;
    const names = queueNames(environment.name);
    const trigger = this.#withDeadLetters('Trigger', names.trigger, environment.maxReceiveCount);
    const update = this.#withDeadLetters('Update', names.update, MAX_RECEIVES_OF_A_RESULT);
    this.trigger = trigger.queue;
    this.triggerDeadLetters = trigger.deadLetters;
    this.update = update.queue;
    this.updateDeadLetters = update.deadLetters;
    this.smoke = new Queue(this, 'Smoke', {
      queueName: names.smoke,
      retentionPeriod: RETENTION.smoke,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    Validations.of(this.smoke).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'A result that no smoke test takes is worth nothing to anybody.',
    });
  }

  #withDeadLetters(id: string, queueName: string, maxReceiveCount: number): QueueWithDeadLetters {
    const { queues } = this.#environment;
    const arn = Stack.of(this).formatArn({ service: 'sqs', resource: queueName });
    const deadLetters = new Queue(this, `${id}DeadLetters`, {
      queueName: deadLetterQueueOf(queueName),
      retentionPeriod: RETENTION.deadLetters,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // By ARN: the queue itself would need its dead-letter queue to be there first.
      redriveAllowPolicy: {
        redrivePermission: RedrivePermission.BY_QUEUE,
        sourceQueues: [Queue.fromQueueArn(this, `${id}Source`, arn)],
      },
      removalPolicy: removalPolicy(this.#environment),
    });
    if (queues === 'import') return { queue: this.#imported(id, arn, deadLetters), deadLetters };
    const queue = new Queue(this, id, {
      queueName,
      visibilityTimeout:
        id === 'Trigger' ? Duration.seconds(visibilityTimeoutSeconds(this.#environment)) : undefined,
      retentionPeriod: RETENTION.source,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      deadLetterQueue: { queue: deadLetters, maxReceiveCount },
      removalPolicy: removalPolicy(this.#environment),
    });
    return { queue, deadLetters };
  }

  #imported(id: string, arn: string, deadLetters: Queue): IQueue {
    Validations.of(deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is a dead-letter queue: of a queue that this stack does not manage.',
    });
    return Queue.fromQueueArn(this, `${id}Imported`, arn);
  }
}
