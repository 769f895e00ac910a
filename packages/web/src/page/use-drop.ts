import { useEffect, useState } from 'preact/hooks';
import { Failure } from '../failure.ts';

/** Takes files dropped anywhere on the page. Returns whether files are being dragged over it. */
export function useDrop(onDrop: (files: readonly File[] | Failure) => void): boolean {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const over = (event: DragEvent): void => {
      event.preventDefault();
      // A link or a selected text can be dragged too, and gets no invitation.
      if (event.dataTransfer?.types.includes('Files') === true) setIsOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setIsOver(false);
    };
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      setIsOver(false);
      onDrop(takeFiles(event.dataTransfer));
    };
    document.addEventListener('dragover', over, { signal });
    document.addEventListener('dragleave', leave, { signal });
    document.addEventListener('drop', drop, { signal });
    return () => controller.abort();
  }, [onDrop]);
  return isOver;
}

function takeFiles(dropped: DataTransfer | null): readonly File[] | Failure {
  const files = [...(dropped?.files ?? [])];
  const items = [...(dropped?.items ?? [])];
  if (files.length > 0 && !items.some((item) => item.webkitGetAsEntry()?.isDirectory === true)) return files;
  return new Failure('NOT_A_FILE', 'a folder or a text was dropped');
}
