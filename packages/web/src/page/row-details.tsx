import { formatBytes, formatCount, type BatchRow } from '@biospex/batch-core';
import { Picture } from './picture.tsx';

interface RowDetailsProps {
  readonly row: BatchRow | undefined;
  readonly columns: readonly string[];
}

/** One row of the manifest, with its image. */
export function RowDetails({ row, columns }: RowDetailsProps) {
  return (
    <div class="row-details" tabIndex={0} role="region" aria-label="The chosen row" aria-live="polite">
      <Picture entry={row?.entry} height={420} />
      {row && (
        <>
          <p class="row-head">
            Row {formatCount(row.number)} <span class="quiet">{formatBytes(row.imageBytes)}</span>
          </p>
          <dl>
            {columns.map((column, i) => (
              <div key={i} class={row.cells[i] === '' ? 'empty-cell' : ''}>
                <dt>
                  <bdi>{column}</bdi>
                </dt>
                <dd dir="auto">{row.cells[i] === '' ? 'empty' : row.cells[i]}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </div>
  );
}
