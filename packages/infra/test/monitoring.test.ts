import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { functionOf, templateOf } from './helpers/synthesis.ts';
import type { VariantName } from './helpers/variants.ts';

interface MetricProperties {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}

interface AlarmProperties extends MetricProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly TreatMissingData: string;
  /** Only if the alarm uses a formula. */
  readonly Metrics?: readonly {
    readonly Expression?: string;
    readonly MetricStat?: { readonly Metric: MetricProperties };
  }[];
  readonly AlarmActions?: readonly unknown[];
}

const alarmsOf = (variant: VariantName): AlarmProperties[] =>
  templateOf(variant).all('AWS::CloudWatch::Alarm');
const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
/** Headings below `## Alarms` in the runbook. */
const [, alarmsInRunbook = ''] = /\n## Alarms\n(.*?)\n## /s.exec(read('docs/runbook.md')) ?? [];
const headings = [...alarmsInRunbook.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading!).sort();

describe('alarms', () => {
  test('watch dead letters, old messages, failures, slow results, errors, timeouts, throttles and storage', () => {
    const watched = alarmsOf('prod').map(({ AlarmName, Namespace, MetricName, Threshold, Metrics = [] }) => {
      const formula = Metrics.find(({ Expression }) => Expression !== undefined)?.Expression;
      return [AlarmName, formula ?? `${Namespace} ${MetricName}`, Threshold].join(' | ');
    });

    expect(watched.sort()).toEqual([
      'prod-batch-dead-results | DIFF(FILL(visible, 0) + FILL(hidden, 0)) | 1',
      'prod-batch-dead-triggers | DIFF(FILL(visible, 0) + FILL(hidden, 0)) | 1',
      'prod-batch-function-errors | FILL(batch, 0) + FILL(teller, 0) | 1',
      'prod-batch-near-timeout | AWS/Lambda Duration | 765000',
      'prod-batch-old-results | AWS/SQS ApproximateAgeOfOldestMessage | 7200',
      'prod-batch-old-triggers | AWS/SQS ApproximateAgeOfOldestMessage | 7200',
      'prod-batch-slow-results | BiospexBatchCreator/prod ClickToResult | 3600000',
      'prod-batch-storage-leftovers | AWS/EFS StorageBytes | 107374182400',
      'prod-batch-storage-limit | AWS/EFS PercentIOLimit | 95',
      'prod-batch-system-failures | BiospexBatchCreator/prod SystemFailures | 1',
      'prod-batch-throttles | AWS/Lambda Throttles | 1',
    ]);
  });

  test.each([
    ['dead-triggers', 'prod-batch-trigger-dlq'],
    ['dead-results', 'prod-batch-update-dlq'],
  ])('%s counts the messages of %s, hidden ones too', (heading, queue) => {
    const { Metrics = [] } = alarmsOf('prod').find(({ AlarmName }) => AlarmName.endsWith(heading))!;

    expect(Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])).toEqual(
      ['Visible', 'NotVisible'].map((state) => ({
        Namespace: 'AWS/SQS',
        MetricName: `ApproximateNumberOfMessages${state}`,
        Dimensions: [{ Name: 'QueueName', Value: queue }],
      })),
    );
  });

  test('ring at their threshold, and are silent without data', () => {
    for (const alarm of alarmsOf('prod'))
      expect(alarm).toMatchObject({
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
      });
  });

  test('link to their headings in the runbook by full URL, and every heading has its alarm', () => {
    const linked = alarmsOf('all settings').map(
      ({ AlarmDescription }) =>
        / https:\/\/example\.org\/docs\/runbook\.md#([\w-]+)$/.exec(AlarmDescription)?.[1],
    );

    expect(linked.sort()).toEqual(headings);
  });

  test('have one row each in the first table of the runbook', () => {
    const [table = ''] = read('docs/runbook.md').split('\n## Alarms\n');
    const rows = [...table.matchAll(/^\| \[([\w-]+)\]\(#\1\) +\|/gm)].map(([, heading]) => heading);

    expect(rows.sort()).toEqual(headings);
  });

  test('use the metrics, namespace and dimension of the functions', () => {
    const metrics = read('packages/lambda/src/observe/metrics.ts');
    const own = alarmsOf('prod').filter(({ Namespace }) => Namespace?.startsWith('Biospex'));

    expect(own).toHaveLength(2);
    for (const { Namespace, MetricName, Dimensions } of own) {
      for (const name of ['handler', 'teller'] as const)
        expect(functionOf(templateOf('prod'), name).Environment.Variables['METRICS_NAMESPACE']).toBe(
          Namespace,
        );
      expect(Dimensions).toEqual([{ Name: 'service', Value: 'batch-creator' }]);
      expect(metrics).toContain(`'${MetricName}'`);
    }
    expect(metrics).toContain("SERVICE = 'batch-creator'");
  });
});

describe('mail', () => {
  test('is sent by every alarm to the address in the settings', () => {
    expect(templateOf('all settings').only('AWS::SNS::Subscription')).toMatchObject({
      Protocol: 'email',
      Endpoint: 'batches@example.org',
    });
    for (const { AlarmActions } of alarmsOf('all settings')) expect(AlarmActions).toHaveLength(1);
  });

  test('is allowed by its topic for alarms of this account, by TLS only', () => {
    const { PolicyDocument } = templateOf('all settings').only<{ PolicyDocument: { Statement: unknown[] } }>(
      'AWS::SNS::TopicPolicy',
    );

    expect(PolicyDocument.Statement).toEqual([
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': '000000000000' } },
      }),
    ]);
  });

  test('is not sent without an address', () => {
    expect(templateOf('prod').count('AWS::SNS::Topic')).toBe(0);
    for (const { AlarmActions } of alarmsOf('prod')) expect(AlarmActions).toBeUndefined();
  });
});
