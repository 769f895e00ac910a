import { useEffect, useRef, useState } from 'preact/hooks';
import { drawInTurn } from './picture-queue.ts';

interface PictureProps {
  /** undefined until the row is loaded. */
  readonly entry: number | undefined;
  /** In CSS pixels. */
  readonly height: number;
}

type PictureState = 'waiting' | 'drawn' | 'none' | 'unreadable';

const NOTES: Readonly<Partial<Record<PictureState, string>>> = {
  none: 'no preview',
  unreadable: 'cannot be read',
};

/** An image of the archive, drawn by the worker. */
export function Picture({ entry, height }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [state, setState] = useState<PictureState>('waiting');
  useEffect(() => {
    setState('waiting');
    if (entry === undefined) return undefined;
    const controller = new AbortController();
    const pixels = Math.ceil(height * Math.min(2, window.devicePixelRatio));
    drawInTurn(entry, pixels, controller.signal).then(
      (bitmap) => {
        const { current } = canvas;
        if (controller.signal.aborted || current === null) return bitmap?.close();
        if (bitmap === undefined) return setState('none');
        current.width = bitmap.width;
        current.height = bitmap.height;
        current.getContext('bitmaprenderer')?.transferFromImageBitmap(bitmap);
        setState('drawn');
      },
      () => setState('unreadable'),
    );
    return () => controller.abort();
  }, [entry, height]);
  return (
    <div class={`picture ${state}`} data-note={NOTES[state]} aria-hidden="true">
      <canvas ref={canvas} width="1" height="1" />
    </div>
  );
}
