import type { PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { BatchQueues } from '../queues/batch-queues.ts';

const arnsOf = (queues: readonly IQueue[]): string[] => queues.map(({ queueArn }) => queueArn);

/** What the function's own code does with queues. */
export function queueAccess({ trigger, update, smoke }: BatchQueues): PolicyStatementProps[] {
  return [
    { sid: 'SendResults', actions: ['sqs:SendMessage'], resources: arnsOf([update, smoke]) },
    { sid: 'HideMessages', actions: ['sqs:ChangeMessageVisibility'], resources: arnsOf([trigger]) },
  ];
}

/** What the teller's own code does with queues. */
export function tellerQueueAccess(queues: BatchQueues): PolicyStatementProps[] {
  const resources = arnsOf([queues.update, queues.smoke, queues.triggerDeadLetters]);
  return [{ sid: 'SendFailuresAndDeadLetters', actions: ['sqs:SendMessage'], resources }];
}

/** What an event source does in the name of its function, from outside of any network. */
export function eventSourceAccess(queue: IQueue): PolicyStatementProps {
  return {
    sid: 'TakeMessages',
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    resources: [queue.queueArn],
  };
}
