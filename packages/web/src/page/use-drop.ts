import { useEffect, useState } from 'preact/hooks';
import { Failure } from '../failure.ts';

/** Takes files that are dropped anywhere on the page. */
export function useDrop(
  onFiles: (files: readonly File[]) => void,
  onFailure: (failure: Failure) => void,
): boolean {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
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
      const taken = takeFiles(event.dataTransfer);
      if (taken instanceof Failure) onFailure(taken);
      else onFiles(taken);
    };
    document.addEventListener('dragover', over);
    document.addEventListener('dragleave', leave);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', over);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('drop', drop);
    };
  }, [onFiles, onFailure]);
  return isOver;
}

/** The files that were dropped, or why there are none. */
function takeFiles(dropped: DataTransfer | null): readonly File[] | Failure {
  const files = [...(dropped?.files ?? [])];
  const items = [...(dropped?.items ?? [])];
  if (files.length > 0 && !items.some((item) => item.webkitGetAsEntry()?.isDirectory === true)) return files;
  return new Failure({ code: 'NOT_A_FILE', message: 'what was dropped is no file', details: {} });
}
