/** The names of the environment on a developer's machine, as BIOSPEX and the deployed stacks use them. */
export const LOCAL = {
  bucket: 'biospex-loc',
  triggerQueue: 'loc-batch-trigger',
  updateQueue: 'loc-batch-update',
} as const;

export const REGION = 'us-east-2';
/** Account of the local queues' ARNs and URLs. */
export const ACCOUNT = '000000000000';

export function deadLetterQueueOf(queue: string): string {
  return `${queue}-dlq`;
}

export function arnOf(queue: string): string {
  return `arn:aws:sqs:${REGION}:${ACCOUNT}:${queue}`;
}
