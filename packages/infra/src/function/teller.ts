import { EventSourceMapping, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { tellerName } from '../environment/names.ts';
import { tellerBucketAccess } from '../permissions/bucket-statements.ts';
import { functionRole } from '../permissions/function-role.ts';
import { eventSourceAccess, tellerQueueAccess } from '../permissions/queue-statements.ts';
import { EXHAUSTED_HIDDEN_SECONDS } from '../queues/batch-queues.ts';
import { lambdaSettings, lambdaVariables, type LambdaProps } from './lambda-settings.ts';

export interface TellerProps extends LambdaProps {
  /** The log of the function, so that all about an export is in one place. */
  readonly logGroup: ILogGroup;
}

/**
 * Teller is the function that reports an exhausted trigger to BIOSPEX as failed, then sends it to the dead-letter queue. It is outside
 * of the network, so that a fault there stops only the other function.
 */
export class Teller extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: TellerProps) {
    super(scope, id);
    const { environment, bucketArn, queues, logGroup } = props;
    const functionName = tellerName(environment);
    this.function = new LambdaFunction(this, 'Function', {
      ...lambdaSettings(props, { logGroup, memoryMiB: 256, timeoutSeconds: EXHAUSTED_HIDDEN_SECONDS / 6 }),
      functionName,
      description: 'Reports exports of BIOSPEX that could not be split',
      handler: 'handler.teller',
      environment: { ...lambdaVariables(props), DEAD_LETTER_QUEUE_URL: queues.triggerDeadLetters.queueUrl },
      role: functionRole(this, 'Role', {
        functionName,
        access: [
          ...tellerBucketAccess(bucketArn),
          ...tellerQueueAccess(queues),
          eventSourceAccess(queues.exhausted),
        ],
        bucketKeyArn: environment.bucketKeyArn,
        logGroup,
      }),
    });
    new EventSourceMapping(this, 'Exhausted', {
      target: this.function,
      eventSourceArn: queues.exhausted.queueArn,
      batchSize: 1,
      reportBatchItemFailures: true,
    });
  }
}
