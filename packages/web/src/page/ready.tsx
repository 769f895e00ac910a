import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { formatBytes } from '@biospex/batch-core';
import type { ArchiveClient } from '../archive-client.ts';
import type { BatchKind, Overview } from '../worker/protocol.ts';
import { countOf, formatCount } from '../words/format.ts';
import { BatchList } from './batch-list.tsx';
import { BatchSize } from './batch-size.tsx';
import { BatchView } from './batch-view.tsx';
import { FileButton } from './file-button.tsx';
import { NextSteps } from './next-steps.tsx';
import { Report } from './report.tsx';
import { Saving } from './saving.tsx';

interface ReadyProps {
  readonly overview: Overview;
  readonly client: ArchiveClient;
  readonly onResize: (batchSize: number) => void;
  readonly onFiles: (files: readonly File[]) => void;
  /** Back to the manifest in the archive. */
  readonly onOwnManifest: () => void;
  readonly onMend: (mend: boolean) => Promise<void>;
  readonly onClose: () => void;
}

/** An archive that can be split: what it holds, its report, its batches. */
export function Ready({ overview, client, onResize, onFiles, onOwnManifest, onMend, onClose }: ReadyProps) {
  const { name, bytes, rows, images, columns, batches, manifest, mend } = overview;
  const [as, setAs] = useState<BatchKind>(window.showDirectoryPicker === undefined ? 'zips' : 'folders');
  const [opened, setOpened] = useState<number>();
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), [name, bytes]);
  const look = (batch: number | undefined): void => setOpened(batch);
  const closeBatch = (): void => {
    look(undefined);
    // What had the focus is gone with the batch: back to where it was opened, if that is in sight.
    const opener = document.getElementById(`look-${opened ?? 0}`) ?? document.getElementById('batches');
    opener?.focus();
  };
  const shown = opened !== undefined && opened <= batches.list.length ? opened : undefined;
  return (
    <>
      <section class="overview" aria-labelledby="overview">
        <div class="overview-head">
          <h2 id="overview" class="file-name" ref={heading} tabIndex={-1}>
            <bdi>{name}</bdi>
          </h2>
          <div class="actions no-print">
            <FileButton class="button" onFiles={onFiles}>
              Another file
            </FileButton>
            <FileButton what="manifest" class="button" onFiles={onFiles}>
              Another manifest
            </FileButton>
            <button type="button" class="button plain" onClick={onClose}>
              Close
            </button>
          </div>
        </div>
        {manifest !== undefined && (
          <p class="own-manifest">
            With the manifest <bdi>{manifest}</bdi> in place of its own.{' '}
            <button type="button" class="button small plain no-print" onClick={onOwnManifest}>
              Use its own
            </button>
          </p>
        )}
        <dl class="figures">
          <Figure label="Size" value={formatBytes(bytes)} />
          <Figure label={rows === 1 ? 'Row' : 'Rows'} value={formatCount(rows)} />
          <Figure label={images === 1 ? 'Image' : 'Images'} value={formatCount(images)} />
          <Figure label={columns.length === 1 ? 'Column' : 'Columns'} value={formatCount(columns.length)} />
        </dl>
      </section>
      <Report overview={overview} client={client} onMend={onMend} />
      <section class="batches" aria-labelledby="batches">
        <h2 id="batches" tabIndex={-1}>
          Batches
        </h2>
        <p class="lede">
          {countOf(batches.list.length, 'batch', 'batches')}, {formatBytes(batches.bytes)} in all
          {batches.list.length > 1 && `, of up to ${countOf(batches.batchSize, 'row')}`}. Each has its own
          manifest and just its images.
        </p>
        <BatchSize batchSize={batches.batchSize} rows={rows} onResize={onResize} />
        <Saving key={`mended: ${mend}`} client={client} batches={batches} onSaved={setAs} />
        <BatchList batches={batches} client={client} opened={shown} onLook={look} onSaved={setAs} />
        {shown !== undefined && (
          <BatchView
            key={`${shown} of ${batches.batchSize}, mended: ${mend}`}
            batch={batches.list[shown - 1]!}
            number={shown}
            columns={columns}
            client={client}
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
