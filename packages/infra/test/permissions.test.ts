import { describe, expect, test } from '@jest/globals';
import { allowedBy, readPolicies, type AllowedOptions } from './account/policies.ts';
import { functionOf, PLACE, plainTemplateOf, templateOf, type FunctionName } from './helpers/synthesis.ts';

const { account } = PLACE;
const template = templateOf('all settings');
const queue = (name: string): string => `arn:aws:sqs:us-east-2:${account}:${name}`;
const object = (path: string): string => `arn:aws:s3:::${path}`;
/** Resources without a name are known by their ids in the template. */
const idOf = (type: string): string =>
  Object.entries(plainTemplateOf('all settings').Resources).find(([, { Type }]) => Type === type)![0];
const efs = (resource: string): string => `arn:aws:elasticfilesystem:us-east-2:${account}:${resource}`;
const FILE_SYSTEM = efs(`file-system/${idOf('AWS::EFS::FileSystem')}`);
const ACCESS_POINT = efs(`access-point/${idOf('AWS::EFS::AccessPoint')}`);
const KEY = `arn:aws:kms:us-east-2:${account}:key/0b3e7bc6-0000-4000-8000-000000000000`;
const LOG = `arn:aws:logs:us-east-2:${account}:log-group:/biospex/batch-creator/prod:log-stream:one`;
const FUNCTION = `arn:aws:lambda:us-east-2:${account}:function:BiospexBatchCreator`;

interface Options extends Partial<AllowedOptions> {
  readonly context?: Readonly<Record<string, string>>;
}

function isAllowed(
  name: FunctionName,
  action: string,
  resource: string,
  { context = {}, ...options }: Options = {},
): Promise<boolean> {
  const isInNetwork = functionOf(template, name).VpcConfig !== undefined;
  const evaluate = allowedBy(readPolicies(template, name), { isInNetwork, account, ...options });
  return evaluate({ action, resource, context });
}

describe('the function may not', () => {
  test.each([
    ['read other objects than exports', 's3:GetObject', object('biospex-app/secret.txt')],
    ['read in another bucket', 's3:GetObject', object('biospex-dev/export/a.zip')],
    ['overwrite exports', 's3:PutObject', object('biospex-app/export/a.zip')],
    ['write beside batches', 's3:PutObject', object('biospex-app/batches/a.zip')],
    ['delete batches', 's3:DeleteObject', object('biospex-app/batch/a-part1.zip')],
    ['delete exports', 's3:DeleteObject', object('biospex-app/export/a.zip')],
    ['list another bucket', 's3:ListBucket', object('biospex-dev')],
    ['change the lifecycle rules of the bucket', 's3:PutLifecycleConfiguration', object('biospex-app')],
    ['send itself triggers', 'sqs:SendMessage', queue('prod-batch-trigger')],
    ['answer in another environment', 'sqs:SendMessage', queue('dev-batch-update')],
    ['read the results', 'sqs:ReceiveMessage', queue('prod-batch-update')],
    ['empty a queue', 'sqs:PurgeQueue', queue('prod-batch-trigger')],
    ['use another key', 'kms:Decrypt', `${KEY}1`],
    ['write another log', 'logs:PutLogEvents', LOG.replace('prod', 'dev')],
    ['mount as root', 'elasticfilesystem:ClientRootAccess', FILE_SYSTEM],
  ])('%s', async (_, action, resource) => {
    expect(await isAllowed('handler', action, resource)).toBe(false);
  });

  test('send a result without TLS', async () => {
    const update = queue('prod-batch-update');

    expect(await isAllowed('handler', 'sqs:SendMessage', update, { isSecure: false })).toBe(false);
  });

  test('receive messages from inside its network, only its event source may', async () => {
    const trigger = queue('prod-batch-trigger');

    expect(await isAllowed('handler', 'sqs:ReceiveMessage', trigger, { isInNetwork: false })).toBe(true);
    expect(await isAllowed('handler', 'sqs:ReceiveMessage', trigger)).toBe(false);
  });
});

describe('the teller may not', () => {
  test.each([
    ['read exports', 's3:GetObject', object('biospex-app/export/a.zip')],
    ['read batches', 's3:GetObject', object('biospex-app/batch/a-part1.zip')],
    ['overwrite batches', 's3:PutObject', object('biospex-app/batch/a-part1.zip')],
    ['write reasons', 's3:PutObject', object('biospex-app/batch/reasons/1')],
    ['take triggers that are not exhausted', 'sqs:ReceiveMessage', queue('prod-batch-trigger')],
    ['mount the file system', 'elasticfilesystem:ClientMount', FILE_SYSTEM],
    ['enter a network', 'ec2:CreateNetworkInterface', '*'],
  ])('%s', async (_, action, resource) => {
    expect(await isAllowed('teller', action, resource)).toBe(false);
  });
});

describe('Lambda may', () => {
  test.each<[FunctionName, string, string]>([
    ['handler', 'logs:CreateLogStream', LOG],
    ['handler', 'logs:PutLogEvents', LOG],
    ['teller', 'logs:CreateLogStream', LOG],
    ['teller', 'logs:PutLogEvents', LOG],
    ['handler', 'xray:PutTraceSegments', '*'],
    ['handler', 'elasticfilesystem:ClientMount', FILE_SYSTEM],
    ['handler', 'elasticfilesystem:ClientWrite', FILE_SYSTEM],
    ['handler', 'ec2:CreateNetworkInterface', `arn:aws:ec2:us-east-2:${account}:network-interface/*`],
    ['handler', 'ec2:DescribeNetworkInterfaces', '*'],
    ['handler', 'ec2:DeleteNetworkInterface', `arn:aws:ec2:us-east-2:${account}:network-interface/*`],
  ])('with the role of the %s: %s on %s', async (name, action, resource) => {
    const context: Record<string, string> = action.startsWith('elasticfilesystem:')
      ? { 'elasticfilesystem:AccessPointArn': ACCESS_POINT }
      : {};

    expect(await isAllowed(name, action, resource, { context })).toBe(true);
  });

  test('enter the network, but the code that it runs may not', async () => {
    const networkInterface = `arn:aws:ec2:us-east-2:${account}:network-interface/eni-1`;
    const byCode = { 'lambda:SourceFunctionArn': FUNCTION };

    expect(await isAllowed('handler', 'ec2:DeleteNetworkInterface', networkInterface)).toBe(true);
    expect(
      await isAllowed('handler', 'ec2:DeleteNetworkInterface', networkInterface, { context: byCode }),
    ).toBe(false);
  });
});

test.each<FunctionName>(['handler', 'teller'])('the role of the %s has no wildcard actions', (name) => {
  const actions = readPolicies(template, name).role.flatMap(({ Statement }) =>
    Statement.flatMap(({ Action }) => Action),
  );

  expect(actions.filter((action) => action.includes('*'))).toEqual([]);
});
