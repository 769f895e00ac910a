import { formatBytes } from '@biospex/batch-core';
import type { Failure } from '../failure.ts';
import { wordsOfFailure } from '../words/failure-words.ts';
import { FileButton } from './file-button.tsx';
import type { Archive } from './use-archive.ts';
import { useFocus } from './use-focus.ts';

interface RefusalProps {
  readonly file: File | undefined;
  readonly failure: Failure;
  readonly archive: Archive;
}

/** An archive that cannot be split: why, and what to do. */
export function Refusal({ file, failure, archive: { take, reread } }: RefusalProps) {
  const { title, remedy } = wordsOfFailure(failure.code);
  const heading = useFocus(failure);
  // The core tells so only where other rows are left.
  const canLeaveOut = file !== undefined && areOnlyMissing(failure.details['faults']);
  const isOfManifest = file !== undefined && /^(?:MANIFEST|IMAGE|IMAGES)_/.test(failure.code);
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
      <p class="exactly">
        {sentenceOf(failure.message)} <code>{failure.code}</code>
      </p>
      <p class="advice">
        <strong>What to do.</strong> {remedy}
      </p>
      <div class="actions">
        <FileButton class="button primary" onFiles={take}>
          Choose another file
        </FileButton>
        {isOfManifest && (
          <FileButton what="manifest" class="button" onFiles={take}>
            Choose a corrected manifest
          </FileButton>
        )}
        {canLeaveOut && (
          <button type="button" class="button" onClick={() => reread({ missingImages: 'skip' })}>
            Leave these rows out
          </button>
        )}
      </div>
    </section>
  );
}

/** `the manifest has …` as a sentence of its own. */
function sentenceOf(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.?]$/.test(message) ? '' : '.'}`;
}

/** Rows without an image, and nothing else. */
function areOnlyMissing(faults: unknown): boolean {
  const missing = ['IMAGES_MISSING', 'IMAGE_NAME_EMPTY'];
  return Array.isArray(faults) && faults.every(({ code }: { code: string }) => missing.includes(code));
}
