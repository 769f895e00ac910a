import type { Failure } from '../failure.ts';
import { FAILURE_WORDS } from '../words/failure-words.ts';

/** A failure told where it happened, the rest of the page as it was. */
export function FailureNote({ failure }: { readonly failure: Failure }) {
  const { title, explanation, advice } = FAILURE_WORDS[failure.code];
  return (
    <div class="failure-note" role="alert">
      <p>
        <strong>{title}.</strong> {explanation} {advice}
      </p>
      <p class="quiet">
        {failure.message} <code>{failure.code}</code>
      </p>
    </div>
  );
}
