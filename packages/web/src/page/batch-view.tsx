import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { formatCount, plural, type BatchRow, type PlannedBatch } from '@biospex/batch-core';
import { Picture } from './picture.tsx';
import { RowDetails } from './row-details.tsx';
import { useFocus } from './use-focus.ts';
import { useRows } from './use-rows.ts';
import { useVirtual } from './use-virtual.ts';

interface BatchViewProps {
  readonly batch: PlannedBatch;
  readonly number: number;
  readonly columns: readonly string[];
  readonly onClose: () => void;
}

/** Pixels, as in the style sheet. */
const TILE = { minWidth: 132, lineHeight: 152 };

/** The images of a batch, and the row of the chosen one. */
export function BatchView({ batch, number, columns, onClose }: BatchViewProps) {
  const box = useRef<HTMLDivElement>(null);
  const heading = useFocus();
  const [chosen, setChosen] = useState(0);
  const { from, to, perLine, before, after } = useVirtual(box, { count: batch.rows, ...TILE });
  const { rowAt, failure } = useRows(number, from, to, chosen);
  useLayoutEffect(() => heading.current?.scrollIntoView({ block: 'start' }), []);
  const choose = (position: number): void => {
    const next = Math.max(0, Math.min(batch.rows - 1, position));
    setChosen(next);
    bringIntoSight(box.current, Math.floor(next / perLine) * TILE.lineHeight);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = stepOf(event.key, perLine, batch.rows);
    if (step === undefined) return;
    event.preventDefault();
    choose(chosen + step);
  };
  const indexes = Array.from({ length: to - from }, (_, i) => from + i);
  return (
    <section class="batch-view no-print" aria-labelledby="batch-view">
      <div class="section-head">
        <h3 id="batch-view" ref={heading} tabIndex={-1}>
          Batch {number} <span class="quiet">{plural(batch.rows, 'row')}</span>
        </h3>
        <button type="button" class="button plain" onClick={onClose}>
          Close
        </button>
      </div>
      {failure}
      <div class="batch-inside">
        <div
          class="tiles"
          ref={box}
          role="listbox"
          tabIndex={0}
          aria-label={`Images of batch ${number}`}
          aria-activedescendant={chosen >= from && chosen < to ? `tile-${chosen}` : undefined}
          onKeyDown={onKeyDown}
        >
          <div class="tile-gap" role="presentation" style={{ height: `${before}px` }} />
          <div class="tile-lines" role="presentation">
            {indexes.map((i) => (
              <Tile
                key={i}
                position={i}
                count={batch.rows}
                row={rowAt(i)}
                isChosen={i === chosen}
                onChoose={choose}
              />
            ))}
          </div>
          <div class="tile-gap" role="presentation" style={{ height: `${after}px` }} />
        </div>
        <RowDetails row={rowAt(chosen)} columns={columns} />
      </div>
    </section>
  );
}

function stepOf(key: string, perLine: number, count: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -perLine,
    ArrowDown: perLine,
    PageUp: -perLine * 3,
    PageDown: perLine * 3,
    Home: -count,
    End: count,
  };
  return steps[key];
}

function bringIntoSight(box: HTMLElement | null, top: number): void {
  if (box === null) return;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + TILE.lineHeight > box.scrollTop + box.clientHeight)
    box.scrollTop = top + TILE.lineHeight - box.clientHeight;
}

interface TileProps {
  readonly position: number;
  readonly count: number;
  readonly row: BatchRow | undefined;
  readonly isChosen: boolean;
  readonly onChoose: (position: number) => void;
}

function Tile({ position, count, row, isChosen, onChoose }: TileProps) {
  return (
    <div
      id={`tile-${position}`}
      class={`tile${isChosen ? ' chosen' : ''}`}
      title={row?.image}
      role="option"
      aria-selected={isChosen}
      aria-setsize={count}
      aria-posinset={position + 1}
      aria-label={
        row === undefined
          ? `Row ${position + 1} of the batch`
          : `Row ${formatCount(row.number)}, ${row.image}`
      }
      onClick={() => onChoose(position)}
    >
      <Picture entry={row?.entry} height={96} />
      <span class="tile-name">{row === undefined ? ' ' : formatCount(row.number)}</span>
    </div>
  );
}
