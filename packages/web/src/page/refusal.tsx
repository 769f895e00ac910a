import { formatBytes, formatCount, type RowFault } from '@biospex/batch-core';
import type { Failure } from '../failure.ts';
import { wordsOfFailure } from '../words/failure-words.ts';
import { ROWS_EXPLAINED } from '../words/format.ts';
import { FileButton } from './file-button.tsx';
import type { Archive } from './use-archive.ts';
import { useFocus } from './use-focus.ts';

interface RefusalProps {
  readonly file: File | undefined;
  readonly failure: Failure;
  readonly archive: Archive;
}

/** Says why an archive cannot be split, and what to do. */
export function Refusal({ file, failure, archive: { take, reread } }: RefusalProps) {
  const { title, remedy } = wordsOfFailure(failure.code);
  const heading = useFocus(failure);
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
      <Facts failure={failure} />
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
      <p class="code quiet">
        <code>{failure.code}</code>
      </p>
    </section>
  );
}

/** The message, or each kind of faulty row with its first rows. */
function Facts({ failure: { message, details } }: { readonly failure: Failure }) {
  const faults = details['faults'] as readonly RowFault[] | undefined;
  if (faults === undefined) return <p class="exactly">{sentenceOf(message)}.</p>;
  return (
    <div class="exactly">
      {faults.map(({ title, count, places }) => (
        <>
          <p>{sentenceOf(title)}:</p>
          <ul>
            {places.map(({ row, line, name }) => (
              <li>
                Row {formatCount(row)} (line {formatCount(line)}) <bdi>{name}</bdi>
              </li>
            ))}
            {count > places.length && <li>and {formatCount(count - places.length)} more</li>}
          </ul>
        </>
      ))}
      <p class="quiet">{ROWS_EXPLAINED}</p>
    </div>
  );
}

function sentenceOf(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Whether all faults are rows without an image, and other rows remain. */
function areOnlyMissing(faults: unknown): boolean {
  const missing = ['IMAGES_MISSING', 'IMAGE_NAME_EMPTY'];
  return Array.isArray(faults) && faults.every(({ code }: RowFault) => missing.includes(code));
}
