import { describe, expect, test } from '@jest/globals';
import { ConfigurationError, readConfiguration } from '../src/configuration.ts';

const defaults = {
  batchSize: 2000,
  missingImages: 'fail',
  allowedBuckets: ['biospex-app', 'biospex-dev', 'biospex-loc'],
  maxReceiveCount: 5,
  retryDelaySeconds: 30,
  stopReserveMs: 20_000,
  efsPath: '/efs/batch',
  maxTmpBytes: 7_516_192_768,
  logLevel: 'info',
  metricsNamespace: 'BiospexBatchCreator',
  sqsEndpoint: undefined,
};

describe('readConfiguration', () => {
  test('has a default for everything, and ignores what others put into the environment', () => {
    expect(readConfiguration({ PATH: '/bin', AWS_REGION: 'us-east-2' })).toEqual(defaults);
  });

  test('takes an empty variable for an absent one', () => {
    const names = ['BATCH_SIZE', 'ALLOWED_BUCKETS', 'EFS_PATH', 'LOG_LEVEL', 'AWS_ENDPOINT_URL'];
    expect(readConfiguration(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(defaults);
  });

  test('reads every variable', () => {
    expect(
      readConfiguration({
        BATCH_SIZE: '500',
        MISSING_IMAGES: 'skip',
        ALLOWED_BUCKETS: 'one-bucket, another.bucket',
        MAX_RECEIVE_COUNT: '3',
        RETRY_DELAY_SECONDS: '0',
        STOP_RESERVE_MS: '1000',
        EFS_PATH: '/mnt/efs/batch',
        MAX_TMP_SIZE: '1',
        LOG_LEVEL: 'debug',
        METRICS_NAMESPACE: 'Biospex/Batch',
        AWS_ENDPOINT_URL: 'http://localhost:1',
      }),
    ).toEqual({
      batchSize: 500,
      missingImages: 'skip',
      allowedBuckets: ['one-bucket', 'another.bucket'],
      maxReceiveCount: 3,
      retryDelaySeconds: 0,
      stopReserveMs: 1000,
      efsPath: '/mnt/efs/batch',
      maxTmpBytes: 1,
      logLevel: 'debug',
      metricsNamespace: 'Biospex/Batch',
      sqsEndpoint: 'http://localhost:1',
    });
  });

  test('prefers the endpoint of SQS to that of all services', () => {
    const both = { AWS_ENDPOINT_URL: 'http://localhost:1', AWS_ENDPOINT_URL_SQS: 'http://localhost:2' };
    expect(readConfiguration(both).sqsEndpoint).toBe('http://localhost:2');
  });

  test.each([
    ['BATCH_SIZE', '0', 'BATCH_SIZE is less than 1 (0)'],
    ['BATCH_SIZE', '1000001', 'BATCH_SIZE is more than 1000000 (1000001)'],
    ['BATCH_SIZE', '1e3', 'BATCH_SIZE is not a whole number ("1e3")'],
    ['BATCH_SIZE', '-1', 'BATCH_SIZE is not a whole number ("-1")'],
    ['MISSING_IMAGES', 'ignore', 'MISSING_IMAGES is neither fail nor skip ("ignore")'],
    ['ALLOWED_BUCKETS', 'good-bucket,Bad_Bucket', 'ALLOWED_BUCKETS.1 is not a bucket name ("Bad_Bucket")'],
    ['ALLOWED_BUCKETS', 'good-bucket,', 'ALLOWED_BUCKETS.1 is not a bucket name ("")'],
    ['MAX_RECEIVE_COUNT', '0', 'MAX_RECEIVE_COUNT is less than 1 (0)'],
    ['RETRY_DELAY_SECONDS', '43201', 'RETRY_DELAY_SECONDS is more than 43200 (43201)'],
    ['STOP_RESERVE_MS', '20s', 'STOP_RESERVE_MS is not a whole number ("20s")'],
    ['EFS_PATH', 'efs', 'EFS_PATH is not an absolute path ("efs")'],
    [
      'MAX_TMP_SIZE',
      '99999999999999999999',
      'MAX_TMP_SIZE is more than 9007199254740991 (100000000000000000000)',
    ],
    ['LOG_LEVEL', 'INFO', 'LOG_LEVEL is none of trace, debug, info, warn, error, fatal, silent ("INFO")'],
    ['METRICS_NAMESPACE', 'a b', 'METRICS_NAMESPACE is not a CloudWatch namespace ("a b")'],
  ])('refuses %s=%s', (name, value, fault) => {
    expect(() => readConfiguration({ [name]: value })).toThrow(
      new ConfigurationError(`the environment is wrong: ${fault}`),
    );
  });

  test('lists every fault in one line', () => {
    const wrong = { BATCH_SIZE: 'a\nb', MISSING_IMAGES: 'x', EFS_PATH: 'efs' };
    expect(() => readConfiguration(wrong)).toThrow(
      new ConfigurationError(
        'the environment is wrong: BATCH_SIZE is not a whole number ("a\\nb"); ' +
          'MISSING_IMAGES is neither fail nor skip ("x"); EFS_PATH is not an absolute path ("efs")',
      ),
    );
  });
});
