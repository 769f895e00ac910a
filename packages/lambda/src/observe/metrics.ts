import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Transfer } from '@biospex/batch-aws';
import type { JobOutcome } from '../job/run-job.ts';

const SERVICE = 'batch-creator';

/** JobMetrics writes CloudWatch metrics as log lines (embedded metric format), without a request. */
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

  /** @param sentAt when the trigger was sent, in milliseconds since 1970; NaN for a manual replay */
  answered(sentAt: number): void {
    if (!(sentAt > 0)) return;
    this.#metrics.addMetric('ClickToResult', MetricUnit.Milliseconds, Date.now() - sentAt);
    this.#metrics.publishStoredMetrics();
  }

  userFailed(code: string): void {
    this.#count('UserFailures', code);
  }

  systemFailed(code: string): void {
    this.#count('SystemFailures', code);
  }

  retried(code: string): void {
    this.#count('Retries', code);
  }

  unreadable(): void {
    this.#count('UnreadableMessages');
  }

  /** Counts once in total and, if there is a code, once by code. */
  #count(name: string, code?: string): void {
    this.#metrics.addMetric(name, MetricUnit.Count, 1);
    if (code !== undefined) this.#metrics.addDimensions({}).addDimensions({ code });
    this.#metrics.publishStoredMetrics();
  }
}
