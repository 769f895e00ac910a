import { describe, expect, test } from '@jest/globals';
import { ConfigurationError, readConfiguration } from '../src/configuration.ts';

const defaults = {
  batchSize: 2000,
  missingImages: 'fail',
  allowedBuckets: ['biospex-app', 'biospex-dev', 'biospex-loc'],
  retryDelaySeconds: 30,
  efsPath: '/efs/batch',
  maxTmpBytes: 7_516_192_768,
  logLevel: 'info',
  metricsNamespace: 'BiospexBatchCreator',
  sqsEndpoint: undefined,
  deadLetterQueueUrl: undefined,
};

describe('readConfiguration', () => {
  test('has a default for every variable, and ignores unknown ones', () => {
    expect(readConfiguration({ PATH: '/bin', AWS_REGION: 'us-east-2' })).toEqual(defaults);
  });

  test('treats an empty variable as missing', () => {
    const names = ['BATCH_SIZE', 'ALLOWED_BUCKETS', 'EFS_PATH', 'LOG_LEVEL', 'AWS_ENDPOINT_URL'];
    expect(readConfiguration(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(defaults);
  });

  test('reads every variable', () => {
    expect(
      readConfiguration({
        BATCH_SIZE: '500',
        MISSING_IMAGES: 'skip',
        ALLOWED_BUCKETS: 'one-bucket, another.bucket',
        RETRY_DELAY_SECONDS: '0',
        EFS_PATH: '/mnt/efs/batch',
        MAX_TMP_SIZE: '1',
        LOG_LEVEL: 'debug',
        METRICS_NAMESPACE: 'Biospex/Batch',
        AWS_ENDPOINT_URL: 'http://localhost:1',
        DEAD_LETTER_QUEUE_URL: 'http://localhost:1/0/dlq',
      }),
    ).toEqual({
      batchSize: 500,
      missingImages: 'skip',
      allowedBuckets: ['one-bucket', 'another.bucket'],
      retryDelaySeconds: 0,
      efsPath: '/mnt/efs/batch',
      maxTmpBytes: 1,
      logLevel: 'debug',
      metricsNamespace: 'Biospex/Batch',
      sqsEndpoint: 'http://localhost:1',
      deadLetterQueueUrl: 'http://localhost:1/0/dlq',
    });
  });

  test('prefers AWS_ENDPOINT_URL_SQS to AWS_ENDPOINT_URL', () => {
    const both = { AWS_ENDPOINT_URL: 'http://localhost:1', AWS_ENDPOINT_URL_SQS: 'http://localhost:2' };
    expect(readConfiguration(both).sqsEndpoint).toBe('http://localhost:2');
  });

  test.each([
    ['BATCH_SIZE', '0', 'BATCH_SIZE is less than 1 (0)'],
    ['BATCH_SIZE', '1000001', 'BATCH_SIZE is more than 1000000 (1000001)'],
    ['BATCH_SIZE', '1e3', 'BATCH_SIZE is not a whole number ("1e3")'],
    ['BATCH_SIZE', '-1', 'BATCH_SIZE is not a whole number ("-1")'],
    ['MISSING_IMAGES', 'ignore', 'MISSING_IMAGES is not fail or skip ("ignore")'],
    ['ALLOWED_BUCKETS', 'good-bucket,Bad_Bucket', 'ALLOWED_BUCKETS.1 is not a bucket name ("Bad_Bucket")'],
    ['ALLOWED_BUCKETS', 'good-bucket,', 'ALLOWED_BUCKETS.1 is not a bucket name ("")'],
    ['RETRY_DELAY_SECONDS', '43201', 'RETRY_DELAY_SECONDS is more than 43200 (43201)'],
    ['EFS_PATH', 'efs', 'EFS_PATH is not an absolute path ("efs")'],
    [
      'MAX_TMP_SIZE',
      '99999999999999999999',
      'MAX_TMP_SIZE is more than 9007199254740991 (100000000000000000000)',
    ],
    ['LOG_LEVEL', 'INFO', 'LOG_LEVEL is not one of trace, debug, info, warn, error, fatal, silent ("INFO")'],
    ['METRICS_NAMESPACE', 'a b', 'METRICS_NAMESPACE is not a CloudWatch namespace ("a b")'],
  ])('refuses %s=%s', (name, value, fault) => {
    expect(() => readConfiguration({ [name]: value })).toThrow(
      new ConfigurationError(`invalid environment variables: ${fault}`),
    );
  });

  test('lists every fault in one line', () => {
    const wrong = { BATCH_SIZE: 'a\nb', MISSING_IMAGES: 'x', EFS_PATH: 'efs' };
    expect(() => readConfiguration(wrong)).toThrow(
      new ConfigurationError(
        'invalid environment variables: BATCH_SIZE is not a whole number ("a\\nb"); ' +
          'MISSING_IMAGES is not fail or skip ("x"); EFS_PATH is not an absolute path ("efs")',
      ),
    );
  });
});
