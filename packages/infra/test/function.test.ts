import { describe, expect, test } from '@jest/globals';
import { ENVIRONMENTS } from '../src/environment/environments.ts';
import { templateOf } from './helpers/synthesis.ts';
import type { VariantName } from './helpers/variants.ts';

interface FunctionProperties {
  readonly EphemeralStorage: { readonly Size: number };
  readonly Environment: { readonly Variables: Readonly<Record<string, string>> };
  readonly FileSystemConfigs?: readonly { readonly LocalMountPath: string }[];
  readonly VpcConfig?: unknown;
}

const functionOf = (variant: VariantName): FunctionProperties =>
  templateOf(variant).only('AWS::Lambda::Function');
const variablesOf = (variant: VariantName): Readonly<Record<string, string>> =>
  functionOf(variant).Environment.Variables;

describe('the function', () => {
  test('goes by the name by which BIOSPEX pauses it, and runs one export at a time', () => {
    expect(functionOf('prod')).toMatchObject({
      FunctionName: 'BiospexBatchCreator',
      ReservedConcurrentExecutions: 1,
    });
  });

  test.each(['prod', 'loc'] as const)(
    'is the only one in %s: no custom resource brings code of its own',
    (name) => {
      expect(templateOf(name).count('AWS::Lambda::Function')).toBe(1);
    },
  );

  test('runs the bundle on Node 24 on ARM, for a quarter of an hour at most', () => {
    expect(functionOf('prod')).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'handler.handler',
      Timeout: 900,
      MemorySize: ENVIRONMENTS.prod.memoryMiB,
    });
  });

  test.each(['prod', 'dev', 'loc'] as const)('has a /tmp in %s that holds MAX_TMP_SIZE, and more', (name) => {
    const { EphemeralStorage } = functionOf(name);
    const bytes = Number(variablesOf(name)['MAX_TMP_SIZE']);

    expect(bytes).toBe(7_516_192_768);
    expect(EphemeralStorage.Size * 1024 ** 2).toBeGreaterThanOrEqual(bytes + 512 * 1024 ** 2);
  });

  test('finds its file system where Lambda mounts it', () => {
    const [{ LocalMountPath }] = functionOf('prod').FileSystemConfigs as [{ LocalMountPath: string }];

    // What Lambda takes: one name below /mnt.
    expect(LocalMountPath).toMatch(/^\/mnt\/[\w.-]+$/);
    expect(`${variablesOf('prod')['EFS_PATH']}/`.startsWith(`${LocalMountPath}/`)).toBe(true);
  });

  test.each(['loc', 'production without a file system'] as const)(
    'has neither file system nor network in %s',
    (variant) => {
      const template = templateOf(variant);

      expect(functionOf(variant).FileSystemConfigs).toBeUndefined();
      expect(functionOf(variant).VpcConfig).toBeUndefined();
      expect(variablesOf(variant)).not.toHaveProperty('EFS_PATH');
      for (const type of [
        'AWS::EC2::VPC',
        'AWS::EC2::VPCEndpoint',
        'AWS::EC2::SecurityGroup',
        'AWS::EFS::FileSystem',
      ])
        expect([type, template.count(type)]).toEqual([type, 0]);
    },
  );

  test('serves the bucket of its environment, and counts in a namespace of its own', () => {
    const names = ['prod', 'dev', 'loc'] as const;

    expect(names.map((name) => variablesOf(name)['ALLOWED_BUCKETS'])).toEqual([
      'biospex-app',
      'biospex-dev',
      'biospex-loc',
    ]);
    expect(new Set(names.map((name) => variablesOf(name)['METRICS_NAMESPACE'])).size).toBe(3);
  });

  test('logs JSON, unfiltered, into a group that is kept for as long as the environment says', () => {
    expect(functionOf('prod')).toMatchObject({
      LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'TRACE', LogGroup: expect.any(String) },
      TracingConfig: { Mode: 'Active' },
    });
    expect(templateOf('prod').all('AWS::Logs::LogGroup')).toContainEqual(
      expect.objectContaining({ LogGroupName: '/biospex/batch-creator/prod', RetentionInDays: 90 }),
    );
  });

  test('is fed by the alias live, one message at a time, and may return it', () => {
    expect(templateOf('prod').only('AWS::Lambda::Alias')).toMatchObject({ Name: 'live' });
    expect(templateOf('prod').only('AWS::Lambda::EventSourceMapping')).toMatchObject({
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
      EventSourceArn: 'arn:aws:sqs:us-east-2:000000000000:prod-batch-trigger',
      FunctionName: expect.stringMatching(/:live$/),
    });
  });

  test('leaves its log to production, unless the first deployment fails', () => {
    // The other is that of the network.
    expect(templateOf('prod').deletionPolicies('AWS::Logs::LogGroup')).toEqual([
      'Delete',
      'RetainExceptOnCreate',
    ]);
  });

  test('keeps its earlier versions, to be rolled back to', () => {
    expect(templateOf('prod').deletionPolicies('AWS::Lambda::Version')).toEqual(['Retain']);
  });
});
