import { useEffect, useState } from 'preact/hooks';

/** Takes files dropped anywhere on the page. Returns whether files are being dragged over it. */
export function useDrop(onDrop: (files: readonly File[]) => void): boolean {
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
      if (event.dataTransfer) onDrop(filesOf(event.dataTransfer));
    };
    document.addEventListener('dragover', over, { signal });
    document.addEventListener('dragleave', leave, { signal });
    document.addEventListener('drop', drop, { signal });
    return () => controller.abort();
  }, [onDrop]);
  return isOver;
}

/** The dropped files, none if a folder is among them. */
function filesOf({ files, items }: DataTransfer): readonly File[] {
  const hasFolder = [...items].some((item) => item.webkitGetAsEntry()?.isDirectory === true);
  return hasFolder ? [] : [...files];
}
