import { useArchive, type Archive } from './use-archive.ts';
import { useDrop } from './use-drop.ts';
import { FailureNote } from './failure-note.tsx';
import { DropArea } from './drop-area.tsx';
import { Reading } from './reading.tsx';
import { Ready } from './ready.tsx';
import { Refusal } from './refusal.tsx';

export function App() {
  const archive = useArchive();
  const isOver = useDrop(archive.take);
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
        {archive.note && <FailureNote failure={archive.note} />}
        <Stage archive={archive} />
      </main>
      <footer>
        <p>
          This page works in your browser alone: no server, no cookies, no statistics. Its security policy
          blocks every connection. Once it is loaded, you can go offline.
        </p>
      </footer>
      {isOver && (
        <div class="drop-veil" aria-hidden="true">
          Drop it anywhere
        </div>
      )}
    </div>
  );
}

function Stage({ archive }: { readonly archive: Archive }) {
  const { state, take, close } = archive;
  switch (state.kind) {
    case 'empty':
      return <DropArea onFiles={take} isAgain={state.isAgain} />;
    case 'reading':
      return <Reading file={state.wanted.file} part={state.part} onCancel={close} />;
    case 'refused':
      return <Refusal file={state.wanted?.file} failure={state.failure} archive={archive} />;
    case 'ready':
      return <Ready wanted={state.wanted} overview={state.overview} archive={archive} />;
  }
}
