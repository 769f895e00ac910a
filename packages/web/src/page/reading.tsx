import { useLayoutEffect, useRef } from 'preact/hooks';
import { formatBytes } from '@biospex/batch-core';

interface ReadingProps {
  readonly name: string;
  readonly bytes: number;
  /** 0 to 1. */
  readonly part: number;
  readonly onCancel: () => void;
}

/** While an archive is read. */
export function Reading({ name, bytes, part, onCancel }: ReadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  return (
    <section class="reading" aria-labelledby="reading">
      <h2 id="reading" class="file-name" ref={heading} tabIndex={-1}>
        <bdi>{name}</bdi>
      </h2>
      <p class="quiet" role="status">
        {formatBytes(bytes)}. Reading its table of contents and its manifest …
      </p>
      <progress max={1} value={part} aria-label="How much is read" />
      <button type="button" class="button" onClick={onCancel}>
        Cancel
      </button>
    </section>
  );
}
