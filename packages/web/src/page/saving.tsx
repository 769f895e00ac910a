import { useLayoutEffect, useRef } from 'preact/hooks';
import { formatBytes, formatCount, plural } from '@biospex/batch-core';
import type { Batches, BatchKind } from '../worker/protocol.ts';
import { formatWait } from '../words/format.ts';
import { FailureNote } from './failure-note.tsx';
import { useFocus } from './use-focus.ts';
import {
  useSaving,
  type Asking,
  type Running,
  type Saving as SavingControl,
  type SavingState,
} from './use-saving.ts';

interface SavingProps {
  readonly batches: Batches;
  /** Called with how they were saved. */
  readonly onSaved: (as: BatchKind) => void;
}

/** Saves all batches, with progress. */
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
  // The pressed button disappears while a save runs; the focus stays with the save.
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
              ? 'Folders are for uploading: the project builder takes their files, but no ZIPs. ZIPs are for keeping.'
              : 'Each batch is a ZIP. The project builder does not accept ZIPs: unpack it, and upload its files.'}
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
          {plural(state.count, 'batch', 'batches')} {savedWords(state)}
        </p>
      );
    case 'cancelled': {
      const { done, count, toFolder } = state.at;
      return (
        <p class="cancelled" role="status">
          Cancelled. {amountOf(done, count)}{' '}
          {toFolder ? 'saved. The unfinished one was removed.' : 'passed to the browser’s downloads.'}
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

/** Asks whether to replace batches. */
function Question({ at: { existing, folder, as }, onReplace, onKeep }: QuestionProps) {
  const keep = useFocus<HTMLButtonElement>();
  return (
    <div class="asking" role="alertdialog" aria-label="Replace batches?" aria-describedby="asking">
      <p id="asking">
        The folder {folder.name !== '' && `“${folder.name}” `}already has{' '}
        {existing.length > 1 && `${formatCount(existing.length)} of these batches, such as `}
        <code>{existing[0]}</code>. Replace {existing.length === 1 ? 'it' : 'them'}?
        {as === 'folders' && ' That deletes everything inside.'}
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

function savedWords({ folder, as }: Extract<SavingState, { kind: 'saved' }>): string {
  if (folder === undefined) return 'passed to the browser’s downloads.';
  return `saved${as === 'folders' ? ' as folders' : ''}${folder === '' ? '' : ` in “${folder}”`}.`;
}

interface ProgressProps {
  readonly at: Running;
  readonly onCancel: () => void;
}

function Progress({ at: { done, count, toFolder }, onCancel }: ProgressProps) {
  return (
    <div class="saving-progress">
      <progress
        max={toFolder?.bytesTotal ?? count}
        value={toFolder?.bytesDone ?? done}
        aria-label="Progress of the save"
      />
      <p>
        <span role="status">
          {amountOf(done, count)} {toFolder ? 'saved' : 'passed to the browser’s downloads.'}
        </span>{' '}
        <span class="quiet">
          {toFolder ? `· ${amountWords(toFolder)}` : 'If it asks, allow this page to download several files.'}
        </span>
      </p>
      <button type="button" class="button" onClick={onCancel}>
        Cancel
      </button>
    </div>
  );
}

/** `2 of 6 batches`. */
function amountOf(done: number, count: number): string {
  return `${formatCount(done)} of ${plural(count, 'batch', 'batches')}`;
}

/** `1.2 MB of 3.0 MB · 0.6 MB/s · about 3 seconds left`, as far as known. */
function amountWords({ bytesDone, bytesTotal, bytesPerSecond }: NonNullable<Running['toFolder']>): string {
  const amount = `${formatBytes(bytesDone)} of ${formatBytes(bytesTotal)}`;
  if (bytesPerSecond === 0) return amount;
  const wait = formatWait((bytesTotal - bytesDone) / bytesPerSecond);
  return `${amount} · ${formatBytes(bytesPerSecond)}/s · ${wait} left`;
}
