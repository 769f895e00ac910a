import { FileButton } from './file-button.tsx';
import { useFocus } from './use-focus.ts';

interface DropAreaProps {
  readonly onFiles: (files: readonly File[]) => void;
  /** Whether the page showed something else before, and the focus must move. */
  readonly isAgain: boolean;
}

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
          Any size will do. The file is never changed. You can drop a corrected manifest with it.
        </p>
      </div>
      <ol class="steps">
        <li>
          <strong>Read.</strong> The page reads the list of files and the manifest, not the images. That takes
          a second or two.
        </li>
        <li>
          <strong>Check.</strong> It finds images that are too large, cells that look like file names, and
          other reasons why Zooniverse skips a subject.
        </li>
        <li>
          <strong>Save.</strong> It saves batches as folders for Zooniverse or as ZIPs, byte for byte the same
          as from the command.
        </li>
      </ol>
    </section>
  );
}

/** A drawing of three herbarium sheets. */
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
