import { describe, expect, test } from '@jest/globals';
import { functionOf, synthesisOf, templateOf, type FunctionProperties } from './helpers/synthesis.ts';
import type { VariantName } from './helpers/variants.ts';

const batch = (variant: VariantName): FunctionProperties => functionOf(templateOf(variant), 'handler');
const teller = (variant: VariantName): FunctionProperties => functionOf(templateOf(variant), 'teller');

interface MappingProperties {
  readonly EventSourceArn: string;
  readonly FunctionName: string;
}
const mappingOf = (variant: VariantName, queue: string): MappingProperties =>
  templateOf(variant).only('AWS::Lambda::EventSourceMapping', ({ EventSourceArn }) =>
    EventSourceArn.endsWith(`:${queue}`),
  );

describe('the function', () => {
  test('goes by the name by which BIOSPEX pauses it', () => {
    expect(batch('prod').FunctionName).toBe('BiospexBatchCreator');
  });

  test.each(['prod', 'loc'] as const)(
    'and the teller are the only ones in %s: no custom resource brings code of its own',
    (name) => {
      expect(templateOf(name).count('AWS::Lambda::Function')).toBe(2);
    },
  );

  test('has a /tmp that holds MAX_TMP_SIZE, and more', () => {
    const { EphemeralStorage, Environment } = batch('prod');
    const bytes = Number(Environment.Variables['MAX_TMP_SIZE']);

    expect(bytes).toBe(7_516_192_768);
    expect(EphemeralStorage.Size * 1024 ** 2).toBeGreaterThanOrEqual(bytes + 512 * 1024 ** 2);
  });

  test.each(['prod', 'more memory'] as const)('has a heap of three quarters of its memory: %s', (variant) => {
    const { MemorySize, Environment } = batch(variant);

    expect(Environment.Variables['NODE_OPTIONS']).toContain(`--max-old-space-size=${0.75 * MemorySize}`);
  });

  test('finds its file system where Lambda mounts it', () => {
    const [{ LocalMountPath }] = batch('prod').FileSystemConfigs as [{ LocalMountPath: string }];

    // What Lambda takes: one name below /mnt.
    expect(LocalMountPath).toMatch(/^\/mnt\/[\w.-]+$/);
    expect(`${batch('prod').Environment.Variables['EFS_PATH']}/`).toMatch(new RegExp(`^${LocalMountPath}/`));
  });

  test.each(['loc', 'production without a file system'] as const)(
    'has neither file system nor network in %s',
    (variant) => {
      const template = templateOf(variant);

      expect(batch(variant)).not.toHaveProperty('VpcConfig');
      expect(batch(variant).Environment.Variables).not.toHaveProperty('EFS_PATH');
      for (const type of ['EC2::VPC', 'EC2::VPCEndpoint', 'EC2::SecurityGroup', 'EFS::FileSystem'])
        expect([type, template.count(`AWS::${type}`)]).toEqual([type, 0]);
    },
  );

  test('is never throttled: as many are reserved as its event source starts', () => {
    for (const variant of ['prod', 'other numbers'] as const)
      expect(mappingOf(variant, `${variant === 'prod' ? 'prod' : 'loc'}-batch-trigger`)).toMatchObject({
        ScalingConfig: { MaximumConcurrency: batch(variant).ReservedConcurrentExecutions },
      });
  });

  test('is fed by the alias live, one message at a time, and may return it', () => {
    expect(mappingOf('prod', 'prod-batch-trigger')).toMatchObject({
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      FunctionName: 'BiospexBatchCreator:live',
    });
  });

  test('keeps its earlier versions to be rolled back to, but none of a deployment that failed', () => {
    expect(templateOf('prod').deletionPolicies('AWS::Lambda::Version')).toEqual(['RetainExceptOnCreate']);
  });

  test('leaves its log to production, unless the first deployment fails', () => {
    // The other is that of the network.
    expect(templateOf('prod').deletionPolicies('AWS::Logs::LogGroup')).toEqual([
      'Delete',
      'RetainExceptOnCreate',
    ]);
  });
});

describe('the teller', () => {
  test('is in no network, whatever the function is in', () => {
    expect(batch('prod')).toHaveProperty('VpcConfig');
    expect(teller('prod')).not.toHaveProperty('VpcConfig');
  });

  test('is fed by the exhausted queue, and knows where dead letters go', () => {
    expect(mappingOf('prod', 'prod-batch-trigger-exhausted')).toMatchObject({
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      FunctionName: 'BiospexBatchCreator-teller',
    });
    expect(teller('prod').Environment.Variables['DEAD_LETTER_QUEUE_URL']).toBe(
      'https://sqs.us-east-2.amazonaws.com/000000000000/prod-batch-trigger-dlq',
    );
  });

  test('serves the same bucket as the function, and counts in the same namespace, of its environment only', () => {
    const pick = ({ Environment: { Variables } }: FunctionProperties): unknown[] => [
      Variables['ALLOWED_BUCKETS'],
      Variables['METRICS_NAMESPACE'],
    ];

    expect(pick(batch('prod'))).toEqual(['biospex-app', 'BiospexBatchCreator/prod']);
    expect(pick(batch('dev'))).toEqual(['biospex-dev', 'BiospexBatchCreator/dev']);
    for (const name of ['prod', 'dev'] as const) expect(pick(teller(name))).toEqual(pick(batch(name)));
  });
});

test('the output LiveVersion is what the alias points at', () => {
  const { Outputs, Resources } = synthesisOf('prod').templates['BatchCreator-prod']!;
  const alias = Object.values(Resources).find(({ Type }) => Type === 'AWS::Lambda::Alias');

  expect(Outputs['LiveVersion']?.Value).toEqual(alias?.Properties['FunctionVersion']);
});
