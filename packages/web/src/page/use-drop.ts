import { useEffect, useState } from 'preact/hooks';
import { Failure } from '../failure.ts';

/** Takes files that are dropped anywhere on the page. */
export function useDrop(onDrop: (files: readonly File[] | Failure) => void): boolean {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const over = (event: DragEvent): void => {
      event.preventDefault();
      // A link or a selected text may be dragged, too: it is not asked for.
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

/** The files that were dropped, or why there are none. */
function takeFiles(dropped: DataTransfer | null): readonly File[] | Failure {
  const files = [...(dropped?.files ?? [])];
  const items = [...(dropped?.items ?? [])];
  if (files.length > 0 && !items.some((item) => item.webkitGetAsEntry()?.isDirectory === true)) return files;
  return new Failure('NOT_A_FILE', 'what was dropped is no file');
}
