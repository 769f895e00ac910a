import { useEffect, useRef } from 'preact/hooks';
import type { Failure } from '../failure.ts';
import { wordsOfFailure } from '../words/failure-words.ts';

/** A failure told where it happened, the rest of the page as it was. */
export function FailureNote({ failure }: { readonly failure: Failure }) {
  const note = useRef<HTMLDivElement>(null);
  // It may be out of sight of who has caused it.
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
