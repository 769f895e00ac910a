import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { templateOf } from './helpers/synthesis.ts';
import type { VariantName } from './helpers/variants.ts';

interface AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly TreatMissingData: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly AlarmActions?: readonly unknown[];
}

const alarmsOf = (variant: VariantName): AlarmProperties[] =>
  templateOf(variant).all('AWS::CloudWatch::Alarm');
const metricsOf = (variant: VariantName): string[] => alarmsOf(variant).map(({ MetricName }) => MetricName);
const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');

const mail = 'mail, and a bucket with its own key';

describe('alarms', () => {
  test('watch dead letters, the age of messages, failures, errors, time and files', () => {
    const watched = alarmsOf('prod').map(({ AlarmName, Namespace, MetricName, Threshold }) =>
      [AlarmName, Namespace, MetricName, Threshold].join(' '),
    );

    expect(watched.sort()).toEqual([
      'prod-batch-dead-results AWS/SQS ApproximateNumberOfMessagesVisible 1',
      'prod-batch-dead-triggers AWS/SQS ApproximateNumberOfMessagesVisible 1',
      'prod-batch-failed-jobs BiospexBatchCreator/prod JobsFailed 1',
      'prod-batch-function-errors AWS/Lambda Errors 1',
      'prod-batch-near-timeout AWS/Lambda Duration 765000',
      'prod-batch-old-results AWS/SQS ApproximateAgeOfOldestMessage 7200',
      'prod-batch-old-triggers AWS/SQS ApproximateAgeOfOldestMessage 7200',
      'prod-batch-storage-leftovers AWS/EFS StorageBytes 107374182400',
      'prod-batch-storage-limit AWS/EFS PercentIOLimit 95',
    ]);
  });

  test('watch throttling only where nothing should be throttled', () => {
    expect(metricsOf('prod')).not.toContain('Throttles');
    expect(metricsOf('other numbers')).toContain('Throttles');
  });

  test('ring from their threshold on, and are silent when there is nothing to do', () => {
    for (const alarm of alarmsOf('prod'))
      expect(alarm).toMatchObject({
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
      });
  });

  test('lead each to its heading in the runbook, and every heading there has its alarm', () => {
    const linked = [...alarmsOf('prod'), ...alarmsOf('other numbers')].map(
      ({ AlarmDescription }) => /docs\/runbook\.md#([\w-]+)$/.exec(AlarmDescription)?.[1],
    );
    const [, alarms = ''] = /\n## Alarms\n(.*?)\n## /s.exec(read('docs/runbook.md')) ?? [];
    const headings = [...alarms.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);

    expect([...new Set(linked)].sort()).toEqual(headings.sort());
  });

  test('count what the function counts: its metric, namespace and dimension', () => {
    const metrics = read('packages/lambda/src/observe/metrics.ts');
    const failed = alarmsOf('prod').find(({ MetricName }) => MetricName === 'JobsFailed');

    expect(templateOf('prod').only('AWS::Lambda::Function')).toMatchObject({
      Environment: { Variables: { METRICS_NAMESPACE: failed!.Namespace } },
    });
    expect(failed!.Dimensions).toEqual([{ Name: 'service', Value: 'batch-creator' }]);
    expect(metrics).toContain("'JobsFailed'");
    expect(metrics).toContain("SERVICE = 'batch-creator'");
  });
});

describe('mail', () => {
  test('is sent to the address of the environment, by every alarm', () => {
    expect(templateOf(mail).only('AWS::SNS::Subscription')).toMatchObject({
      Protocol: 'email',
      Endpoint: 'batches@example.org',
    });
    for (const { AlarmActions } of alarmsOf(mail)) expect(AlarmActions).toHaveLength(1);
  });

  test('passes the policy of its topic, which takes alarms of this account, and TLS only', () => {
    const { PolicyDocument } = templateOf(mail).only<{ PolicyDocument: { Statement: unknown[] } }>(
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

  test('is not sent where nobody is named', () => {
    expect(templateOf('prod').count('AWS::SNS::Topic')).toBe(0);
    for (const { AlarmActions } of alarmsOf('prod')) expect(AlarmActions).toBeUndefined();
  });
});

test('the dashboard shows alarms, queues, jobs, the file system and the last warnings', () => {
  const { DashboardBody } = templateOf('prod').only<{ DashboardBody: string }>('AWS::CloudWatch::Dashboard');
  const { widgets } = JSON.parse(DashboardBody) as { widgets: { properties: { title: string } }[] };

  expect(widgets.map(({ properties }) => properties.title)).toEqual([
    'Alarms',
    'Messages',
    'Age of the oldest message, in seconds',
    'Jobs',
    'Bytes: copied by S3, moved by the function, unpacked from TAR',
    'Function',
    'Duration, in milliseconds',
    'File system, percent of its limit',
    'File system, bytes stored',
    'Warnings and errors',
  ]);
});
