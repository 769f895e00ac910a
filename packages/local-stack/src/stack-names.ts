/** Names of the local environment, as BIOSPEX and the deployed stacks use them. */
export const LOCAL = {
  bucket: 'biospex-loc',
  triggerQueue: 'loc-batch-trigger',
  exhaustedQueue: 'loc-batch-trigger-exhausted',
  deadLetterQueue: 'loc-batch-trigger-dlq',
  updateQueue: 'loc-batch-update',
  updateDeadLetterQueue: 'loc-batch-update-dlq',
} as const;

export const REGION = 'us-east-2';
/** Account in the ARNs and URLs of local queues. */
export const ACCOUNT = '000000000000';

export function arnOf(queue: string): string {
  return `arn:aws:sqs:${REGION}:${ACCOUNT}:${queue}`;
}
