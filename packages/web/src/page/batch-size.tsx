import { formatCount } from '@biospex/batch-core';
import { useEffect, useState } from 'preact/hooks';

interface BatchSizeProps {
  readonly batchSize: number;
  readonly rows: number;
  readonly onResize: (batchSize: number) => void;
}

/** What the slider goes up to, unless the field beside it says more. */
const SLIDER_MAX = 5000;
const STEP = 100;

/** How many rows go into a batch. */
export function BatchSize({ batchSize, rows, onResize }: BatchSizeProps) {
  // What is being typed may be no number yet.
  const [text, setText] = useState(String(batchSize));
  useEffect(() => setText(String(batchSize)), [batchSize]);
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
            aria-describedby="batch-size-advice"
            onInput={({ currentTarget }) => set(currentTarget.value)}
          />
          <div class="scale" aria-hidden="true">
            <span class="advised">500 – 1,000</span>
            <span class="usual">2,000</span>
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
          aria-describedby="batch-size-advice"
          onInput={({ currentTarget }) => set(currentTarget.value.trim())}
          onBlur={() => setText(String(batchSize))}
        />
      </div>
      <p id="batch-size-advice" class="quiet" aria-live="polite">
        {wanted === undefined ? 'A whole number from 1 on.' : adviceFor(wanted, rows)}
      </p>
    </fieldset>
  );
}

/** A number from 1 on, with or without commas as the page itself writes it. */
function wholeNumber(text: string): number | undefined {
  const digits = text.replace(/(?<=\d),(?=\d{3}(?:,|$))/g, '');
  return /^[1-9]\d{0,8}$/.test(digits) ? Number(digits) : undefined;
}

function adviceFor(batchSize: number, rows: number): string {
  if (batchSize >= rows && rows <= 1000) return 'All rows in one batch.';
  if (batchSize > 1000)
    return `Zooniverse advises 500 to 1,000 subjects an upload. ${formatCount(batchSize)} take longer, and an upload that breaks off has to begin again.`;
  if (batchSize < 500) return 'Zooniverse advises 500 to 1,000 subjects an upload. Fewer make more uploads.';
  return 'What Zooniverse advises: 500 to 1,000 subjects an upload.';
}
