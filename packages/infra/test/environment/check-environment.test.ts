import { describe, expect, test } from '@jest/globals';
import { checkEnvironment } from '../../src/environment/check-environment.ts';
import type { Environment } from '../../src/environment/environment.ts';
import { ENVIRONMENTS } from '../../src/environment/environments.ts';

/** What is written into environments.ts is not always of the type that it should be: Node does not look. */
type Changes = Readonly<Partial<Record<keyof Environment, unknown>>> & { readonly alarmMail?: string };

const check = (changes: Changes): void =>
  checkEnvironment({ ...ENVIRONMENTS.prod, ...changes } as Environment);

test.each(Object.values(ENVIRONMENTS))('the environment $name is right', (environment) => {
  expect(() => checkEnvironment(environment)).not.toThrow();
});

describe('an environment is refused', () => {
  test.each<[string, Changes, RegExp]>([
    ['a setting that there is not', { alarmMail: 'a@example.org' }, /: alarmMail is no setting$/],
    ['a setting that is missing', { bucket: undefined }, /: bucket is missing$/],
    ['another name', { name: 'test' }, /name "test" is none of "prod", "dev", "loc"/],
    ['queues that are misspelt', { queues: 'imports' }, /queues "imports" is none of "create", "import"/],
    [
      'a removal that is misspelt',
      { removal: 'retained' },
      /removal "retained" is none of "retain", "destroy"/,
    ],
    ['a yes that is a text', { efs: 'false' }, /efs "false" is none of true, false/],
    ['a number that is a text', { memoryMiB: '2048' }, /memoryMiB "2048" is not a whole number/],
    ['zones that are no list', { availabilityZones: 'us-east-2a' }, /: availabilityZones is no list$/],
    [
      'a key of another region',
      { bucketKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/0b3e7bc6' },
      /bucketKeyArn "arn:aws:kms:eu-west-1/,
    ],
    ['so little time that near-timeout may never ring', { timeoutSeconds: 179 }, /timeoutSeconds 179/],
    ['a bucket that is none', { bucket: 'Not_A_Bucket' }, /bucket "Not_A_Bucket"/],
    ['a bucket with two dots in a row', { bucket: 'biospex..app' }, /bucket "biospex\.\.app"/],
    ['a function name that Lambda refuses', { functionName: 'a b' }, /functionName "a b"/],
    ['an address that is none', { alarmEmail: 'nobody' }, /alarmEmail "nobody"/],
    ['a key that is no ARN', { bucketKeyArn: 'alias/aws/s3' }, /bucketKeyArn/],
    ['too little memory', { memoryMiB: 127 }, /memoryMiB 127 is not a whole number from 128 to 10240/],
    ['too much memory', { memoryMiB: 10_241 }, /memoryMiB 10241/],
    ['more time than Lambda gives', { timeoutSeconds: 901 }, /timeoutSeconds 901/],
    ['more room in /tmp than Lambda has', { maxTmpBytes: 10 * 1024 ** 3 }, /ephemeral storage in MiB/],
    ['no reserved concurrency', { reservedConcurrency: 0 }, /reservedConcurrency 0/],
    ['less than an event source takes', { maxConcurrency: 1 }, /maxConcurrency 1 is not/],
    [
      'more polled than may run',
      { reservedConcurrency: 2, maxConcurrency: 3 },
      /reservedConcurrency 2 is less than maxConcurrency 3/,
    ],
    ['throttling with few receives', { maxReceiveCount: 4 }, /maxReceiveCount 4 is less than 5/],
    ['a network without a zone', { availabilityZones: [] }, /number of availabilityZones 0/],
    ['a zone of another region', { availabilityZones: ['eu-west-1a'] }, /availability zone "eu-west-1a"/],
    ['a zone twice', { availabilityZones: ['us-east-2a', 'us-east-2a'] }, /availabilityZones has one twice/],
    ['a retention that CloudWatch refuses', { logRetentionDays: 31 }, /logRetentionDays 31 is none of/],
    ['batches that expire at once', { batchExpiryDays: 0 }, /batchExpiryDays 0/],
  ])('for %s', (_, changes, message) => {
    expect(() => check(changes)).toThrow(message);
  });

  test('with all that is wrong in one line', () => {
    expect(() => check({ memoryMiB: 1, timeoutSeconds: 1 })).toThrow(
      'environment prod is wrong: memoryMiB 1 is not a whole number from 128 to 10240; ' +
        'timeoutSeconds 1 is not a whole number from 180 to 900',
    );
  });
});

describe('an environment is accepted', () => {
  test.each<[string, Partial<Environment>]>([
    ['the least memory', { memoryMiB: 128 }],
    ['the least time', { timeoutSeconds: 180 }],
    ['the most memory', { memoryMiB: 10_240 }],
    ['all of /tmp', { maxTmpBytes: 9 * 1024 ** 3 }],
    ['nothing throttled, and few receives', { reservedConcurrency: 2, maxReceiveCount: 1 }],
    ['one at a time, as BIOSPEX has it', { reservedConcurrency: 1, maxConcurrency: 2, maxReceiveCount: 5 }],
    ['many at the same time', { reservedConcurrency: 10, maxConcurrency: 10 }],
    ['no zone without a network', { efs: false, availabilityZones: [] }],
    ['an address', { alarmEmail: 'batches@example.org' }],
  ])('with %s', (_, changes) => {
    expect(() => check(changes)).not.toThrow();
  });
});
