import { RemovalPolicy } from 'aws-cdk-lib';
import type { Environment } from './environment.ts';

/** What becomes of queues and logs when the stack is deleted. */
export function removalPolicy({ removal }: Environment): RemovalPolicy {
  return removal === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
}
