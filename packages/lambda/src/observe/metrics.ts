import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Transfer } from '@biospex/batch-aws';
import type { JobOutcome } from '../job/run-job.ts';

const SERVICE = 'batch-creator';

/** JobMetrics writes CloudWatch metrics as lines of the log (embedded metric format): no request is made for them. */
export class JobMetrics {
  readonly #metrics: Metrics;

  constructor(namespace: string) {
    this.#metrics = new Metrics({ namespace, serviceName: SERVICE });
  }

  succeeded({ plan, reused, archive }: JobOutcome, transfer: Transfer, durationMs: number): void {
    this.#metrics.addMetric('JobsSucceeded', MetricUnit.Count, 1);
    this.#metrics.addMetric('Batches', MetricUnit.Count, plan.batches.length);
    this.#metrics.addMetric('BatchesReused', MetricUnit.Count, reused.length);
    this.#metrics.addMetric('Rows', MetricUnit.Count, plan.rows);
    this.#metrics.addMetric('Images', MetricUnit.Count, plan.images);
    this.#metrics.addMetric('BytesCopied', MetricUnit.Bytes, transfer.bytesCopied);
    this.#metrics.addMetric('BytesMoved', MetricUnit.Bytes, transfer.bytesDown + transfer.bytesUp);
    this.#metrics.addMetric('BytesSpooled', MetricUnit.Bytes, archive.spooledBytes);
    this.#metrics.addMetric('Duration', MetricUnit.Milliseconds, durationMs);
    this.#metrics.publishStoredMetrics();
  }

  /** A job has finally failed: once as a whole, for the alarm, and once by its code. */
  failed(code: string): void {
    this.#metrics.addMetric('JobsFailed', MetricUnit.Count, 1);
    this.#metrics.publishStoredMetrics();
    const byCode = this.#metrics.singleMetric();
    byCode.addDimension('code', code);
    byCode.addMetric('JobsFailedByCode', MetricUnit.Count, 1);
  }

  retried(): void {
    this.#count('Retries');
  }

  unreadable(): void {
    this.#count('UnreadableMessages');
  }

  #count(name: string): void {
    this.#metrics.addMetric(name, MetricUnit.Count, 1);
    this.#metrics.publishStoredMetrics();
  }
}
