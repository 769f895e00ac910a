import type { Environment, EnvironmentName } from '../../src/environment/environment.ts';
import { ENVIRONMENTS } from '../../src/environment/environments.ts';

/** An environment of the repository, with other values. */
function changed(name: EnvironmentName, changes: Partial<Environment>): Environment {
  return { ...ENVIRONMENTS[name], ...changes };
}

/** Environments that differ from those of the repository. */
export const VARIANTS = {
  'other numbers': changed('loc', { timeoutSeconds: 600, maxReceiveCount: 7, reservedConcurrency: 2 }),
  'imported queues': changed('prod', { queues: 'import' }),
  'production without a file system': changed('prod', { efs: false }),
  'mail, and a bucket with its own key': changed('dev', {
    alarmEmail: 'batches@example.org',
    bucketKeyArn: 'arn:aws:kms:us-east-2:123456789012:key/0b3e7bc6-0000-4000-8000-000000000000',
  }),
} satisfies Readonly<Record<string, Environment>>;

/** Stacks that must not pass, for a resource that is added to them. */
export type CarelessName = 'a bucket that is open' | 'a timeout that SQS refuses';

export type VariantName = EnvironmentName | keyof typeof VARIANTS;
