import { useEffect, useState } from 'preact/hooks';
import { Failure } from '../failure.ts';

/** Takes files that are dropped anywhere on the page. */
export function useDrop(onFile: (file: File) => void, onFailure: (failure: Failure) => void): boolean {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent): void => {
      event.preventDefault();
      setIsOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setIsOver(false);
    };
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      setIsOver(false);
      const item = event.dataTransfer?.items[0];
      const file = event.dataTransfer?.files[0];
      if (file !== undefined && item?.webkitGetAsEntry()?.isDirectory !== true) onFile(file);
      else
        onFailure(new Failure({ code: 'NOT_A_FILE', message: 'what was dropped is no file', details: {} }));
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
