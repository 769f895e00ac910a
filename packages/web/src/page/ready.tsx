import { useState } from 'preact/hooks';
import { formatBytes, formatCount, plural } from '@biospex/batch-core';
import type { BatchKind, Overview } from '../worker/protocol.ts';
import { BatchList } from './batch-list.tsx';
import { BatchSize } from './batch-size.tsx';
import { BatchView } from './batch-view.tsx';
import { FileButton } from './file-button.tsx';
import { Mending } from './mending.tsx';
import { NextSteps } from './next-steps.tsx';
import { Report } from './report.tsx';
import { Saving } from './saving.tsx';
import type { Archive, Wanted } from './use-archive.ts';
import { useFocus } from './use-focus.ts';

interface ReadyProps {
  readonly wanted: Wanted;
  readonly overview: Overview;
  readonly archive: Archive;
}

/** An open archive: its contents, report and batches. */
export function Ready({ wanted: { file, manifest, mend }, overview, archive }: ReadyProps) {
  const { rows, images, columns, batches } = overview;
  const [as, setAs] = useState<BatchKind>(window.showDirectoryPicker === undefined ? 'zips' : 'folders');
  const [opened, setOpened] = useState<number>();
  const heading = useFocus();
  const closeBatch = (): void => {
    setOpened(undefined);
    // The focus returns to the button that opened the batch, if it is visible.
    const opener = document.getElementById(`look-${opened ?? 0}`) ?? document.getElementById('batches');
    opener?.focus();
  };
  const shown = opened !== undefined && opened <= batches.list.length ? opened : undefined;
  return (
    <>
      <section class="overview" aria-labelledby="overview">
        <div class="overview-head">
          <h2 id="overview" class="file-name" ref={heading} tabIndex={-1}>
            <bdi>{file.name}</bdi>
          </h2>
          <div class="actions no-print">
            <FileButton class="button" onFiles={archive.take}>
              Another file
            </FileButton>
            <FileButton what="manifest" class="button" onFiles={archive.take}>
              Another manifest
            </FileButton>
            <button type="button" class="button plain" onClick={archive.close}>
              Close
            </button>
          </div>
        </div>
        {manifest !== undefined && (
          <p class="own-manifest">
            With the manifest <bdi>{manifest.name}</bdi> instead of its own.{' '}
            <button
              type="button"
              class="button small plain no-print"
              onClick={() => archive.reread({ manifest: undefined })}
            >
              Use its own
            </button>
          </p>
        )}
        <dl class="figures">
          <Figure label="Size" value={formatBytes(file.size)} />
          <Figure label="Rows" value={formatCount(rows)} />
          <Figure label="Images" value={formatCount(images)} />
          <Figure label="Columns" value={formatCount(columns.length)} />
        </dl>
      </section>
      <Report name={file.name} findings={overview.findings}>
        <Mending findings={overview.findings} isOn={mend} onMend={archive.mend} />
      </Report>
      <section class="batches" aria-labelledby="batches">
        <h2 id="batches" tabIndex={-1}>
          Batches
        </h2>
        <p class="lede">
          {batches.list.length === 1
            ? `1 batch, ${formatBytes(batches.bytes)}. It`
            : `${formatCount(batches.list.length)} batches, up to ${plural(batches.batchSize, 'row')} each, ${formatBytes(batches.bytes)} in all. Each`}{' '}
          has its own manifest and images.
        </p>
        <BatchSize batchSize={batches.batchSize} rows={rows} onResize={archive.resize} />
        <Saving key={`mended: ${mend}`} batches={batches} onSaved={setAs} />
        <BatchList batches={batches} opened={shown} onLook={setOpened} onSaved={setAs} />
        {shown !== undefined && (
          <BatchView
            key={`${shown} of ${batches.batchSize}, mended: ${mend}`}
            batch={batches.list[shown - 1]!}
            number={shown}
            columns={columns}
            onClose={closeBatch}
          />
        )}
      </section>
      <NextSteps overview={overview} as={as} />
    </>
  );
}

function Figure({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
