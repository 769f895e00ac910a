import { formatBytes } from '@biospex/batch-core';
import { useFocus } from './use-focus.ts';

interface ReadingProps {
  readonly file: File;
  /** 0 to 1. */
  readonly part: number;
  readonly onCancel: () => void;
}

export function Reading({ file, part, onCancel }: ReadingProps) {
  const heading = useFocus();
  return (
    <section class="reading" aria-labelledby="reading">
      <h2 id="reading" class="file-name" ref={heading} tabIndex={-1}>
        <bdi>{file.name}</bdi>
      </h2>
      <p class="quiet" role="status">
        {formatBytes(file.size)}. Reading the list of files and the manifest …
      </p>
      <progress max={1} value={part} aria-label="How much is read" />
      <button type="button" class="button" onClick={onCancel}>
        Cancel
      </button>
    </section>
  );
}
