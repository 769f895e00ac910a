import { jest } from '@jest/globals';

/** A line in CloudWatch's embedded metric format. */
interface MetricLine extends Readonly<Record<string, unknown>> {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
}

/** Listens to printed metrics; returns CloudWatch's sums so far. */
export function listenToMetrics(): () => Record<string, number> {
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  return () => {
    const counts: Record<string, number> = {};
    for (const [text] of log.mock.calls) {
      const line = JSON.parse(String(text)) as MetricLine;
      for (const { Namespace, Dimensions, Metrics } of line._aws.CloudWatchMetrics) {
        const code = Dimensions.flat().includes('code') ? `:${String(line['code'])}` : '';
        for (const { Name } of Metrics) {
          const name = `${Namespace}/${Name}${code}`;
          counts[name] =
            (counts[name] ?? 0) + [line[Name]].flat().reduce<number>((sum, n) => sum + Number(n), 0);
        }
      }
    }
    return counts;
  };
}
