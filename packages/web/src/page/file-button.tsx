import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

interface FileButtonProps {
  /** @default an archive, with or without a manifest */
  readonly what?: 'archive' | 'manifest';
  readonly onFiles: (files: readonly File[]) => void;
  readonly class: string;
  readonly children: ComponentChildren;
}

const ACCEPTED = {
  archive: '.zip,.gz,.tgz,.tar,.csv,application/zip',
  manifest: '.csv,text/csv',
} as const;

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
          // The same file can be chosen again, for example after a correction.
          currentTarget.value = '';
          if (files.length > 0) onFiles(files);
        }}
      />
    </>
  );
}
