import { RemovalPolicy } from 'aws-cdk-lib';
import type { Environment } from './environment/environment.ts';

/** What becomes of dead letters and logs with the stack. A first deployment that fails leaves none: their names would be taken. */
export function removalPolicy({ removal }: Environment): RemovalPolicy {
  return removal === 'retain' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}
