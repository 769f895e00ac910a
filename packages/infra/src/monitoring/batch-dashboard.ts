import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  LogQueryWidget,
  Stats,
  type Alarm,
  type IMetric,
  type IWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Environment } from '../environment/environment.ts';
import type { BatchFunction } from '../function/batch-function.ts';
import type { BatchQueues } from '../queues/batch-queues.ts';
import type { ScratchFileSystem } from '../scratch/scratch-file-system.ts';
import type { Monitored } from './batch-alarms.ts';
import { jobMetric } from './job-metric.ts';
import { storageMetrics } from './storage-metrics.ts';

export interface BatchDashboardProps extends Monitored {
  readonly alarms: readonly Alarm[];
}

const PERIOD = Duration.minutes(5);
const HALF = 12;

/** BatchDashboard shows alarms, queues, jobs, functions, the file system and the last warnings, in this order. */
export class BatchDashboard extends Construct {
  constructor(scope: Construct, id: string, props: BatchDashboardProps) {
    super(scope, id);
    const { environment, alarms, scratch } = props;
    new Dashboard(this, 'Dashboard', {
      dashboardName: `BatchCreator-${environment.name}`,
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 2 * HALF, height: 4 })],
        queueWidgets(props.queues),
        jobWidgets(environment),
        functionWidgets(props),
        ...(scratch === undefined ? [] : [storageWidgets(scratch)]),
        [lastWarnings(props.batch)],
      ],
    });
  }
}

function queueWidgets(queues: BatchQueues): IWidget[] {
  const { trigger, update, triggerDeadLetters, updateDeadLetters } = queues;
  const maximum = { period: PERIOD, statistic: Stats.MAXIMUM };
  return [
    graph('Messages', [
      trigger.metricApproximateNumberOfMessagesVisible({ ...maximum, label: 'waiting triggers' }),
      trigger.metricApproximateNumberOfMessagesNotVisible({ ...maximum, label: 'triggers in progress' }),
      update.metricApproximateNumberOfMessagesVisible({ ...maximum, label: 'waiting results' }),
      triggerDeadLetters.metricApproximateNumberOfMessagesVisible({ ...maximum, label: 'dead triggers' }),
      updateDeadLetters.metricApproximateNumberOfMessagesVisible({ ...maximum, label: 'dead results' }),
    ]),
    graph('Age of the oldest message, in seconds', [
      trigger.metricApproximateAgeOfOldestMessage({ ...maximum, label: 'trigger' }),
      update.metricApproximateAgeOfOldestMessage({ ...maximum, label: 'result' }),
    ]),
  ];
}

function jobWidgets(environment: Environment): IWidget[] {
  const sums = (...names: string[]): IMetric[] => names.map((name) => jobMetric(environment, name));
  return [
    graph('Jobs', sums('JobsSucceeded', 'UserFailures', 'SystemFailures', 'UnreadableMessages', 'Retries')),
    graph(
      'Bytes: copied by S3, moved by the function, unpacked from TAR',
      sums('BytesCopied', 'BytesMoved', 'BytesSpooled'),
    ),
  ];
}

function functionWidgets({ environment, batch, teller }: Monitored): IWidget[] {
  const lambda = batch.function;
  const sum = { period: PERIOD, statistic: Stats.SUM };
  const duration = (statistic: string, label: string): IMetric =>
    lambda.metricDuration({ period: PERIOD, statistic, label });
  return [
    graph('Functions', [
      lambda.metricInvocations(sum),
      lambda.metricErrors(sum),
      lambda.metricThrottles(sum),
      teller.function.metricInvocations({ ...sum, label: 'teller' }),
    ]),
    graph('Milliseconds', [
      duration(Stats.MAXIMUM, 'longest run'),
      duration(Stats.AVERAGE, 'average run'),
      jobMetric(environment, 'ClickToResult', Stats.MAXIMUM),
    ]),
  ];
}

function storageWidgets(scratch: ScratchFileSystem): IWidget[] {
  const { ioLimit, storedBytes } = storageMetrics(scratch);
  return [
    graph('File system, percent of its limit', [ioLimit]),
    graph('File system, bytes stored', [storedBytes]),
  ];
}

function lastWarnings({ logGroup }: BatchFunction): IWidget {
  return new LogQueryWidget({
    title: 'Warnings and errors',
    logGroupNames: [logGroup.logGroupName],
    queryLines: [
      'fields @timestamp, level, message, downloadId, file, code, reason',
      "filter level in ['warn', 'error', 'fatal', 'ERROR', 'FATAL']",
      'sort @timestamp desc',
      'limit 50',
    ],
    width: 2 * HALF,
    height: 8,
  });
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: HALF });
}
