import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ScratchFileSystem } from '../scratch/scratch-file-system.ts';

/** The metrics of the file system that the CDK has no methods for. Elastic throughput has no burst credits. */
export function storageMetrics({ fileSystem: { fileSystemId } }: ScratchFileSystem) {
  const common = { namespace: 'AWS/EFS', statistic: Stats.MAXIMUM };
  return {
    /** Percent of what a general purpose file system can do. */
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
