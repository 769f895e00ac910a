import { useEffect, useState } from 'preact/hooks';
import { Failure } from '../failure.ts';

/** Takes files that are dropped anywhere on the page. */
export function useDrop(onFile: (file: File) => void, onFailure: (failure: Failure) => void): boolean {
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
      const taken = takeFile(event.dataTransfer);
      if (taken instanceof Failure) onFailure(taken);
      else onFile(taken);
    };
    document.addEventListener('dragover', over);
    document.addEventListener('dragleave', leave);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', over);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('drop', drop);
    };
  }, [onFile, onFailure]);
  return isOver;
}

/** The one file that was dropped, or why there is none. */
function takeFile(dropped: DataTransfer | null): File | Failure {
  const files = dropped?.files ?? [];
  const [file] = files;
  if (files.length > 1)
    return new Failure({
      code: 'SEVERAL_FILES',
      message: `${files.length} files were dropped at once`,
      details: { count: files.length },
    });
  if (file !== undefined && dropped?.items[0]?.webkitGetAsEntry()?.isDirectory !== true) return file;
  return new Failure({ code: 'NOT_A_FILE', message: 'what was dropped is no file', details: {} });
}
