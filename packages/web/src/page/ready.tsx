import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { formatBytes } from '@biospex/batch-core';
import type { ArchiveClient } from '../archive-client.ts';
import type { Overview } from '../worker/protocol.ts';
import { countOf, formatCount } from '../words/format.ts';
import { BatchList } from './batch-list.tsx';
import { BatchSize } from './batch-size.tsx';
import { BatchView } from './batch-view.tsx';
import { FileButton } from './file-button.tsx';
import { Report } from './report.tsx';
import { Saving } from './saving.tsx';

interface ReadyProps {
  readonly overview: Overview;
  readonly client: ArchiveClient;
  readonly onResize: (batchSize: number) => void;
  readonly onFile: (file: File) => void;
  readonly onClose: () => void;
}

/** An archive that can be split: what it holds, its report, its batches. */
export function Ready({ overview, client, onResize, onFile, onClose }: ReadyProps) {
  const { name, bytes, rows, images, columns, batches } = overview;
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
            <FileButton class="button" onFile={onFile}>
              Another file
            </FileButton>
            <button type="button" class="button plain" onClick={onClose}>
              Close
            </button>
          </div>
        </div>
        <dl class="figures">
          <Figure label="Size" value={formatBytes(bytes)} />
          <Figure label={rows === 1 ? 'Row' : 'Rows'} value={formatCount(rows)} />
          <Figure label={images === 1 ? 'Image' : 'Images'} value={formatCount(images)} />
          <Figure label={columns.length === 1 ? 'Column' : 'Columns'} value={formatCount(columns.length)} />
        </dl>
      </section>
      <Report overview={overview} client={client} />
      <section class="batches" aria-labelledby="batches">
        <h2 id="batches" tabIndex={-1}>
          Batches
        </h2>
        <p class="lede">
          {countOf(batches.list.length, 'batch', 'batches')}, {formatBytes(batches.bytes)} in all
          {batches.list.length > 1 && `, of up to ${countOf(batches.batchSize, 'row')}`}. Each is a ZIP with
          its own manifest and just its images.
        </p>
        <BatchSize batchSize={batches.batchSize} rows={rows} onResize={onResize} />
        <Saving client={client} batches={batches} />
        <BatchList batches={batches} client={client} opened={shown} onLook={look} />
        {shown !== undefined && (
          <BatchView
            key={`${shown} of ${batches.batchSize}`}
            batch={batches.list[shown - 1]!}
            number={shown}
            columns={columns}
            client={client}
            onClose={closeBatch}
          />
        )}
      </section>
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
