import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createS3Client, createSqsClient } from '../../src/index.ts';

const variables = ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL_SQS', 'AWS_REGION'] as const;

describe('createS3Client', () => {
  let before: (string | undefined)[];

  beforeEach(() => {
    before = variables.map((name) => process.env[name]);
    for (const name of variables) Reflect.deleteProperty(process.env, name);
    process.env['AWS_REGION'] = 'us-east-2';
  });
  afterEach(() => {
    variables.forEach((name, i) => {
      if (before[i] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[i];
    });
  });

  test('addresses buckets by host name at AWS', async () => {
    const { config } = createS3Client();

    expect(config.forcePathStyle).toBe(false);
    expect(await config.region()).toBe('us-east-2');
  });

  test.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3'] as const)(
    'addresses them by path if %s is set',
    (name) => {
      process.env[name] = 'http://localhost:4566';

      expect(createS3Client().config.forcePathStyle).toBe(true);
    },
  );

  test.each(['garbage', 'localhost:4566', 'ftp://localhost'])('refuses the endpoint %s', (value) => {
    process.env['AWS_ENDPOINT_URL'] = value;

    expect(() => createS3Client()).toThrow(
      `AWS_ENDPOINT_URL is not a URL such as http://localhost:4566: "${value}"`,
    );
    expect(() => createSqsClient()).toThrow(TypeError);
  });

  test('ignores an empty variable', () => {
    process.env['AWS_ENDPOINT_URL'] = '';

    expect(createS3Client().config.forcePathStyle).toBe(false);
  });

  test('addresses them by path at a given endpoint', async () => {
    const { config } = createS3Client({ endpoint: 'http://localhost:4566', region: 'eu-west-1' });

    expect(config.forcePathStyle).toBe(true);
    expect(await config.region()).toBe('eu-west-1');
    expect(await config.endpoint!()).toMatchObject({ hostname: 'localhost', port: 4566 });
  });

  test('asks for no checksums and tries five times', async () => {
    for (const { config } of [createS3Client(), createSqsClient()]) {
      expect(await config.maxAttempts()).toBe(5);
      expect(config.retryMode).toBe('standard');
    }
    const { config } = createS3Client();
    expect(await config.requestChecksumCalculation()).toBe('WHEN_REQUIRED');
    expect(await config.responseChecksumValidation()).toBe('WHEN_REQUIRED');
  });
});
