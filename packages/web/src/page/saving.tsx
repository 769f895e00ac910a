import { useLayoutEffect, useRef } from 'preact/hooks';
import { formatBytes, formatCount, plural } from '@biospex/batch-core';
import type { Batches, BatchKind } from '../worker/protocol.ts';
import { formatWait } from '../words/format.ts';
import { FailureNote } from './failure-note.tsx';
import { useFocus } from './use-focus.ts';
import { useSaving, type Asking, type Running, type Saving as SavingControl } from './use-saving.ts';

interface SavingProps {
  readonly batches: Batches;
  /** Called with how they were saved. */
  readonly onSaved: (as: BatchKind) => void;
}

/** Saves all batches, and tells how far that is. */
export function Saving({ batches, onSaved }: SavingProps) {
  const saving = useSaving(batches, onSaved);
  const { kind } = saving.state;
  const count = batches.list.length;
  const box = useRef<HTMLDivElement>(null);
  const pressed = useRef<BatchKind>('zips');
  const start = (as: BatchKind): void => {
    pressed.current = as;
    saving.start(as);
  };
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
      {kind !== 'running' && (
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
      return <Question at={state} onReplace={saving.replace} onKeep={saving.cancel} />;
    case 'running':
      return <Progress at={state} onCancel={saving.cancel} />;
    case 'saved':
      return (
        <p class="saved" role="status">
          <span class="mark" aria-hidden="true">
            ✓
          </span>{' '}
          {plural(state.count, 'batch', 'batches')}{' '}
          {state.folder === undefined
            ? 'handed to the browser’s downloads.'
            : `saved ${state.as === 'folders' ? 'as folders in' : 'to'} ${nameOf(state.folder)}, each whole.`}
        </p>
      );
    case 'cancelled': {
      const { done, count, toFolder } = state.at;
      return (
        <p class="cancelled" role="status">
          Cancelled. {formatCount(done)} of {formatCount(count)}{' '}
          {toFolder
            ? `${done === 1 ? 'is' : 'are'} there, whole; nothing is left of the one that was being written.`
            : `${done === 1 ? 'was' : 'were'} handed to the browser’s downloads before.`}
        </p>
      );
    }
    case 'failed':
      return <FailureNote failure={state.failure} />;
  }
}

interface QuestionProps {
  readonly at: Asking;
  readonly onReplace: () => void;
  readonly onKeep: () => void;
}

/** Whether batches that are there may be replaced. */
function Question({ at: { existing, folder, as }, onReplace, onKeep }: QuestionProps) {
  const keep = useFocus<HTMLButtonElement>();
  return (
    <div class="asking" role="alertdialog" aria-label="Replace batches?" aria-describedby="asking">
      <p id="asking">
        {plural(existing.length, 'batch', 'batches')} of these names {existing.length === 1 ? 'is' : 'are'} in{' '}
        {nameOf(folder.name)} already, such as <code>{existing[0]}</code>.
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

interface ProgressProps {
  readonly at: Running;
  readonly onCancel: () => void;
}

function Progress({ at: { done, count, toFolder }, onCancel }: ProgressProps) {
  return (
    <div class="saving-progress">
      {toFolder === undefined ? (
        <>
          <progress max={count} value={done} aria-label="Downloads begun" />
          <p role="status">
            {formatCount(done)} of {formatCount(count)} handed to the browser’s downloads. It may ask whether
            this page may save several files.
          </p>
        </>
      ) : (
        <>
          <progress max={toFolder.bytesTotal} value={toFolder.bytesDone} aria-label="How much is saved" />
          <p>
            <span role="status">
              {formatCount(done)} of {plural(count, 'batch', 'batches')} saved
            </span>
            <span class="quiet"> · {amountWords(toFolder)}</span>
          </p>
        </>
      )}
      <button type="button" class="button" onClick={onCancel}>
        Cancel
      </button>
    </div>
  );
}

/** `1.2 MB of 3.0 MB · 0.6 MB/s · about 3 seconds left`, as far as it is known. */
function amountWords({ bytesDone, bytesTotal, bytesPerSecond }: NonNullable<Running['toFolder']>): string {
  const amount = `${formatBytes(bytesDone)} of ${formatBytes(bytesTotal)}`;
  if (bytesPerSecond === 0) return amount;
  const wait = formatWait((bytesTotal - bytesDone) / bytesPerSecond);
  return `${amount} · ${formatBytes(bytesPerSecond)}/s · ${wait} left`;
}
