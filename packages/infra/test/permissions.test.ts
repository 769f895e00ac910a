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

describe('the role', () => {
  interface Statement {
    readonly Effect: string;
    readonly Action: string | string[];
    readonly Resource: string | string[];
    readonly Condition?: unknown;
  }
  const statementsOf = (name: 'prod' | 'loc'): Statement[] =>
    readPolicies(templateOf(name)).role.flatMap(({ Statement }) => Statement as unknown as Statement[]);
  /** Services and names of actions, as `s3:GetObject`, each once. */
  const allowedIn = (name: 'prod' | 'loc', service: string): string[] =>
    statementsOf(name)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action }) => [Action].flat())
      .filter((action) => action.startsWith(`${service}:`))
      .sort();
  const services = (name: 'prod' | 'loc'): string[] =>
    [
      ...new Set(
        statementsOf(name).flatMap(({ Action }) => [Action].flat().map((each) => each.split(':')[0]!)),
      ),
    ].sort();

  test('reaches no other service, and none of the network where there is none', () => {
    expect(services('prod')).toEqual(['ec2', 'elasticfilesystem', 'logs', 's3', 'sqs', 'xray']);
    expect(services('loc')).toEqual(['logs', 's3', 'sqs', 'xray']);
  });

  test('names every action', () => {
    for (const { Action } of statementsOf('prod'))
      expect([Action].flat().filter((action) => action.includes('*'))).toEqual([]);
  });

  test('mounts and writes, as no root', () => {
    expect(allowedIn('prod', 'elasticfilesystem')).toEqual([
      'elasticfilesystem:ClientMount',
      'elasticfilesystem:ClientWrite',
    ]);
  });

  test('writes its own log only', () => {
    expect(statementsOf('prod')).toContainEqual(
      expect.objectContaining({
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: `arn:aws:logs:us-east-2:${account}:log-group:/biospex/batch-creator/prod:*`,
      }),
    );
    expect(allowedIn('prod', 'logs')).toHaveLength(2);
  });

  test('lets Lambda into the network, but not the code that Lambda runs', () => {
    const denied = statementsOf('prod').filter(({ Effect }) => Effect === 'Deny');
    const functionArn = `arn:aws:lambda:us-east-2:${account}:function:BiospexBatchCreator`;

    expect(denied).toEqual([
      expect.objectContaining({
        Action: expect.arrayContaining(allowedIn('prod', 'ec2')),
        Resource: '*',
        Condition: { ArnLike: { 'lambda:SourceFunctionArn': [functionArn, `${functionArn}:*`] } },
      }),
    ]);
  });
});
