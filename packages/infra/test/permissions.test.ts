import { describe, expect, test } from '@jest/globals';
import { allowedBy, readPolicies, type AllowedOptions } from './account/policies.ts';
import { PLACE, templateOf } from './helpers/synthesis.ts';

const { account } = PLACE;
const queue = (name: string): string => `arn:aws:sqs:us-east-2:${account}:${name}`;
const object = (path: string): string => `arn:aws:s3:::${path}`;

function isAllowed(
  action: string,
  resource: string,
  options: Partial<AllowedOptions> = {},
): Promise<boolean> {
  const policies = readPolicies(templateOf('prod'));
  return allowedBy(policies, { isInNetwork: true, account, ...options })({ action, resource, context: {} });
}

describe('the function may', () => {
  test.each([
    ['s3:GetObject', object('biospex-app/export/a.zip')],
    ['s3:GetObject', object('biospex-app/batch/a-report.json')],
    ['s3:PutObject', object('biospex-app/batch/a-part1.zip')],
    ['s3:PutObjectTagging', object('biospex-app/batch/a-part1.zip')],
    ['s3:AbortMultipartUpload', object('biospex-app/batch/a-part1.zip')],
    ['s3:ListBucket', object('biospex-app')],
    ['s3:ListBucketMultipartUploads', object('biospex-app')],
    ['sqs:SendMessage', queue('prod-batch-update')],
    ['sqs:SendMessage', queue('prod-batch-smoke')],
    ['sqs:ChangeMessageVisibility', queue('prod-batch-trigger')],
  ])('%s on %s', async (action, resource) => {
    expect(await isAllowed(action, resource)).toBe(true);
  });
});

describe('the function may not', () => {
  test.each([
    ['read what is no export', 's3:GetObject', object('biospex-app/secret.txt')],
    ['read in another bucket', 's3:GetObject', object('biospex-dev/export/a.zip')],
    ['write over exports', 's3:PutObject', object('biospex-app/export/a.zip')],
    ['write beside batches', 's3:PutObject', object('biospex-app/batches/a.zip')],
    ['delete batches', 's3:DeleteObject', object('biospex-app/batch/a-part1.zip')],
    ['delete exports', 's3:DeleteObject', object('biospex-app/export/a.zip')],
    ['list another bucket', 's3:ListBucket', object('biospex-dev')],
    ['change the rules of the bucket', 's3:PutLifecycleConfiguration', object('biospex-app')],
    ['ask itself for batches', 'sqs:SendMessage', queue('prod-batch-trigger')],
    ['answer in another environment', 'sqs:SendMessage', queue('dev-batch-update')],
    ['read the results', 'sqs:ReceiveMessage', queue('prod-batch-update')],
    ['empty a queue', 'sqs:PurgeQueue', queue('prod-batch-trigger')],
  ])('%s', async (_, action, resource) => {
    expect(await isAllowed(action, resource)).toBe(false);
  });

  test('send a result without TLS', async () => {
    expect(await isAllowed('sqs:SendMessage', queue('prod-batch-update'), { isSecure: false })).toBe(false);
  });

  test('take messages itself: what its event source may, its network does not let out', async () => {
    const trigger = queue('prod-batch-trigger');

    expect(await isAllowed('sqs:ReceiveMessage', trigger, { isInNetwork: false })).toBe(true);
    expect(await isAllowed('sqs:ReceiveMessage', trigger)).toBe(false);
  });
});
