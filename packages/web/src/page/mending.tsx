import type { Finding } from '@biospex/batch-core';
import { useTask } from './use-task.tsx';

interface MendingProps {
  readonly findings: readonly Finding[];
  readonly isOn: boolean;
  readonly onMend: (mend: boolean) => Promise<void>;
}

/** Findings that mending removes or adds. */
const CODES = ['phantom-file-name', 'php-escapes', 'mended-file-name', 'mended-escapes'];

export function Mending({ findings, isOn, onMend }: MendingProps) {
  const task = useTask();
  if (!isOn && !findings.some(({ code }) => CODES.includes(code))) return null;
  return (
    <div class="mending no-print" aria-busy={task.isBusy}>
      <label>
        <input
          type="checkbox"
          role="switch"
          // Shows the wanted state until mending is done or has failed.
          checked={isOn !== task.isBusy}
          aria-describedby="mending"
          onChange={({ currentTarget: { checked } }) => task.run(() => onMend(checked))}
        />{' '}
        Mend links and quotes
      </label>
      <p id="mending" class="quiet">
        Links that look like file names, and quotes after a backslash. Only the batches change, never your
        file, and never subjectId or an image name. The report then lists every change.
      </p>
      {task.failure}
    </div>
  );
}
