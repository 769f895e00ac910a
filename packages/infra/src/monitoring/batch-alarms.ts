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

export interface Monitored {
  readonly environment: Environment;
  readonly queues: BatchQueues;
  readonly batch: BatchFunction;
  readonly teller: Teller;
  readonly scratch: ScratchFileSystem | undefined;
}

export interface BatchAlarmsProps extends Monitored {
  /** Receives the alarms. @default none: alarms only show on the dashboard */
  readonly topic: ITopic | undefined;
}

interface AlarmDefinition {
  /** Anchor of its heading in docs/runbook.md. The alarm's name ends with it. */
  readonly heading: string;
  /** One sentence, for the person who is paged. */
  readonly meaning: string;
  readonly metric: IMetric;
  /** The alarm rings at this value and above. @default 1 */
  readonly from?: number;
}

const PERIOD = Duration.minutes(5);
const MAXIMUM = { period: PERIOD, statistic: Stats.MAXIMUM };
const SUM = { period: PERIOD, statistic: Stats.SUM };
const TWO_HOURS = Duration.hours(2).toSeconds();
/** Twice the time of an attempt that dies and a retry that uses its whole timeout. */
const SLOW_RESULT_MS = Duration.hours(1).toMilliseconds();
const NEAR_TIMEOUT_SHARE = 0.85;
/** Far more than one export needs, so jobs must have left files behind. */
const FORGOTTEN_BYTES = 100 * 1024 ** 3;

/** BatchAlarms ring when somebody must act. Each links to its heading in the runbook. */
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
      // Two periods: data may arrive late, and DIFF needs both.
      evaluationPeriods: 2,
      datapointsToAlarm: 1,
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
      meaning: 'A request for batches failed for good, or could not be read.',
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
      meaning: 'BIOSPEX rejected a result ten times.',
      metric: newMessages(queues.updateDeadLetters),
    },
    {
      heading: 'old-results',
      meaning: 'A result has been waiting for BIOSPEX for two hours.',
      metric: queues.update.metricApproximateAgeOfOldestMessage(MAXIMUM),
      from: TWO_HOURS,
    },
  ];
}

/**
 * Messages by which a queue grew within a period. An alarm on the number of messages would not ring for a second message while the
 * first is still there. SQS does not count messages that it moves itself, so two numbers are compared. Hidden messages count: somebody
 * may be looking at one. A queue that is idle for hours has no data; that counts as empty.
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
      meaning: 'An export failed for good, for a reason that its user cannot fix.',
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
      meaning: 'An export took almost as long as the timeout of the function.',
      metric: lambda.metricDuration(MAXIMUM),
      from: NEAR_TIMEOUT_SHARE * environment.timeoutSeconds * 1000,
    },
    {
      heading: 'throttles',
      meaning: 'The function could not start: it is paused, or its reserved concurrency was lowered.',
      metric: lambda.metricThrottles(SUM),
    },
  ];
}

function storageAlarms(scratch: ScratchFileSystem): AlarmDefinition[] {
  const { ioLimit, storedBytes } = storageMetrics(scratch);
  return [
    {
      heading: 'storage-limit',
      meaning: 'The scratch file system has reached its I/O limit.',
      metric: ioLimit,
      from: 95,
    },
    {
      heading: 'storage-leftovers',
      meaning: 'Files were left behind in the scratch file system.',
      metric: storedBytes,
      from: FORGOTTEN_BYTES,
    },
  ];
}
