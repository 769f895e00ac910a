import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ScratchFileSystem } from '../scratch/scratch-file-system.ts';

/** Metrics of the file system, for which the CDK has no methods. Elastic throughput has no burst credits. */
export function storageMetrics({ fileSystem: { fileSystemId } }: ScratchFileSystem) {
  const common = { namespace: 'AWS/EFS', statistic: Stats.MAXIMUM };
  return {
    /** Percent of the I/O limit of a general purpose file system. */
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
