import { RemovalPolicy } from 'aws-cdk-lib';
import type { Environment } from './environment/environment.ts';

/** For dead letters and logs. A failed first deployment always deletes them: their names would block the next one. */
export function removalPolicy({ removal }: Environment): RemovalPolicy {
  return removal === 'retain' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}
