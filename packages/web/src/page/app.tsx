import { useArchive, type Archive } from './use-archive.ts';
import { useDrop } from './use-drop.ts';
import { FailureNote } from './failure-note.tsx';
import { DropArea } from './drop-area.tsx';
import { Reading } from './reading.tsx';
import { Ready } from './ready.tsx';
import { Refusal } from './refusal.tsx';

/** The page. */
export function App() {
  const archive = useArchive();
  const isOver = useDrop(archive.take, archive.refuse);
  return (
    <div class={isOver ? 'frame dropping' : 'frame'}>
      <header class="masthead">
        <h1>
          <img src="./icon.svg" alt="" width="28" height="28" />
          BIOSPEX batches <span class="for">for Zooniverse</span>
        </h1>
        <p class="promise">Nothing is uploaded: your files stay on this computer.</p>
      </header>
      <main>
        {archive.note && archive.state.kind !== 'refused' && <FailureNote failure={archive.note} />}
        <Stage archive={archive} />
      </main>
      <footer>
        <p>
          The page works in this browser alone. It has no server behind it, sets no cookies and counts no
          visits, and its own policy forbids it to send anything anywhere. Once it is loaded you can go
          offline.
        </p>
      </footer>
      {isOver && (
        <div class="drop-veil" aria-hidden="true">
          Let go to read it
        </div>
      )}
    </div>
  );
}

function Stage({ archive }: { readonly archive: Archive }) {
  const { state, client, take, close, resize, reread, mend } = archive;
  switch (state.kind) {
    case 'empty':
      return <DropArea onFiles={take} isAgain={state.isAgain} />;
    case 'reading':
      return <Reading name={state.file.name} bytes={state.file.size} part={state.part} onCancel={close} />;
    case 'refused':
      return (
        <Refusal
          file={state.file}
          failure={state.failure}
          onFiles={take}
          onLeaveOut={() => reread({ missingImages: 'skip' })}
        />
      );
    case 'ready':
      return (
        <Ready
          overview={state.overview}
          client={client}
          onResize={resize}
          onFiles={take}
          onOwnManifest={() => reread({ manifest: undefined })}
          onMend={mend}
          onClose={close}
        />
      );
  }
}
