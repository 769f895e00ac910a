import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption, RedrivePermission, type IQueue, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Environment } from '../environment/environment.ts';
import { queueNames, visibilityTimeoutSeconds } from '../environment/names.ts';
import { removalPolicy } from '../removal-policy.ts';

/** Six times the teller's timeout, as AWS advises. */
export const EXHAUSTED_HIDDEN_SECONDS = 360;
/** Deliveries of a result to BIOSPEX, and of an exhausted trigger to the teller. */
const MAX_RECEIVES = 10;
/** SQS keeps a message's age when it moves it, so dead letters need a longer retention than their source. */
const RETENTION = { source: Duration.days(7), deadLetters: Duration.days(14), smoke: Duration.hours(1) };

/**
 * BatchQueues are the queues between BIOSPEX and the function, encrypted and for TLS only. SQS moves a trigger that used up its
 * deliveries to `exhausted`. The teller answers it, and sends it to the dead-letter queue.
 */
export class BatchQueues extends Construct {
  readonly exhausted: Queue;
  readonly triggerDeadLetters: Queue;
  readonly updateDeadLetters: Queue;
  /** Results of smoke tests, which are about exports unknown to BIOSPEX. */
  readonly smoke: Queue;
  /** Requests from BIOSPEX. */
  readonly trigger: IQueue;
  /** Results for BIOSPEX. */
  readonly update: IQueue;
  readonly #environment: Environment;

  constructor(scope: Construct, id: string, environment: Environment) {
    super(scope, id);
    this.#environment = environment;
    const names = queueNames(environment.name);
    this.triggerDeadLetters = this.#deadLetters(
      'TriggerDeadLetters',
      names.triggerDeadLetters,
      names.exhausted,
    );
    this.exhausted = this.#deadLetters('Exhausted', names.exhausted, names.trigger, {
      visibilityTimeout: Duration.seconds(EXHAUSTED_HIDDEN_SECONDS),
      // AWS does not say whether a message that it moves keeps its count of deliveries.
      deadLetterQueue: {
        queue: this.triggerDeadLetters,
        maxReceiveCount: environment.maxReceiveCount + MAX_RECEIVES,
      },
    });
    this.updateDeadLetters = this.#deadLetters('UpdateDeadLetters', names.updateDeadLetters, names.update);
    this.trigger = this.#ofBiospex('Trigger', names.trigger, {
      visibilityTimeout: Duration.seconds(visibilityTimeoutSeconds(environment)),
      deadLetterQueue: { queue: this.exhausted, maxReceiveCount: environment.maxReceiveCount },
    });
    this.update = this.#ofBiospex('Update', names.update, {
      deadLetterQueue: { queue: this.updateDeadLetters, maxReceiveCount: MAX_RECEIVES },
    });
    this.smoke = this.#queue('Smoke', { queueName: names.smoke, retentionPeriod: RETENTION.smoke });
    Validations.of(this.smoke).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'Nobody needs the result of a smoke test that gave up.',
    });
  }

  /** From the name, so that it is the same for created and imported queues. */
  arnOf(queueName: string): string {
    return Stack.of(this).formatArn({ service: 'sqs', resource: queueName });
  }

  #ofBiospex(id: string, queueName: string, props: QueueProps): IQueue {
    if (this.#environment.queues === 'import')
      return Queue.fromQueueArn(this, `${id}Imported`, this.arnOf(queueName));
    // Always retained: a change to `import` takes them out of the stack, with their messages.
    const removal = { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE };
    return this.#queue(id, { queueName, retentionPeriod: RETENTION.source, ...removal, ...props });
  }

  #deadLetters(id: string, queueName: string, sourceName: string, props: QueueProps = {}): Queue {
    // By ARN: the source queue is made later, with a reference to this one.
    const source = Queue.fromQueueArn(this, `${id}Source`, this.arnOf(sourceName));
    const queue = this.#queue(id, {
      queueName,
      retentionPeriod: RETENTION.deadLetters,
      redriveAllowPolicy: { redrivePermission: RedrivePermission.BY_QUEUE, sourceQueues: [source] },
      removalPolicy: removalPolicy(this.#environment),
      ...props,
    });
    if (this.#environment.queues === 'import' && props.deadLetterQueue === undefined)
      Validations.of(queue).acknowledge({
        id: 'AwsSolutions-SQS3',
        reason: 'This is the dead-letter queue of a queue that this stack does not manage.',
      });
    return queue;
  }

  #queue(id: string, props: QueueProps): Queue {
    return new Queue(this, id, { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, ...props });
  }
}
