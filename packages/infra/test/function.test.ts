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
  test('has the name that BIOSPEX pauses', () => {
    expect(batch('prod').FunctionName).toBe('BiospexBatchCreator');
  });

  test.each(['prod', 'loc'] as const)(
    'and the teller are the only functions of %s: no custom resource adds one',
    (name) => {
      expect(templateOf(name).count('AWS::Lambda::Function')).toBe(2);
    },
  );

  test('has a /tmp larger than MAX_TMP_SIZE', () => {
    const { EphemeralStorage, Environment } = batch('prod');
    const bytes = Number(Environment.Variables['MAX_TMP_SIZE']);

    expect(bytes).toBe(7_516_192_768);
    expect(EphemeralStorage.Size * 1024 ** 2).toBeGreaterThanOrEqual(1.25 * bytes + 128 * 1024 ** 2);
  });

  test.each(['prod', 'more memory'] as const)('gets three quarters of its memory as heap: %s', (variant) => {
    const { MemorySize, Environment } = batch(variant);

    expect(Environment.Variables['NODE_OPTIONS']).toContain(`--max-old-space-size=${0.75 * MemorySize}`);
  });

  test('uses the folder where Lambda mounts its file system', () => {
    const [{ LocalMountPath }] = batch('prod').FileSystemConfigs as [{ LocalMountPath: string }];

    // Lambda demands one name below /mnt.
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

  test('has as many reserved executions as its event source starts, so it is never throttled', () => {
    for (const variant of ['prod', 'other numbers'] as const)
      expect(mappingOf(variant, `${variant === 'prod' ? 'prod' : 'loc'}-batch-trigger`)).toMatchObject({
        ScalingConfig: { MaximumConcurrency: batch(variant).ReservedConcurrentExecutions },
      });
  });

  test('gets one message at a time through the alias live, and may return it', () => {
    expect(mappingOf('prod', 'prod-batch-trigger')).toMatchObject({
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      FunctionName: 'BiospexBatchCreator:live',
    });
  });

  test('keeps earlier versions for a roll-back, but not those of failed deployments', () => {
    expect(templateOf('prod').deletionPolicies('AWS::Lambda::Version')).toEqual(['RetainExceptOnCreate']);
  });

  test('keeps its log in production, unless the first deployment fails', () => {
    // `Delete` is for the log of the network.
    expect(templateOf('prod').deletionPolicies('AWS::Logs::LogGroup')).toEqual([
      'Delete',
      'RetainExceptOnCreate',
    ]);
  });
});

describe('the teller', () => {
  test('is outside of the network, even if the function is inside', () => {
    expect(batch('prod')).toHaveProperty('VpcConfig');
    expect(teller('prod')).not.toHaveProperty('VpcConfig');
  });

  test('gets messages of the exhausted queue, and knows the dead-letter queue', () => {
    expect(mappingOf('prod', 'prod-batch-trigger-exhausted')).toMatchObject({
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      FunctionName: 'BiospexBatchCreator-teller',
    });
    expect(teller('prod').Environment.Variables['DEAD_LETTER_QUEUE_URL']).toBe(
      'https://sqs.us-east-2.amazonaws.com/000000000000/prod-batch-trigger-dlq',
    );
  });

  test('has the bucket and the metrics namespace of the function in its environment', () => {
    const pick = ({ Environment: { Variables } }: FunctionProperties): unknown[] => [
      Variables['ALLOWED_BUCKETS'],
      Variables['METRICS_NAMESPACE'],
    ];

    expect(pick(batch('prod'))).toEqual(['biospex-app', 'BiospexBatchCreator/prod']);
    expect(pick(batch('dev'))).toEqual(['biospex-dev', 'BiospexBatchCreator/dev']);
    for (const name of ['prod', 'dev'] as const) expect(pick(teller(name))).toEqual(pick(batch(name)));
  });
});

test('the output LiveVersion is the version of the alias', () => {
  const { Outputs, Resources } = synthesisOf('prod').templates['BatchCreator-prod']!;
  const alias = Object.values(Resources).find(({ Type }) => Type === 'AWS::Lambda::Alias');

  expect(Outputs['LiveVersion']?.Value).toEqual(alias?.Properties['FunctionVersion']);
});
