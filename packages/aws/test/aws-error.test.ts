import { describe, expect, test } from '@jest/globals';
import { describeAwsError, requestError } from '../src/aws-error.ts';
import { awsError } from './helpers/inject.ts';

describe('describeAwsError', () => {
  test.each([
    [
      'an answer from AWS',
      awsError('SlowDown', 503, 'Please reduce\n  your request rate'),
      'SlowDown (HTTP 503): Please reduce your request rate, request R1',
    ],
    [
      'an answer from S3, with two request ids',
      Object.assign(awsError('SlowDown', 503), {
        $metadata: { httpStatusCode: 503, requestId: 'R1', extendedRequestId: 'X2=' },
      }),
      'SlowDown (HTTP 503), request R1 X2=',
    ],
    ['an answer without a body', awsError('UnknownError', 403, 'UnknownError'), 'HTTP 403, request R1'],
    [
      'an answer that repeats its name',
      awsError('NotFound', 404, 'NotFound'),
      'NotFound (HTTP 404), request R1',
    ],
    [
      'a failure of the network',
      Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
      'ECONNRESET: read ECONNRESET',
    ],
    ['any other error', new Error('the body is short'), 'the body is short'],
    ['undefined', undefined, 'unknown error'],
  ])('puts %s on one line', (_, error, expected) => {
    expect(describeAwsError(error)).toBe(expected);
  });
});

describe('requestError', () => {
  test.each([
    [
      'no credentials',
      Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' }),
      'CredentialsProviderError: Could not load credentials; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    ],
    ['no region', new Error('Region is missing'), 'Region is missing; set AWS_REGION'],
    ['any other failure', new Error('the body is short'), 'the body is short'],
  ])('adds a remedy if there is one: %s', (_, cause, expected) => {
    expect(requestError('a failed', cause).message).toBe(`a failed: ${expected}`);
  });
});
