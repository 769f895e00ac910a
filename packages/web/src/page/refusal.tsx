import { formatBytes } from '@biospex/batch-core';
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

/** The message. If it lists rows, `…: row 1 (line 2) "a.jpg", row 2 …; in 1 of …`, each gets a line. */
function Facts({ failure: { message, code, details } }: { readonly failure: Failure }) {
  // The second half of UNSUPPORTED_FORMAT is advice for programs.
  const text = code === 'UNSUPPORTED_FORMAT' ? message.replace(/;.*/, '') : message;
  const [fact = '', ...rows] = details['faults'] === undefined ? [text] : text.split(LIST_ITEM);
  const end = rows.length > 0 ? ':' : fact.endsWith('.') ? '' : '.';
  return (
    <div class="exactly">
      <p>{`${fact.charAt(0).toUpperCase()}${fact.slice(1)}${end}`}</p>
      {rows.length > 0 && (
        <>
          <ul>
            {rows.map((row) => (
              <li key={row} class={row.startsWith('in ') ? '' : 'row'}>
                <bdi>{row}</bdi>
              </li>
            ))}
          </ul>
          <p class="quiet">{ROWS_EXPLAINED}</p>
        </>
      )}
    </div>
  );
}

const LIST_ITEM = /[:,;] (?=row \d|in [\d,]+ of )| (?=and [\d,]+ more)/;

/** Whether all faults are rows without an image, and other rows remain. */
function areOnlyMissing(faults: unknown): boolean {
  const missing = ['IMAGES_MISSING', 'IMAGE_NAME_EMPTY'];
  return Array.isArray(faults) && faults.every(({ code }: { code: string }) => missing.includes(code));
}
