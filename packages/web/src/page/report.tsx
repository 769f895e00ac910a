import type { Finding, Place } from '@biospex/batch-core';
import type { ArchiveClient } from '../archive-client.ts';
import type { Overview } from '../worker/protocol.ts';
import { findingWords } from '../words/finding-words.ts';
import { countOf, formatCount } from '../words/format.ts';
import { Mending } from './mending.tsx';
import { saveBlob } from './save-blob.ts';
import { useTask } from './use-task.tsx';

interface ReportProps {
  readonly overview: Overview;
  readonly client: ArchiveClient;
  readonly onMend: (mend: boolean) => Promise<void>;
}

/** The pre-flight report: what Zooniverse will refuse or stumble over. */
export function Report({ overview, client, onMend }: ReportProps) {
  const { findings, name } = overview;
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
          Nothing in this export that Zooniverse is known to refuse.
        </p>
      ) : (
        <p class="lede">
          {countOf(warnings.length, 'thing')} to look at. The split goes on all the same: the batches can be
          saved as they are.
        </p>
      )}
      <Mending overview={overview} onMend={onMend} />
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
  const { title, zooniverse, advice } = findingWords(finding);
  return (
    <li class={`finding ${finding.severity}`}>
      <h3>{title}</h3>
      <dl>
        <Places finding={finding} />
        <dt>Zooniverse</dt>
        <dd>{zooniverse}</dd>
        <dt>What to do</dt>
        <dd>{advice}</dd>
      </dl>
    </li>
  );
}

/** Changes that are shown: each takes three lines. */
const SHOWN_CHANGES = 5;

function Places({ finding: { columns = [], places: all = [], count } }: { readonly finding: Finding }) {
  const places = all[0]?.before === undefined ? all : all.slice(0, SHOWN_CHANGES);
  return (
    <>
      {columns.length > 0 && (
        <>
          <dt>{columns.length === 1 ? 'Column' : 'Columns'}</dt>
          <dd>
            <Names items={columns} separator=", " />
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
            <More shown={places.length} count={count} />
          </dd>
        </>
      )}
    </>
  );
}

/** `75 (line 76) references a.jpg`, as far as it is known. Names are read in their own direction. */
function PlaceWords({
  place: { row, line, column, name, before, after },
  showColumn,
}: {
  readonly place: Place;
  readonly showColumn: boolean;
}) {
  return (
    <>
      {row !== undefined && `${formatCount(row)} (line ${formatCount(line ?? row)}) `}
      {showColumn && column !== undefined && <bdi>{column}</bdi>}
      {name !== undefined && <bdi>{name}</bdi>}
      {before !== undefined && <Change before={before} after={after ?? ''} />}
    </>
  );
}

/** What was mended, on a line of its own. */
function Change({ before, after }: { readonly before: string; readonly after: string }) {
  return (
    <span class="change">
      <del>{before}</del> <ins>{after}</ins>
    </span>
  );
}

/** Names one after another, each read in its own direction. */
function Names({ items, separator }: { readonly items: readonly string[]; readonly separator: string }) {
  return (
    <>
      {items.map((item, i) => (
        <>
          {i > 0 && separator}
          <bdi>{item}</bdi>
        </>
      ))}
    </>
  );
}

/** Says that a list goes on: only the first places are shown. */
function More({ shown, count }: { readonly shown: number; readonly count: number }) {
  if (count <= shown) return null;
  return <span class="quiet"> · and more, {formatCount(count)} in all: the CSV lists them</span>;
}
