import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ScratchFileSystem } from '../scratch/scratch-file-system.ts';

/** The metrics of the file system that the CDK has no methods for. Elastic throughput has no burst credits. */
export function storageMetrics({ fileSystem }: ScratchFileSystem): {
  /** Percent of what a general purpose file system can do. */
  readonly ioLimit: Metric;
  readonly storedBytes: Metric;
} {
  const { fileSystemId } = fileSystem;
  const common = { namespace: 'AWS/EFS', statistic: Stats.MAXIMUM };
  return {
    ioLimit: new Metric({
      ...common,
      metricName: 'PercentIOLimit',
      dimensionsMap: { FileSystemId: fileSystemId },
      period: Duration.minutes(5),
    }),
    storedBytes: new Metric({
      ...common,
      metricName: 'StorageBytes',
      dimensionsMap: { FileSystemId: fileSystemId, StorageClass: 'Total' },
      // EFS reports it every fifteen minutes.
      period: Duration.hours(1),
    }),
  };
}
