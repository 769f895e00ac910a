import type { ComponentChild } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { BatchRow } from '@biospex/batch-core';
import { client } from './client.ts';
import { useTask } from './use-task.tsx';

export interface Rows {
  /** The row at a position of the batch, undefined until it is loaded. */
  readonly rowAt: (position: number) => BatchRow | undefined;
  readonly failure: ComponentChild;
}

/** Loads the visible rows of a batch, and the chosen one. */
export function useRows(batch: number, from: number, to: number, chosen: number): Rows {
  const [rows, setRows] = useState(new Map<number, BatchRow>());
  const task = useTask();
  useEffect(
    () =>
      task.run(async () => {
        const [inSight, ofChosen] = await Promise.all([
          client.call('rows', { batch, from, to }),
          client.call('rows', { batch, from: chosen, to: chosen + 1 }),
        ]);
        setRows(new Map([[chosen, ofChosen[0]!], ...inSight.map((row, i) => [from + i, row] as const)]));
      }),
    [batch, from, to, chosen],
  );
  return { rowAt: (position) => rows.get(position), failure: task.failure };
}
