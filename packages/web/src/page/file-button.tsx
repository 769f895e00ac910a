import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

interface FileButtonProps {
  /** What is chosen. @default an archive, with a manifest if that is chosen, too */
  readonly what?: 'archive' | 'manifest';
  readonly onFiles: (files: readonly File[]) => void;
  readonly class: string;
  readonly children: ComponentChildren;
}

const ACCEPTED = {
  archive: '.zip,.gz,.tgz,.tar,.csv,application/zip',
  manifest: '.csv,text/csv',
} as const;

/** A button that lets a file be chosen. */
export function FileButton({ what = 'archive', onFiles, class: className, children }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class={className} onClick={() => input.current?.click()}>
        {children}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple={what === 'archive'}
        tabIndex={-1}
        aria-label={what === 'archive' ? 'The export archive' : 'A manifest'}
        accept={ACCEPTED[what]}
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          // The same file may be chosen again, after it was mended.
          currentTarget.value = '';
          if (files.length > 0) onFiles(files);
        }}
      />
    </>
  );
}
