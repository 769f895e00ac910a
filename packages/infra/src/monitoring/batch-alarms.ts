import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Metric,
  Stats,
  TreatMissingData,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { metricsNamespace, type Environment } from '../environment/environment.ts';
import type { BatchFunction } from '../function/batch-function.ts';
import type { BatchQueues } from '../queues/batch-queues.ts';
import type { ScratchFileSystem } from '../scratch/scratch-file-system.ts';
import { storageMetrics } from './storage-metrics.ts';

export interface BatchAlarmsProps {
  readonly environment: Environment;
  readonly queues: BatchQueues;
  readonly function: BatchFunction;
  readonly scratch?: ScratchFileSystem | undefined;
  /** Whom alarms are told. @default nobody: they show on the dashboard */
  readonly topic?: ITopic | undefined;
}

interface AlarmDefinition {
  /** Heading in docs/runbook.md, as an anchor. The alarm's name ends with it. */
  readonly heading: string;
  /** What it means, in a sentence. */
  readonly meaning: string;
  readonly metric: IMetric;
  /** The alarm rings from this value on. */
  readonly from: number;
}

const PERIOD = Duration.minutes(5);
/** Longer than one export may take, its retries included, unless something is wrong. */
const OLD_MESSAGE = Duration.hours(2);
const NEAR_TIMEOUT_SHARE = 0.85;
const GIB = 1024 ** 3;
/** Much more than one export needs: jobs leave files behind. */
const FORGOTTEN_BYTES = 100 * GIB;

/** BatchAlarms ring when somebody has to do something. Each leads to its heading in the runbook. */
export class BatchAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: BatchAlarmsProps) {
    super(scope, id);
    const definitions = [
      ...queueAlarms(props),
      ...functionAlarms(props),
      ...(props.scratch === undefined ? [] : storageAlarms(props.scratch)),
    ];
    this.alarms = definitions.map((definition) => this.#add(definition, props));
  }

  #add({ heading, meaning, metric, from }: AlarmDefinition, { environment, topic }: BatchAlarmsProps): Alarm {
    const alarm = new Alarm(this, heading, {
      alarmName: `${environment.name}-batch-${heading}`,
      alarmDescription: `${meaning} What to do: docs/runbook.md#${heading}`,
      metric,
      threshold: from,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      // No export, no data.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (topic !== undefined) alarm.addAlarmAction(new SnsAction(topic));
    return alarm;
  }
}

function queueAlarms({ queues }: BatchAlarmsProps): AlarmDefinition[] {
  const statistics = { period: PERIOD, statistic: Stats.MAXIMUM };
  const oldFrom = OLD_MESSAGE.toSeconds();
  return [
    {
      heading: 'dead-triggers',
      meaning: 'A request for batches was given up, or could not be read.',
      metric: queues.triggerDeadLetters.metricApproximateNumberOfMessagesVisible(statistics),
      from: 1,
    },
    {
      heading: 'old-triggers',
      meaning: 'A request for batches has been waiting for two hours.',
      metric: queues.trigger.metricApproximateAgeOfOldestMessage(statistics),
      from: oldFrom,
    },
    {
      heading: 'dead-results',
      meaning: 'BIOSPEX has thrown a result back again and again.',
      metric: queues.updateDeadLetters.metricApproximateNumberOfMessagesVisible(statistics),
      from: 1,
    },
    {
      heading: 'old-results',
      meaning: 'BIOSPEX has not taken a result for two hours.',
      metric: queues.update.metricApproximateAgeOfOldestMessage(statistics),
      from: oldFrom,
    },
  ];
}

function functionAlarms({
  environment,
  function: { function: lambda },
}: BatchAlarmsProps): AlarmDefinition[] {
  const { timeoutSeconds, reservedConcurrency, maxConcurrency, name } = environment;
  const sum = { period: PERIOD, statistic: Stats.SUM };
  return [
    {
      heading: 'failed-jobs',
      meaning: 'An export could not be split, and BIOSPEX was told so.',
      // A message that is given back is no error for Lambda: the function counts its failures itself.
      metric: new Metric({
        namespace: metricsNamespace(name),
        metricName: 'JobsFailed',
        dimensionsMap: { service: 'batch-creator' },
        ...sum,
      }),
      from: 1,
    },
    {
      heading: 'function-errors',
      meaning: 'The function crashed, could not start, or ran out of time or memory.',
      metric: lambda.metricErrors(sum),
      from: 1,
    },
    {
      heading: 'near-timeout',
      meaning: 'An export took nearly as long as the function may run.',
      metric: lambda.metricDuration({ period: PERIOD, statistic: Stats.MAXIMUM }),
      from: NEAR_TIMEOUT_SHARE * timeoutSeconds * 1000,
    },
    // Where less may run than is polled, throttling is what happens all the time.
    ...(reservedConcurrency < maxConcurrency
      ? []
      : [
          {
            heading: 'throttles',
            meaning:
              'The function was not allowed to start: it is paused, or the account has too few executions.',
            metric: lambda.metricThrottles(sum),
            from: 1,
          },
        ]),
  ];
}

function storageAlarms(scratch: ScratchFileSystem): AlarmDefinition[] {
  const { ioLimit, storedBytes } = storageMetrics(scratch);
  return [
    {
      heading: 'storage-limit',
      meaning: 'The scratch file system is as busy as it can be.',
      metric: ioLimit,
      from: 95,
    },
    {
      heading: 'storage-leftovers',
      meaning: 'Files stay behind in the scratch file system.',
      metric: storedBytes,
      from: FORGOTTEN_BYTES,
    },
  ];
}
