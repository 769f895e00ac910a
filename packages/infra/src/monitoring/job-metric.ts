import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Environment } from '../environment/environment.ts';
import { metricsNamespace } from '../environment/names.ts';

/** A metric that the functions write into their log: Lambda does not count a returned message as an error. */
export function jobMetric({ name }: Environment, metricName: string, statistic = Stats.SUM): Metric {
  return new Metric({
    namespace: metricsNamespace(name),
    metricName,
    dimensionsMap: { service: 'batch-creator' },
    period: Duration.minutes(5),
    statistic,
  });
}
