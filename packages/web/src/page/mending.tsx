import type { Finding } from '@biospex/batch-core';
import { useTask } from './use-task.tsx';

interface MendingProps {
  readonly findings: readonly Finding[];
  readonly isOn: boolean;
  readonly onMend: (mend: boolean) => Promise<void>;
}

/** What can be mended, and what was. */
const CODES = ['phantom-file-name', 'php-escapes', 'mended-file-name', 'mended-escapes'];

/** The switch that mends what has one right answer. */
export function Mending({ findings, isOn, onMend }: MendingProps) {
  const task = useTask();
  if (!isOn && !findings.some(({ code }) => CODES.includes(code))) return null;
  return (
    <div class="mending no-print" aria-busy={task.isBusy}>
      <label>
        <input
          type="checkbox"
          role="switch"
          // What is asked for, until that is done or has failed.
          checked={isOn !== task.isBusy}
          aria-describedby="mending"
          onChange={({ currentTarget: { checked } }) => task.run(() => onMend(checked))}
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
