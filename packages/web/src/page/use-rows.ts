import type { ComponentChild } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { BatchRow } from '@biospex/batch-core';
import type { ArchiveClient } from '../archive-client.ts';
import { useTask } from './use-task.tsx';

/** Rows asked for at a time, and how many such pages are kept. */
const PAGE_ROWS = 64;
const MAX_PAGES = 24;

export interface Rows {
  /** The row at a position of the batch, undefined while it is on its way. */
  readonly rowAt: (position: number) => BatchRow | undefined;
  readonly failure: ComponentChild;
}

/** The rows of a batch that are in sight, and the one that is chosen. */
export function useRows(
  client: ArchiveClient,
  batch: number,
  from: number,
  to: number,
  chosen: number,
): Rows {
  const pages = useRef(new Map<number, readonly BatchRow[] | undefined>());
  const [, redraw] = useState(0);
  const task = useTask();
  const pageOf = (position: number): number => Math.floor(position / PAGE_ROWS);
  const first = pageOf(from);
  const last = pageOf(Math.max(from, to - 1));
  const ofChosen = pageOf(chosen);
  useEffect(() => {
    const wanted = new Set([ofChosen, ...Array.from({ length: last - first + 1 }, (_, i) => first + i)]);
    const missing = [...wanted].filter((page) => !pages.current.has(page));
    if (missing.length === 0) return;
    for (const page of pages.current.keys()) {
      if (pages.current.size + missing.length <= MAX_PAGES) break;
      if (!wanted.has(page)) pages.current.delete(page);
    }
    for (const page of missing) pages.current.set(page, undefined);
    task.run(async () => {
      await Promise.all(
        missing.map(async (page) => {
          const start = page * PAGE_ROWS;
          const rows = await client.call('rows', { batch, from: start, to: start + PAGE_ROWS });
          if (pages.current.has(page)) pages.current.set(page, rows);
        }),
      );
      redraw((n) => n + 1);
    });
  }, [client, batch, first, last, ofChosen]);
  return {
    rowAt: (position) => pages.current.get(pageOf(position))?.[position % PAGE_ROWS],
    failure: task.failure,
  };
}
