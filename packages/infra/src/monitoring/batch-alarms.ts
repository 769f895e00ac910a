import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  MathExpression,
  Stats,
  TreatMissingData,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Environment } from '../environment/environment.ts';
import type { BatchFunction } from '../function/batch-function.ts';
import type { Teller } from '../function/teller.ts';
import type { BatchQueues } from '../queues/batch-queues.ts';
import type { ScratchFileSystem } from '../scratch/scratch-file-system.ts';
import { jobMetric } from './job-metric.ts';
import { storageMetrics } from './storage-metrics.ts';

/** What alarms and dashboard look at. */
export interface Monitored {
  readonly environment: Environment;
  readonly queues: BatchQueues;
  readonly batch: BatchFunction;
  readonly teller: Teller;
  readonly scratch: ScratchFileSystem | undefined;
}

export interface BatchAlarmsProps extends Monitored {
  /** Who gets the alarms. @default nobody: they show on the dashboard */
  readonly topic: ITopic | undefined;
}

interface AlarmDefinition {
  /** Heading in docs/runbook.md, as an anchor. The alarm's name ends with it. */
  readonly heading: string;
  /** What it means, in a sentence. */
  readonly meaning: string;
  readonly metric: IMetric;
  /** The alarm rings from this value on. @default 1 */
  readonly from?: number;
}

const PERIOD = Duration.minutes(5);
const MAXIMUM = { period: PERIOD, statistic: Stats.MAXIMUM };
const SUM = { period: PERIOD, statistic: Stats.SUM };
const TWO_HOURS = Duration.hours(2).toSeconds();
/** An attempt that dies, and one that then takes all its time, are over in half of it. */
const SLOW_RESULT_MS = Duration.hours(1).toMilliseconds();
const NEAR_TIMEOUT_SHARE = 0.85;
/** Much more than one export needs: jobs leave files behind. */
const FORGOTTEN_BYTES = 100 * 1024 ** 3;

/** BatchAlarms ring when somebody has to do something. Each leads to its heading in the runbook. */
export class BatchAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: BatchAlarmsProps) {
    super(scope, id);
    const definitions = [
      ...queueAlarms(props.queues),
      ...jobAlarms(props.environment),
      ...functionAlarms(props),
      ...(props.scratch === undefined ? [] : storageAlarms(props.scratch)),
    ];
    this.alarms = definitions.map((definition) => this.#add(definition, props));
  }

  #add(
    { heading, meaning, metric, from = 1 }: AlarmDefinition,
    { environment, topic }: BatchAlarmsProps,
  ): Alarm {
    const { name, runbookUrl = 'docs/runbook.md' } = environment;
    const alarm = new Alarm(this, heading, {
      alarmName: `${name}-batch-${heading}`,
      alarmDescription: `${meaning} What to do: ${runbookUrl}#${heading}`,
      metric,
      threshold: from,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // Also the period before: its data may have come late, and DIFF compares with it.
      evaluationPeriods: 2,
      datapointsToAlarm: 1,
      // No export, no data.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (topic !== undefined) alarm.addAlarmAction(new SnsAction(topic));
    return alarm;
  }
}

function queueAlarms(queues: BatchQueues): AlarmDefinition[] {
  return [
    {
      heading: 'dead-triggers',
      meaning: 'A request for batches was given up, or could not be read.',
      metric: newMessages(queues.triggerDeadLetters),
    },
    {
      heading: 'old-triggers',
      meaning: 'A request for batches has been waiting for two hours.',
      metric: queues.trigger.metricApproximateAgeOfOldestMessage(MAXIMUM),
      from: TWO_HOURS,
    },
    {
      heading: 'dead-results',
      meaning: 'BIOSPEX has thrown a result back again and again.',
      metric: newMessages(queues.updateDeadLetters),
    },
    {
      heading: 'old-results',
      meaning: 'BIOSPEX has not taken a result for two hours.',
      metric: queues.update.metricApproximateAgeOfOldestMessage(MAXIMUM),
      from: TWO_HOURS,
    },
  ];
}

/**
 * Messages by which a queue has grown within a period. An alarm on their number would ring for the first message, and not for the
 * second while the first lies there. SQS counts only what is sent, not what it moves here itself, so the number has to be compared. A
 * message that somebody looks at is hidden, and counts all the same; a queue in which nothing happens for hours has no data, and is empty.
 */
function newMessages(queue: IQueue): MathExpression {
  return new MathExpression({
    expression: 'DIFF(FILL(visible, 0) + FILL(hidden, 0))',
    usingMetrics: {
      visible: queue.metricApproximateNumberOfMessagesVisible(MAXIMUM),
      hidden: queue.metricApproximateNumberOfMessagesNotVisible(MAXIMUM),
    },
    label: 'new messages',
    period: PERIOD,
  });
}

function jobAlarms(environment: Environment): AlarmDefinition[] {
  return [
    {
      heading: 'system-failures',
      meaning: 'An export was given up for a reason that its user cannot mend.',
      metric: jobMetric(environment, 'SystemFailures'),
    },
    {
      heading: 'slow-results',
      meaning: 'A result came an hour or more after the request.',
      metric: jobMetric(environment, 'ClickToResult', Stats.MAXIMUM),
      from: SLOW_RESULT_MS,
    },
  ];
}

function functionAlarms({ environment, batch, teller }: Monitored): AlarmDefinition[] {
  const lambda = batch.function;
  return [
    {
      heading: 'function-errors',
      meaning: 'A function crashed, could not start, or ran out of time or memory.',
      metric: new MathExpression({
        expression: 'FILL(batch, 0) + FILL(teller, 0)',
        usingMetrics: { batch: lambda.metricErrors(SUM), teller: teller.function.metricErrors(SUM) },
        label: 'errors',
        period: PERIOD,
      }),
    },
    {
      heading: 'near-timeout',
      meaning: 'An export took nearly as long as the function may run.',
      metric: lambda.metricDuration(MAXIMUM),
      from: NEAR_TIMEOUT_SHARE * environment.timeoutSeconds * 1000,
    },
    {
      heading: 'throttles',
      meaning: 'The function was not allowed to start: it is paused, or was given fewer executions by hand.',
      metric: lambda.metricThrottles(SUM),
    },
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
