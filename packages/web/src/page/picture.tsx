import { useEffect, useRef, useState } from 'preact/hooks';
import type { ArchiveClient } from '../archive-client.ts';
import { drawInTurn } from './picture-queue.ts';

interface PictureProps {
  readonly client: ArchiveClient;
  /** undefined while the row is on its way. */
  readonly entry: number | undefined;
  /** In CSS pixels. */
  readonly height: number;
}

type PictureState = 'waiting' | 'drawn' | 'none' | 'unreadable';

/** What stands in place of a picture. */
const NOTES: Readonly<Partial<Record<PictureState, string>>> = {
  none: 'no preview',
  unreadable: 'cannot be read',
};

/** An image of the archive, drawn by the worker when its turn comes. */
export function Picture({ client, entry, height }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [state, setState] = useState<PictureState>('waiting');
  useEffect(() => {
    setState('waiting');
    if (entry === undefined) return undefined;
    const controller = new AbortController();
    const pixels = Math.ceil(height * Math.min(2, window.devicePixelRatio));
    drawInTurn(client, entry, pixels, controller.signal).then(
      (bitmap) => {
        if (controller.signal.aborted) return bitmap?.close();
        if (bitmap !== undefined) draw(canvas.current, bitmap);
        setState(bitmap === undefined ? 'none' : 'drawn');
      },
      // The archive may be gone, or the image damaged.
      () => setState('unreadable'),
    );
    return () => controller.abort();
  }, [client, entry, height]);
  return (
    <div class={`picture ${state}`} data-note={NOTES[state]} aria-hidden="true">
      <canvas ref={canvas} width="1" height="1" />
    </div>
  );
}

function draw(canvas: HTMLCanvasElement | null, bitmap: ImageBitmap): void {
  if (canvas === null) {
    bitmap.close();
    return;
  }
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(bitmap);
}
