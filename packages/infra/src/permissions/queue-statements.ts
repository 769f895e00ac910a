import type { PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { BatchQueues } from '../queues/batch-queues.ts';

const arnsOf = (queues: readonly IQueue[]): string[] => queues.map(({ queueArn }) => queueArn);

export function queueAccess({ trigger, update, smoke }: BatchQueues): PolicyStatementProps[] {
  return [
    { sid: 'SendResults', actions: ['sqs:SendMessage'], resources: arnsOf([update, smoke]) },
    { sid: 'HideMessages', actions: ['sqs:ChangeMessageVisibility'], resources: arnsOf([trigger]) },
  ];
}

export function tellerQueueAccess(queues: BatchQueues): PolicyStatementProps[] {
  const resources = arnsOf([queues.update, queues.smoke, queues.triggerDeadLetters]);
  return [{ sid: 'SendFailuresAndDeadLetters', actions: ['sqs:SendMessage'], resources }];
}

/** An event source uses the role of its function, from outside of the network. */
export function eventSourceAccess(queue: IQueue): PolicyStatementProps {
  return {
    sid: 'TakeMessages',
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    resources: [queue.queueArn],
  };
}
