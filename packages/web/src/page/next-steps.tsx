import { useState } from 'preact/hooks';
import { nextSteps, plural } from '@biospex/batch-core';
import type { BatchKind, Overview } from '../worker/protocol.ts';
import { useTask } from './use-task.tsx';

interface NextStepsProps {
  readonly overview: Overview;
  readonly as: BatchKind;
}

/** Batches with commands of their own; those of the others differ only in a number. */
const SHOWN = 10;

/** The next steps of the batches, ready to copy. */
export function NextSteps({ overview: { batches, imageColumn }, as }: NextStepsProps) {
  const { list } = batches;
  const stepsOf = (number: number) => nextSteps({ batches: list, imageColumn }, number, { as });
  return (
    <section class="next" aria-labelledby="next">
      <h2 id="next">What next</h2>
      <p>
        <strong>
          In{' '}
          <a href="https://www.zooniverse.org/lab" target="_blank" rel="noreferrer">
            Zooniverse’s project builder
          </a>
          :
        </strong>{' '}
        <bdi>{stepsOf(1).builder}</bdi>.{list.length > 1 && ' Do the same with every batch.'}
      </p>
      <p>
        <strong>Or with panoptes-cli:</strong> it is faster for many images and resumes after a break. Replace
        PROJECT and SET with the numbers of your project and of the new subject set.
      </p>
      <ul>
        {list.slice(0, SHOWN).map(({ file }, i) => (
          <Commands key={`${file} as ${as}`} file={file} text={stepsOf(i + 1).commands.join('\n')} />
        ))}
      </ul>
      {list.length > SHOWN && (
        <p class="quiet">And so on for the other {plural(list.length - SHOWN, 'batch', 'batches')}.</p>
      )}
    </section>
  );
}

function Commands({ file, text }: { readonly file: string; readonly text: string }) {
  const task = useTask();
  const [isCopied, setIsCopied] = useState(false);
  return (
    <li>
      <div class="commands">
        <pre>{text}</pre>
        <button
          type="button"
          class="button small no-print"
          aria-label={`Copy the commands for ${file}`}
          onClick={() =>
            task.run(async () => {
              await navigator.clipboard.writeText(text);
              setIsCopied(true);
            })
          }
        >
          {isCopied ? 'Copied' : 'Copy'}
        </button>
      </div>
      {task.failure}
    </li>
  );
}
