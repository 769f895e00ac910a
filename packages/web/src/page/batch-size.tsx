import { formatCount, plural } from '@biospex/batch-core';
import { useState } from 'preact/hooks';

interface BatchSizeProps {
  readonly batchSize: number;
  readonly rows: number;
  readonly onResize: (batchSize: number) => void;
}

/** The slider's end. The field beside it takes more. */
const SLIDER_MAX = 5000;
const STEP = 100;

/** Sets the number of rows in a batch, with a slider or exactly. */
export function BatchSize({ batchSize, rows, onResize }: BatchSizeProps) {
  // The batches follow the field, never the other way round: they arrive while the user types.
  const [text, setText] = useState(String(batchSize));
  const wanted = wholeNumber(text);
  const set = (value: string): void => {
    setText(value);
    const number = wholeNumber(value);
    if (number !== undefined) onResize(number);
  };
  return (
    <fieldset class="batch-size no-print">
      <legend>Rows in a batch</legend>
      <div class="batch-size-row">
        <div class="slider">
          <input
            type="range"
            min={STEP}
            max={SLIDER_MAX}
            step={STEP}
            value={Math.min(wanted ?? batchSize, SLIDER_MAX)}
            aria-label="Rows in a batch"
            aria-describedby="batch-size-mark batch-size-advice"
            onInput={({ currentTarget }) => set(currentTarget.value)}
          />
          <div class="scale" aria-hidden="true">
            <span class="advised" id="batch-size-mark">
              Zooniverse advises 500 – 1,000
            </span>
            <span class="end">5,000</span>
          </div>
        </div>
        <input
          class="exact"
          type="text"
          inputMode="numeric"
          value={text}
          aria-label="Rows in a batch, exactly"
          aria-invalid={wanted === undefined}
          aria-describedby="batch-size-mark batch-size-advice"
          onInput={({ currentTarget }) => set(currentTarget.value.trim())}
        />
      </div>
      <p id="batch-size-advice" class={wanted === undefined ? 'bad' : 'quiet'} aria-live="polite">
        {wanted === undefined
          ? `Enter a whole number from 1 to 999,999,999. Until then, a batch has up to ${plural(batchSize, 'row')}.`
          : adviceFor(wanted, rows)}
      </p>
    </fieldset>
  );
}

/** Reads a number with or without commas. */
function wholeNumber(text: string): number | undefined {
  const digits = text.replace(/(?<=\d),(?=\d{3}(?:,|$))/g, '');
  return /^[1-9]\d{0,8}$/.test(digits) ? Number(digits) : undefined;
}

function adviceFor(batchSize: number, rows: number): string {
  if (batchSize >= rows && rows <= 1000) return 'All rows fit into one batch.';
  if (batchSize > 1000)
    return `Uploading ${formatCount(batchSize)} takes longer, and an interrupted upload has to start again.`;
  return batchSize < 500 ? 'Smaller batches mean more uploads.' : 'A good size for an upload.';
}
