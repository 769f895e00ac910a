import { RemovalPolicy } from 'aws-cdk-lib';
import type { Environment } from './environment.ts';

/**
 * What becomes of queues and logs when the stack is deleted. None stays behind a first deployment that fails: the next one would find
 * the names taken.
 */
export function removalPolicy({ removal }: Environment): RemovalPolicy {
  return removal === 'retain' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}
