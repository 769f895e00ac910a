import { expect, test } from '@jest/globals';
import { queueUrlOf } from '../src/queue-url.ts';

const arn = 'arn:aws:sqs:us-east-2:123456789012:prod-batch-trigger';

test.each([
  [arn, undefined, 'https://sqs.us-east-2.amazonaws.com/123456789012/prod-batch-trigger'],
  [`${arn}.fifo`, undefined, 'https://sqs.us-east-2.amazonaws.com/123456789012/prod-batch-trigger.fifo'],
  [
    arn.replace('aws', 'aws-us-gov'),
    undefined,
    'https://sqs.us-east-2.amazonaws.com/123456789012/prod-batch-trigger',
  ],
  [arn, 'http://localhost:4566', 'http://localhost:4566/123456789012/prod-batch-trigger'],
  [arn, 'http://localhost:4566/', 'http://localhost:4566/123456789012/prod-batch-trigger'],
  ['', undefined, undefined],
  [arn.replace('sqs', 'sns'), undefined, undefined],
  [`${arn}/x`, undefined, undefined],
  [arn.replace('us-east-2', 'evil.example/'), undefined, undefined],
])('the URL of queue %s at %s is %s', (queueArn, endpoint, url) => {
  expect(queueUrlOf(queueArn, endpoint)).toBe(url);
});
