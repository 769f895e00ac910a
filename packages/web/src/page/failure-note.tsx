import { useEffect, useRef } from 'preact/hooks';
import type { Failure } from '../failure.ts';
import { wordsOfFailure } from '../words/failure-words.ts';

/** A failure, shown where it happened. The rest of the page stays. */
export function FailureNote({ failure }: { readonly failure: Failure }) {
  const note = useRef<HTMLDivElement>(null);
  // The note may be out of sight.
  useEffect(() => note.current?.scrollIntoView({ block: 'nearest' }), [failure]);
  const { title, remedy } = wordsOfFailure(failure.code);
  return (
    <div class="failure-note" role="alert" ref={note}>
      <p>
        <strong>{title}.</strong> {remedy}
      </p>
      <p class="quiet">
        {failure.message} <code>{failure.code}</code>
      </p>
    </div>
  );
}
