import { FileButton } from './file-button.tsx';
import { useFocus } from './use-focus.ts';

interface DropAreaProps {
  readonly onFiles: (files: readonly File[]) => void;
  /** Whether the page was at something else before. */
  readonly isAgain: boolean;
}

/** The beginning: what the page is for, and where the export goes. */
export function DropArea({ onFiles, isAgain }: DropAreaProps) {
  const heading = useFocus();
  return (
    <section class="beginning" aria-labelledby="beginning">
      <h2 id="beginning" class="lead" ref={isAgain ? heading : null} tabIndex={-1}>
        Split an export into batches, and see what Zooniverse will refuse before you upload it.
      </h2>
      <div class="drop-area">
        <Specimens />
        <p class="drop-words">Drop the export’s .zip here</p>
        <p class="or">or</p>
        <FileButton class="button primary" onFiles={onFiles}>
          Choose a file
        </FileButton>
        <p class="quiet">
          As BIOSPEX made it, of any size. It is only read, never changed. A manifest that you corrected can
          be dropped with it.
        </p>
      </div>
      <ol class="steps">
        <li>
          <strong>Read.</strong> The table of contents and the manifest, not the images: a second or two,
          whatever the size.
        </li>
        <li>
          <strong>Check.</strong> Images too large, cells that look like file names, and the rest of what
          makes Zooniverse skip a subject.
        </li>
        <li>
          <strong>Save.</strong> Batches with a manifest and just their images, as folders for Zooniverse or
          as ZIPs, byte for byte what the command makes.
        </li>
      </ol>
    </section>
  );
}

/** Three sheets, drawn. */
function Specimens() {
  return (
    <svg class="specimens" viewBox="-60 -44 120 84" width="120" height="84" aria-hidden="true">
      <rect class="sheet" transform="rotate(-9) translate(-53 -25)" width="38" height="54" rx="2" />
      <rect class="sheet" transform="rotate(8) translate(15 -25)" width="38" height="54" rx="2" />
      <rect class="sheet" x="-21" y="-31" width="42" height="60" rx="2" />
      <path
        class="plant"
        d="M0 18V-16M0 8q-11-3-12-13q11 1 12 11M0 0q11-3 12-13q-11 1-12 11M0-9q-8-3-8-11q8 1 8 9M0-12q7-2 7-9q-7 1-7 8"
      />
      <rect class="label" x="3" y="20" width="14" height="5" rx="1" />
    </svg>
  );
}
