import { useRef } from 'preact/hooks';
import { formatBytes, formatCount, plural, type PlannedBatch } from '@biospex/batch-core';
import type { Batches, BatchKind } from '../worker/protocol.ts';
import { client } from './client.ts';
import { saveBlob } from './save-blob.ts';
import { useTask } from './use-task.tsx';
import { useVirtual } from './use-virtual.ts';

interface BatchListProps {
  readonly batches: Batches;
  /** The batch shown below, from 1. */
  readonly opened: number | undefined;
  readonly onLook: (batch: number | undefined) => void;
  /** Called with how a batch was saved. */
  readonly onSaved: (as: BatchKind) => void;
}

/** Pixels, as in the style sheet. */
const rowHeight = (): number => (window.matchMedia('(max-width: 40rem)').matches ? 72 : 48);

/** The table of batches. Only visible rows are in the document. */
export function BatchList({ batches: { list, batchSize }, opened, onLook, onSaved }: BatchListProps) {
  const box = useRef<HTMLDivElement>(null);
  const { from, to, before, after } = useVirtual(box, { count: list.length, lineHeight: rowHeight() });
  const task = useTask();
  const download = (number: number, file: string): void =>
    task.run(async () => {
      saveBlob(await client.call('batch', { batch: number, batchSize }), file);
      onSaved('zips');
    });
  return (
    <>
      {task.failure}
      <div
        class={`batch-list${to - from < list.length ? ' partial' : ''}`}
        ref={box}
        tabIndex={0}
        role="region"
        aria-label="The batches"
      >
        <table aria-rowcount={list.length + 1}>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col">Batch</th>
              {['Rows', 'Images', 'Size'].map((name) => (
                <th key={name} scope="col" class="number">
                  {name}
                </th>
              ))}
              <th scope="col" class="no-print">
                <span class="unseen">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            <Gap height={before} />
            {list.slice(from, to).map((batch, i) => (
              <BatchRow
                key={batch.file}
                batch={batch}
                number={from + i + 1}
                isOpened={opened === from + i + 1}
                onLook={onLook}
                onDownload={download}
              />
            ))}
            <Gap height={after} />
          </tbody>
        </table>
      </div>
    </>
  );
}

function Gap({ height }: { readonly height: number }) {
  if (height === 0) return null;
  return (
    <tr aria-hidden="true" class="gap" style={{ height: `${height}px` }}>
      <td colSpan={5} />
    </tr>
  );
}

interface BatchRowProps {
  readonly batch: PlannedBatch;
  readonly number: number;
  readonly isOpened: boolean;
  readonly onLook: (batch: number | undefined) => void;
  readonly onDownload: (batch: number, file: string) => void;
}

function BatchRow({ batch, number, isOpened, onLook, onDownload }: BatchRowProps) {
  const { file, rows, images, bytes } = batch;
  return (
    <tr aria-rowindex={number + 1} class={isOpened ? 'opened' : ''}>
      <th scope="row" title={file}>
        <span class="batch-name">
          <bdi>{file}</bdi>
        </span>
        <span class="batch-facts">
          {plural(rows, 'row')} · {plural(images, 'image')}
          <br />
          {formatBytes(bytes)}
        </span>
      </th>
      <td class="number">{formatCount(rows)}</td>
      <td class="number">{formatCount(images)}</td>
      <td class="number">{formatBytes(bytes)}</td>
      <td class="row-actions no-print">
        <button
          type="button"
          class="button small plain"
          id={`look-${number}`}
          aria-expanded={isOpened}
          aria-label={isOpened ? `Close batch ${number}` : `Look inside batch ${number}`}
          onClick={() => onLook(isOpened ? undefined : number)}
        >
          {isOpened ? 'Close' : 'Look inside'}
        </button>
        <button
          type="button"
          class="button small"
          aria-label={`Download batch ${number}`}
          onClick={() => onDownload(number, file)}
        >
          Download
        </button>
      </td>
    </tr>
  );
}
