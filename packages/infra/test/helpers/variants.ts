import type { Environment, EnvironmentName } from '../../src/environment/environment.ts';
import { ENVIRONMENTS } from '../../src/environment/environments.ts';

function changed(name: EnvironmentName, changes: Partial<Environment>): Environment {
  return { ...ENVIRONMENTS[name], ...changes };
}

/** Environments that differ from those of the repository. */
export const VARIANTS = {
  'other numbers': changed('loc', { timeoutSeconds: 600, maxReceiveCount: 7, concurrency: 3 }),
  'imported queues': changed('prod', { queues: 'import' }),
  'imported queues of dev': changed('dev', { queues: 'import' }),
  'production without a file system': changed('prod', { efs: false }),
  'a second zone': changed('prod', { availabilityZones: ['us-east-2a', 'us-east-2b'] }),
  'more memory': changed('prod', { memoryMiB: 4096 }),
  'all settings': changed('prod', {
    alarmEmail: 'batches@example.org',
    runbookUrl: 'https://example.org/docs/runbook.md',
    bucketKeyArn: 'arn:aws:kms:us-east-2:000000000000:key/0b3e7bc6-0000-4000-8000-000000000000',
  }),
} satisfies Readonly<Record<string, Environment>>;

/** Production with another build of the functions. */
export const OTHER_CODE = 'other code';

/** Stacks with an added resource that must fail the checks. */
export type CarelessName = 'a bucket that is open' | 'a timeout that SQS refuses';

export type VariantName = EnvironmentName | keyof typeof VARIANTS | typeof OTHER_CODE;
