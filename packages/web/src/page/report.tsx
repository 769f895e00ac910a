import type { ComponentChildren } from 'preact';
import { formatCount, plural, type Finding, type Place } from '@biospex/batch-core';
import { ROWS_EXPLAINED } from '../words/format.ts';
import { client } from './client.ts';
import { saveBlob } from './save-blob.ts';
import { useTask } from './use-task.tsx';

interface ReportProps {
  /** The archive's file name. */
  readonly name: string;
  readonly findings: readonly Finding[];
  readonly children: ComponentChildren;
}

/** The pre-flight report. */
export function Report({ name, findings, children }: ReportProps) {
  const task = useTask();
  const warnings = findings.filter(({ severity }) => severity === 'warning');
  const notes = findings.filter(({ severity }) => severity === 'info');
  const download = (): void =>
    task.run(async () => {
      saveBlob(await client.call('report', null), `${name.replace(/\.zip$/i, '')}-report.csv`);
    });
  return (
    <section class="report" aria-labelledby="report">
      <div class="section-head">
        <h2 id="report">Before you upload</h2>
        {findings.length > 0 && (
          <div class="actions no-print">
            <button type="button" class="button" onClick={download} disabled={task.isBusy}>
              Download as CSV
            </button>
            <button type="button" class="button plain" onClick={() => window.print()}>
              Print
            </button>
          </div>
        )}
      </div>
      {task.failure}
      {warnings.length === 0 ? (
        <p class="all-well">
          <span class="mark" aria-hidden="true">
            ✓
          </span>{' '}
          This export has nothing that Zooniverse is known to refuse.
        </p>
      ) : (
        <p class="lede">
          {plural(warnings.length, 'thing')} to look at. You can still save the batches as they are.
        </p>
      )}
      {children}
      {findings.some(({ places }) => places?.[0]?.row !== undefined) && <p class="lede">{ROWS_EXPLAINED}</p>}
      <Findings findings={warnings} />
      {notes.length > 0 && (
        <>
          <h3 class="notes-head">Good to know</h3>
          <Findings findings={notes} />
        </>
      )}
    </section>
  );
}

function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  return (
    <ul class="findings">
      {findings.map((finding) => (
        <FindingCard key={finding.code} finding={finding} />
      ))}
    </ul>
  );
}

function FindingCard({ finding }: { readonly finding: Finding }) {
  const { severity, title, consequence, remedy } = finding;
  return (
    <li class={`finding ${severity}`}>
      <h3>{title}</h3>
      <dl>
        <Places finding={finding} />
        <dt>What happens</dt>
        <dd>{consequence}</dd>
        {remedy !== undefined && (
          <>
            <dt>What to do</dt>
            <dd>{remedy}</dd>
          </>
        )}
      </dl>
    </li>
  );
}

/** Shown cells: each takes two or three lines. */
const SHOWN_CELLS = 5;

function Places({ finding: { columns = [], places: all = [], count } }: { readonly finding: Finding }) {
  const places = all[0]?.before === undefined ? all : all.slice(0, SHOWN_CELLS);
  return (
    <>
      {columns.length > 0 && (
        <>
          <dt>{columns.length === 1 ? 'Column' : 'Columns'}</dt>
          <dd>
            {columns.map((column, i) => (
              <>
                {i > 0 && ', '}
                <bdi>{column}</bdi>
              </>
            ))}
          </dd>
        </>
      )}
      {places.length > 0 && (
        <>
          <dt>{places[0]?.row === undefined ? 'Files' : 'Rows'}</dt>
          <dd class="places">
            {places.map((place, i) => (
              <>
                {i > 0 && place.before === undefined && ' · '}
                <PlaceWords place={place} showColumn={columns.length > 1} />
              </>
            ))}
            {count > places.length && (
              <span class="quiet"> and {formatCount(count - places.length)} more, listed in the CSV</span>
            )}
          </dd>
        </>
      )}
    </>
  );
}

interface PlaceWordsProps {
  readonly place: Place;
  readonly showColumn: boolean;
}

/** `75 (line 76) references a.jpg`, as far as known. Names keep their own writing direction. */
function PlaceWords({ place: { row, line, column, name, before, after }, showColumn }: PlaceWordsProps) {
  return (
    <>
      {row !== undefined && `${formatCount(row)} (line ${formatCount(line ?? row + 1)}) `}
      {showColumn && column !== undefined && <bdi>{column}</bdi>}
      {name !== undefined && <bdi>{name}</bdi>}
      {before !== undefined && after === undefined && <bdi class="cell">{before}</bdi>}
      {after !== undefined && (
        <span class="change">
          <del>{before}</del> <ins>{after}</ins>
        </span>
      )}
    </>
  );
}
