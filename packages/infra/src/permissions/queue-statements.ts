import { StarPrincipal, PolicyStatement, type PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { BatchQueues } from '../queues/batch-queues.ts';

const arnsOf = (queues: readonly IQueue[]): string[] => queues.map(({ queueArn }) => queueArn);

/** What the function's own code does with queues. What its event source needs is added by the CDK. */
function queueAccess({ trigger, update, smoke }: BatchQueues): PolicyStatementProps[] {
  return [
    { sid: 'SendResults', actions: ['sqs:SendMessage'], resources: arnsOf([update, smoke]) },
    {
      sid: 'ReturnMessagesSoon',
      actions: ['sqs:ChangeMessageVisibility'],
      resources: arnsOf([trigger]),
    },
  ];
}

/** For the function's role. */
export function queueStatements(queues: BatchQueues): PolicyStatement[] {
  return queueAccess(queues).map((props) => new PolicyStatement(props));
}

/** The same for the endpoint of SQS. */
export function queueEndpointStatements(queues: BatchQueues): PolicyStatement[] {
  return queueAccess(queues).map(
    (props) => new PolicyStatement({ ...props, principals: [new StarPrincipal()] }),
  );
}
