import { useLayoutEffect, useRef } from 'preact/hooks';
import { formatBytes } from '@biospex/batch-core';
import type { Failure } from '../failure.ts';
import { wordsOfFailure } from '../words/words-of-failure.ts';
import { FileButton } from './file-button.tsx';

interface RefusalProps {
  readonly file: File | undefined;
  readonly failure: Failure;
  readonly onFile: (file: File) => void;
  /** Reads the file again, without the rows whose image is missing. */
  readonly onLeaveOut: (() => void) | undefined;
}

/** An archive that cannot be split: why, and what to do. */
export function Refusal({ file, failure, onFile, onLeaveOut }: RefusalProps) {
  const { title, explanation, advice } = wordsOfFailure(failure);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), [failure]);
  // The core tells so only where other rows are left.
  const canLeaveOut = failure.code === 'IMAGES_MISSING' && isOnlyMissing(failure.details['faults']);
  return (
    <section class="refusal" role="alert">
      {file && (
        <p class="file-line">
          <bdi class="file-name">{file.name}</bdi> <span class="quiet">{formatBytes(file.size)}</span>
        </p>
      )}
      <h2 ref={heading} tabIndex={-1}>
        {title}
      </h2>
      <p>{explanation}</p>
      <p class="advice">
        <strong>What to do.</strong> {advice}
      </p>
      <div class="actions">
        <FileButton class="button primary" onFile={onFile}>
          Choose another file
        </FileButton>
        {canLeaveOut && onLeaveOut && (
          <button type="button" class="button" onClick={onLeaveOut}>
            Leave these rows out
          </button>
        )}
      </div>
      <details open class="exactly">
        <summary>Exactly</summary>
        <p>
          {failure.message} <code>{failure.code}</code>
        </p>
      </details>
    </section>
  );
}

function isOnlyMissing(faults: unknown): boolean {
  return Array.isArray(faults) && faults.length === 1;
}
