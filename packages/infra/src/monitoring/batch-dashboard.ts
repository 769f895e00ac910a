import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  LogQueryWidget,
  Metric,
  Stats,
  type Alarm,
  type IMetric,
  type IWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { metricsNamespace, type Environment } from '../environment/environment.ts';
import type { BatchFunction } from '../function/batch-function.ts';
import type { BatchQueues } from '../queues/batch-queues.ts';
import type { ScratchFileSystem } from '../scratch/scratch-file-system.ts';
import { storageMetrics } from './storage-metrics.ts';

export interface BatchDashboardProps {
  readonly environment: Environment;
  readonly queues: BatchQueues;
  readonly function: BatchFunction;
  readonly scratch?: ScratchFileSystem | undefined;
  readonly alarms: readonly Alarm[];
}

const PERIOD = Duration.minutes(5);
const HALF = 12;

/** BatchDashboard shows, from above: what is wrong, who waits, what is done, and what the function says. */
export class BatchDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: BatchDashboardProps) {
    super(scope, id);
    const { environment, alarms, scratch } = props;
    this.dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: `BatchCreator-${environment.name}`,
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 2 * HALF, height: 4 })],
        queueWidgets(props.queues),
        jobWidgets(environment),
        functionWidgets(props.function),
        ...(scratch === undefined ? [] : [storageWidgets(scratch)]),
        [lastWords(props.function)],
      ],
    });
  }
}

function queueWidgets(queues: BatchQueues): IWidget[] {
  const { trigger, update, triggerDeadLetters, updateDeadLetters } = queues;
  const maximum = { period: PERIOD, statistic: Stats.MAXIMUM };
  return [
    graph('Messages', [
      trigger.metricApproximateNumberOfMessagesVisible({ ...maximum, label: 'triggers that wait' }),
      trigger.metricApproximateNumberOfMessagesNotVisible({ ...maximum, label: 'triggers at work' }),
      update.metricApproximateNumberOfMessagesVisible({ ...maximum, label: 'results that wait' }),
      triggerDeadLetters.metricApproximateNumberOfMessagesVisible({ ...maximum, label: 'dead triggers' }),
      updateDeadLetters.metricApproximateNumberOfMessagesVisible({ ...maximum, label: 'dead results' }),
    ]),
    graph('Age of the oldest message, in seconds', [
      trigger.metricApproximateAgeOfOldestMessage({ ...maximum, label: 'trigger' }),
      update.metricApproximateAgeOfOldestMessage({ ...maximum, label: 'result' }),
    ]),
  ];
}

function jobWidgets({ name }: Environment): IWidget[] {
  const metric = (metricName: string): Metric =>
    new Metric({
      namespace: metricsNamespace(name),
      metricName,
      dimensionsMap: { service: 'batch-creator' },
      period: PERIOD,
      statistic: Stats.SUM,
    });
  return [
    graph(
      'Jobs',
      ['JobsSucceeded', 'JobsFailed', 'Retries', 'UnreadableMessages'].map((each) => metric(each)),
    ),
    graph(
      'Bytes: copied by S3, moved by the function, unpacked from TAR',
      ['BytesCopied', 'BytesMoved', 'BytesSpooled'].map((each) => metric(each)),
    ),
  ];
}

function functionWidgets({ function: lambda }: BatchFunction): IWidget[] {
  const sum = { period: PERIOD, statistic: Stats.SUM };
  return [
    graph('Function', [lambda.metricInvocations(sum), lambda.metricErrors(sum), lambda.metricThrottles(sum)]),
    graph('Duration, in milliseconds', [
      lambda.metricDuration({ period: PERIOD, statistic: Stats.MAXIMUM, label: 'longest' }),
      lambda.metricDuration({ period: PERIOD, statistic: Stats.AVERAGE, label: 'average' }),
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

/** What the function warned of, latest first. */
function lastWords({ logGroup }: BatchFunction): IWidget {
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
