import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { queueNames } from '../src/environment/environment.ts';
import { synthesisOf, templateOf } from './helpers/synthesis.ts';
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
    const { trigger, update, smoke } = queueNames(name);

    expect([trigger, update]).toEqual([`${name}-batch-trigger`, `${name}-batch-update`]);
    expect(namesIn(name).sort()).toEqual([trigger, `${trigger}-dlq`, update, `${update}-dlq`, smoke].sort());
  });

  test('hide a message for six times as long as the function may run', () => {
    expect(templateOf('other numbers').only('AWS::Lambda::Function')).toMatchObject({ Timeout: 600 });
    expect(queueOf('other numbers', 'loc-batch-trigger').VisibilityTimeout).toBe(3600);
    expect(queueOf('prod', 'prod-batch-trigger').VisibilityTimeout).toBe(5400);
  });

  test.each([
    ['prod', 5],
    ['other numbers', 7],
  ] as const)(
    'of %s give a message up after as many receives as the function is told',
    (variant, receives) => {
      const trigger = queuesOf(variant).find(({ QueueName }) => QueueName.endsWith('-trigger'));

      expect(trigger?.RedrivePolicy?.maxReceiveCount).toBe(receives);
      expect(templateOf(variant).only('AWS::Lambda::Function')).toMatchObject({
        Environment: { Variables: { MAX_RECEIVE_COUNT: String(receives) } },
      });
    },
  );

  test.each(['trigger', 'update'])(
    'keep the dead letters of %s longer than the queue keeps them',
    (which) => {
      const queue = queueOf('prod', `prod-batch-${which}`);
      const deadLetters = queueOf('prod', `prod-batch-${which}-dlq`);

      expect(queue.MessageRetentionPeriod).toBe(7 * DAY_SECONDS);
      expect(deadLetters.MessageRetentionPeriod).toBe(14 * DAY_SECONDS);
      expect(queue.RedrivePolicy?.deadLetterTargetArn).toMatch(new RegExp(`:prod-batch-${which}-dlq$`));
      expect(deadLetters.RedriveAllowPolicy).toEqual({
        redrivePermission: 'byQueue',
        sourceQueueArns: [expect.stringMatching(new RegExp(`:prod-batch-${which}$`))],
      });
    },
  );

  test('are encrypted, and refuse what does not come by TLS, every one of them', () => {
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

  test('outlive the stack in production, but for that of smoke tests, and no deployment that fails at first', () => {
    expect(templateOf('prod').deletionPolicies('AWS::SQS::Queue')).toEqual([
      'Delete',
      'RetainExceptOnCreate',
    ]);
    expect(templateOf('loc').deletionPolicies('AWS::SQS::Queue')).toEqual(['Delete']);
  });
});

describe('queues that are imported', () => {
  test('are left alone, but their dead letters are made', () => {
    expect(namesIn('imported queues').sort()).toEqual([
      'prod-batch-smoke',
      'prod-batch-trigger-dlq',
      'prod-batch-update-dlq',
    ]);
  });

  test('feed the function all the same', () => {
    expect(templateOf('imported queues').only('AWS::Lambda::EventSourceMapping')).toMatchObject({
      EventSourceArn: 'arn:aws:sqs:us-east-2:000000000000:prod-batch-trigger',
    });
  });

  test('are imported into the stack by the names that docs/deploying.md says', () => {
    const guide = readFileSync(fileURLToPath(new URL('../../../docs/deploying.md', import.meta.url)), 'utf8');
    const { Resources } = synthesisOf('prod').templates['BatchCreator-prod']!;
    const mapped = [...guide.matchAll(/\\"(Queues\w+)\\": .*\/([\w-]+)\\"/g)].map(([, id, name]) => [
      id,
      name,
    ]);

    expect(mapped).toHaveLength(2);
    for (const [id, name] of mapped)
      expect(Resources[id!]).toMatchObject({
        Type: 'AWS::SQS::Queue',
        Properties: { QueueName: name },
        // CloudFormation imports nothing that it might delete.
        DeletionPolicy: 'RetainExceptOnCreate',
      });
  });
});
