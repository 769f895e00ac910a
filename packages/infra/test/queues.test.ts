import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { queueNames } from '../src/environment/names.ts';
import { functionOf, plainTemplateOf, templateOf } from './helpers/synthesis.ts';
import type { VariantName } from './helpers/variants.ts';

interface QueueProperties {
  readonly QueueName: string;
  readonly VisibilityTimeout?: number;
  readonly MessageRetentionPeriod: number;
  readonly SqsManagedSseEnabled: boolean;
  readonly RedrivePolicy?: { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number };
  readonly RedriveAllowPolicy?: { readonly redrivePermission: string; readonly sourceQueueArns: string[] };
}

const DAY_SECONDS = 86_400;
const queuesOf = (variant: VariantName): QueueProperties[] => templateOf(variant).all('AWS::SQS::Queue');
const queueOf = (variant: VariantName, name: string): QueueProperties =>
  queuesOf(variant).find(({ QueueName }) => QueueName === name)!;
const namesIn = (variant: VariantName): string[] => queuesOf(variant).map(({ QueueName }) => QueueName);

describe('the queues', () => {
  test.each(['prod', 'dev', 'loc'] as const)('of %s have the names that BIOSPEX knows', (name) => {
    const { trigger, update } = queueNames(name);

    expect([trigger, update]).toEqual([`${name}-batch-trigger`, `${name}-batch-update`]);
    expect(namesIn(name).sort()).toEqual(Object.values(queueNames(name)).sort());
  });

  test.each(['prod', 'other numbers'] as const)(
    'have a visibility timeout of the timeout and a minute, or of six times the timeout of the teller: %s',
    (variant) => {
      const { Timeout } = functionOf(templateOf(variant), 'handler');
      const [trigger] = queuesOf(variant).filter(({ QueueName }) => QueueName.endsWith('-trigger'));
      const [exhausted] = queuesOf(variant).filter(({ QueueName }) => QueueName.endsWith('-exhausted'));

      expect(trigger?.VisibilityTimeout).toBe(Timeout + 60);
      expect(exhausted?.VisibilityTimeout).toBe(6 * functionOf(templateOf(variant), 'teller').Timeout);
    },
  );

  test('give up after 80 minutes, if every attempt ends by timeout', () => {
    const { VisibilityTimeout, RedrivePolicy } = queueOf('prod', 'prod-batch-trigger');

    expect((VisibilityTimeout! * RedrivePolicy!.maxReceiveCount) / 60).toBeLessThanOrEqual(80);
  });

  test.each([
    ['trigger', 'trigger-exhausted', 5],
    ['trigger-exhausted', 'trigger-dlq', 15],
    ['update', 'update-dlq', 10],
  ])(
    'move a message from %s to %s after its deliveries, for 14 days, and from no other queue',
    (from, to, receives) => {
      const queue = queueOf('prod', `prod-batch-${from}`);
      const target = queueOf('prod', `prod-batch-${to}`);
      const arn = (name: string): string => `arn:aws:sqs:us-east-2:000000000000:prod-batch-${name}`;

      expect(queue.RedrivePolicy).toEqual({ deadLetterTargetArn: arn(to), maxReceiveCount: receives });
      expect(target.RedriveAllowPolicy).toEqual({
        redrivePermission: 'byQueue',
        sourceQueueArns: [arn(from)],
      });
      expect(target.MessageRetentionPeriod).toBe(14 * DAY_SECONDS);
    },
  );

  test('are all encrypted, and refuse requests without TLS', () => {
    const policies = templateOf('prod').all<{ Queues: string[]; PolicyDocument: { Statement: unknown[] } }>(
      'AWS::SQS::QueuePolicy',
    );

    expect(policies.flatMap(({ Queues }) => Queues.map((url) => url.split('/').at(-1))).sort()).toEqual(
      namesIn('prod').sort(),
    );
    for (const { PolicyDocument } of policies)
      expect(PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Action: 'sqs:*',
          Principal: { AWS: '*' },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
    for (const { SqsManagedSseEnabled } of queuesOf('prod')) expect(SqsManagedSseEnabled).toBe(true);
  });

  test('of BIOSPEX outlive the stack in every environment, but not a failed first deployment', () => {
    for (const name of ['prod', 'dev', 'loc'] as const)
      for (const id of ['QueuesTrigger27345859', 'QueuesUpdate90EE6EF6'])
        expect(plainTemplateOf(name).Resources[id]?.DeletionPolicy).toBe('RetainExceptOnCreate');
  });
});

describe('imported queues', () => {
  test('are not in the stack, but all others are', () => {
    const { trigger: _, update: __, ...others } = queueNames('prod');

    expect(namesIn('imported queues').sort()).toEqual(Object.values(others).sort());
  });

  test('have the ids and names that docs/deploying.md gives for `cdk import`', () => {
    const guide = readFileSync(new URL('../../../docs/deploying.md', import.meta.url), 'utf8');
    const mapped = [...guide.matchAll(/\\"(Queues\w+)\\": .*\/([\w-]+)\\"/g)];

    expect(mapped).toHaveLength(2);
    for (const [, id, name] of mapped)
      expect(plainTemplateOf('prod').Resources[id!]).toMatchObject({
        Type: 'AWS::SQS::Queue',
        Properties: { QueueName: name },
      });
  });
});
