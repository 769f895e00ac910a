import { useLayoutEffect, useRef } from 'preact/hooks';
import { formatBytes } from '@biospex/batch-core';
import type { ArchiveClient } from '../archive-client.ts';
import type { Batches, BatchKind } from '../worker/protocol.ts';
import { countOf, formatCount, formatWait } from '../words/format.ts';
import { FailureNote } from './failure-note.tsx';
import { useSaving, type Saving as SavingControl } from './use-saving.ts';

interface SavingProps {
  readonly client: ArchiveClient;
  readonly batches: Batches;
  /** Called with how they were saved. */
  readonly onSaved: (as: BatchKind) => void;
}

/** Saves all batches, and tells how far that is. */
export function Saving({ client, batches, onSaved }: SavingProps) {
  const saving = useSaving(client, batches, onSaved);
  const count = batches.list.length;
  const isBusy = saving.state.kind === 'saving' || saving.state.kind === 'downloading';
  const box = useRef<HTMLDivElement>(null);
  const pressed = useRef<BatchKind>('zips');
  const start = (as: BatchKind): void => {
    pressed.current = as;
    saving.start(as);
  };
  const { kind } = saving.state;
  const hadFocus = box.current?.contains(document.activeElement) === true;
  // The button that was pressed makes room for another, and takes the focus with it.
  useLayoutEffect(() => {
    const isLost = hadFocus && document.activeElement === document.body;
    if (!isLost) return;
    const again = box.current?.querySelector<HTMLButtonElement>(`[data-as=${pressed.current}]`);
    (again ?? box.current?.querySelector('button'))?.focus();
  }, [kind]);
  const canPick = window.showDirectoryPicker !== undefined;
  const what = count === 1 ? 'the batch' : `all ${formatCount(count)} batches`;
  return (
    <div class="saving no-print" ref={box}>
      {!isBusy && (
        <>
          <div class="actions">
            {canPick && (
              <button type="button" class="button primary" data-as="folders" onClick={() => start('folders')}>
                Save {what} as {count === 1 ? 'a folder' : 'folders'} …
              </button>
            )}
            <button
              type="button"
              class={canPick ? 'button' : 'button primary'}
              data-as="zips"
              onClick={() => start('zips')}
            >
              {canPick ? `Save ${what} as ${count === 1 ? 'a ZIP' : 'ZIPs'} …` : `Download ${what}`}
            </button>
          </div>
          <p class="quiet for-whom">
            {canPick
              ? 'Folders are for uploading: Zooniverse’s project builder takes what is in one, but no ZIP. ZIPs are for keeping, and for passing on to somebody else.'
              : 'Each is a ZIP. Zooniverse’s project builder takes none: unpack it before you upload what is in it.'}
          </p>
        </>
      )}
      <SavingStatus saving={saving} />
    </div>
  );
}

function SavingStatus({ saving }: { readonly saving: SavingControl }) {
  const { state } = saving;
  switch (state.kind) {
    case 'idle':
      return null;
    case 'asking':
      return (
        <Asking
          existing={state.existing}
          folder={state.folder.name}
          as={state.as}
          onReplace={saving.replace}
          onKeep={saving.cancel}
        />
      );
    case 'saving':
      return <SavingProgress state={state} onCancel={saving.cancel} />;
    case 'downloading':
      return (
        <div class="saving-progress">
          <progress max={state.count} value={state.done} aria-label="Downloads begun" />
          <p role="status">
            {formatCount(state.done)} of {formatCount(state.count)} handed to the browser’s downloads. It may
            ask whether this page may save several files.
          </p>
          <button type="button" class="button" onClick={saving.cancel}>
            Cancel
          </button>
        </div>
      );
    case 'saved':
      return (
        <p class="saved" role="status">
          <span class="mark" aria-hidden="true">
            ✓
          </span>{' '}
          {countOf(state.count, 'batch', 'batches')}{' '}
          {state.folder === undefined
            ? 'handed to the browser’s downloads.'
            : `saved ${state.as === 'folders' ? 'as folders in' : 'to'} ${nameOf(state.folder)}, each whole.`}
        </p>
      );
    case 'cancelled':
      return (
        <p class="cancelled" role="status">
          Cancelled. {formatCount(state.done)} of {formatCount(state.count)}{' '}
          {state.isToFolder
            ? `${state.done === 1 ? 'is' : 'are'} there, whole; nothing is left of the one that was being written.`
            : `${state.done === 1 ? 'was' : 'were'} handed to the browser’s downloads before.`}
        </p>
      );
    case 'failed':
      return <FailureNote failure={state.failure} />;
  }
}

interface AskingProps {
  readonly existing: readonly string[];
  readonly folder: string;
  readonly as: BatchKind;
  readonly onReplace: () => void;
  readonly onKeep: () => void;
}

/** Whether batches that are there may be replaced. */
function Asking({ existing, folder, as, onReplace, onKeep }: AskingProps) {
  const keep = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => keep.current?.focus(), []);
  return (
    <div class="asking" role="alertdialog" aria-label="Replace batches?" aria-describedby="asking">
      <p id="asking">
        {countOf(existing.length, 'batch', 'batches')} of these names {existing.length === 1 ? 'is' : 'are'}{' '}
        in {nameOf(folder)} already, such as <code>{existing[0]}</code>.
        {as === 'folders' && ' Replacing a folder removes all that is in it.'}
      </p>
      <div class="actions">
        <button type="button" class="button" onClick={onReplace}>
          Replace
        </button>
        <button type="button" class="button plain" ref={keep} onClick={onKeep}>
          Keep
        </button>
      </div>
    </div>
  );
}

/** The browser's own folder of a page has no name. */
function nameOf(folder: string): string {
  return folder === '' ? 'the folder' : `the folder “${folder}”`;
}

type Progressing = Extract<SavingControl['state'], { kind: 'saving' }>;

interface SavingProgressProps {
  readonly state: Progressing;
  readonly onCancel: () => void;
}

function SavingProgress({ state: { progress, bytesPerSecond, count }, onCancel }: SavingProgressProps) {
  const { batchesDone, bytesDone, bytesTotal } = progress;
  return (
    <div class="saving-progress">
      <progress max={bytesTotal} value={bytesDone} aria-label="How much is saved" />
      <p>
        <span role="status">
          {formatCount(batchesDone)} of {countOf(count, 'batch', 'batches')} saved
        </span>
        <span class="quiet">
          {' '}
          · {formatBytes(bytesDone)} of {formatBytes(bytesTotal)}
          {bytesPerSecond !== undefined && bytesPerSecond > 0 && (
            <>
              {' '}
              · {formatBytes(bytesPerSecond)}/s · {formatWait((bytesTotal - bytesDone) / bytesPerSecond)} left
            </>
          )}
        </span>
      </p>
      <button type="button" class="button" onClick={onCancel}>
        Cancel
      </button>
    </div>
  );
}
