import { useState } from 'preact/hooks';
import { formatCount, nextSteps } from '@biospex/batch-core';
import type { BatchKind, Overview } from '../worker/protocol.ts';
import { useTask } from './use-task.tsx';

interface NextStepsProps {
  readonly overview: Overview;
  readonly as: BatchKind;
}

/** Batches whose steps are shown: those of the others differ in a number. */
const SHOWN = 10;

/** What to do with the batches, ready to be copied. */
export function NextSteps({ overview: { batches, imageColumn }, as }: NextStepsProps) {
  const { list } = batches;
  const shown = list.slice(0, SHOWN);
  return (
    <section class="next" aria-labelledby="next">
      <h2 id="next">What next</h2>
      <p class="lede">
        Make a subject set of each batch in{' '}
        <a href="https://www.zooniverse.org/lab" target="_blank" rel="noreferrer">
          Zooniverse’s project builder
        </a>
        . With many images, panoptes-cli is quicker, and can go on after a break: PROJECT and SET stand for
        the numbers of the project and of the new set.
      </p>
      <ul>
        {shown.map(({ file }, i) => (
          <Steps
            key={`${file} as ${as}`}
            {...nextSteps({ batches: list, imageColumn }, i + 1, { as })}
            file={file}
          />
        ))}
      </ul>
      {list.length > SHOWN && (
        <p class="quiet">And the same with the other {formatCount(list.length - SHOWN)}.</p>
      )}
    </section>
  );
}

interface StepsProps extends ReturnType<typeof nextSteps> {
  readonly file: string;
}

function Steps({ file, builder, commands }: StepsProps) {
  const text = commands.join('\n');
  const task = useTask();
  const [isCopied, setIsCopied] = useState(false);
  return (
    <li>
      <p>
        In the builder: <bdi>{builder}</bdi>. Or:
      </p>
      <div class="commands">
        <pre tabIndex={0} aria-label={`Commands for ${file}`}>
          {text}
        </pre>
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
