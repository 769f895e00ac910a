import { useState } from 'preact/hooks';
import type { Overview } from '../worker/protocol.ts';
import { useTask } from './use-task.tsx';

interface MendingProps {
  readonly overview: Overview;
  readonly onMend: (mend: boolean) => Promise<void>;
}

/** What can be mended, and what was. */
const CODES = ['phantom-file-name', 'php-escapes', 'mended-file-name', 'mended-escapes'];

/** The switch that mends what has one right answer. */
export function Mending({ overview: { findings, mend }, onMend }: MendingProps) {
  const task = useTask();
  // It shows what is asked for, until that is done or has failed.
  const [wanted, setWanted] = useState(mend);
  if (!mend && !findings.some(({ code }) => CODES.includes(code))) return null;
  return (
    <div class="mending no-print" aria-busy={task.isBusy}>
      <label>
        <input
          type="checkbox"
          role="switch"
          checked={task.isBusy ? wanted : mend}
          aria-describedby="mending"
          onChange={({ currentTarget }) => {
            const { checked } = currentTarget;
            setWanted(checked);
            task.run(() => onMend(checked));
          }}
        />{' '}
        Mend what has one right answer
      </label>
      <p id="mending" class="quiet">
        In the batches, links with .jpg and the like inside get %2E for the dot, which is the same link, and
        quotes after a backslash are doubled. Nothing else changes, never subjectId or an image name. Each
        change is listed with its row, before and after.
      </p>
      {task.failure}
    </div>
  );
}
