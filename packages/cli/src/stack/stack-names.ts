/** The names of an environment, as BIOSPEX and the deployed stacks use them. */
export interface StackNames {
  readonly bucket: string;
  readonly triggerQueue: string;
  readonly updateQueue: string;
}

/** The environment of a developer's machine. */
export const LOCAL: StackNames = {
  bucket: 'biospex-loc',
  triggerQueue: 'loc-batch-trigger',
  updateQueue: 'loc-batch-update',
};

export const REGION = 'us-east-2';
/** Account of the local queues' ARNs and URLs. */
export const ACCOUNT = '000000000000';

export function deadLetterQueueOf(queue: string): string {
  return `${queue}-dlq`;
}

export function arnOf(queue: string): string {
  return `arn:aws:sqs:${REGION}:${ACCOUNT}:${queue}`;
}
