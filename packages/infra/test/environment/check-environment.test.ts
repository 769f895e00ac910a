import { expect, test } from '@jest/globals';
import { checkEnvironment, type Environment } from '../../src/environment/environment.ts';
import { ENVIRONMENTS } from '../../src/environment/environments.ts';

/** Node does not check types, so environments.ts may hold any. */
type Changes = Readonly<Record<string, unknown>>;

const check = (changes: Changes): void => checkEnvironment({ ...ENVIRONMENTS.prod, ...changes });

test.each<Changes>([
  {},
  ENVIRONMENTS.dev,
  ENVIRONMENTS.loc,
  { memoryMiB: 512, timeoutSeconds: 60, maxTmpBytes: 0, concurrency: 2, maxReceiveCount: 1 },
  { memoryMiB: 10_240, timeoutSeconds: 900, maxTmpBytes: 8000 * 1024 ** 2, concurrency: 1000 },
  { efs: false, availabilityZones: [] },
  { availabilityZones: ['us-east-2a', 'us-east-2b', 'us-east-2c'] },
])('accepts prod with %j', (changes) => {
  expect(() => check(changes)).not.toThrow();
});

test.each<[Changes, string]>([
  [{ alarmMail: 'a@example.org' }, 'alarmMail is not a setting'],
  [{ bucket: undefined }, 'bucket is not the name of a bucket'],
  [{ bucket: 'biospex..app' }, 'bucket is not the name of a bucket'],
  [{ bucketKeyArn: 'alias/aws/s3' }, 'bucketKeyArn is not the ARN of a KMS key in us-east-2'],
  [{ functionName: 'a b' }, 'functionName is not a name of up to 57 letters, digits, - and _'],
  [{ queues: 'imports' }, 'queues is not one of create, import'],
  [{ memoryMiB: '2048' }, 'memoryMiB is not a whole number from 512 to 10240'],
  [{ memoryMiB: 511 }, 'memoryMiB is not a whole number from 512 to 10240'],
  [{ timeoutSeconds: 901 }, 'timeoutSeconds is not a whole number from 60 to 900'],
  [{ maxTmpBytes: 8000 * 1024 ** 2 + 1 }, 'maxTmpBytes is not a whole number from 0 to 8388608000'],
  [{ concurrency: 1 }, 'concurrency is not a whole number from 2 to 1000'],
  [{ efs: 'false' }, 'efs is not true or false'],
  [{ availabilityZones: 'us-east-2a' }, 'availabilityZones is not a list'],
  [{ availabilityZones: [] }, 'efs needs one to three availabilityZones'],
  [{ availabilityZones: ['eu-west-1a'] }, 'availabilityZones.0 is not a zone of us-east-2'],
  [{ availabilityZones: ['us-east-2a', 'us-east-2a'] }, 'availabilityZones names a zone twice'],
  [{ alarmEmail: 'nobody' }, 'alarmEmail is not a mail address'],
  [{ runbookUrl: 'docs/runbook.md' }, 'runbookUrl is not an https:// URL'],
  [{ logRetentionDays: 31 }, 'logRetentionDays is not one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365'],
  [
    { memoryMiB: 1, timeoutSeconds: 1 },
    'memoryMiB is not a whole number from 512 to 10240; timeoutSeconds is not a whole number from 60 to 900',
  ],
])('refuses prod with %j', (changes, faults) => {
  expect(() => check(changes)).toThrow(new Error(`wrong settings of environment prod: ${faults}`));
});

test('names a missing setting', () => {
  const { bucket: _, ...rest } = ENVIRONMENTS.prod;

  expect(() => checkEnvironment(rest as Environment)).toThrow(
    'wrong settings of environment prod: bucket is missing',
  );
});
