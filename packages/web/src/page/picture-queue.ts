import { client } from './client.ts';

/** Pictures drawn at the same time: decoding a large JPEG takes much memory. */
const AT_ONCE = 3;

const waiting: (() => void)[] = [];
let running = 0;

/** Draws a picture when its turn comes: the newest request first, and no cancelled one. */
export async function drawInTurn(
  entry: number,
  height: number,
  signal: AbortSignal,
): Promise<ImageBitmap | undefined> {
  await new Promise<void>((resolve) => {
    waiting.push(resolve);
    startNext();
  });
  try {
    return signal.aborted ? undefined : await client.call('picture', { entry, height });
  } finally {
    running--;
    startNext();
  }
}

function startNext(): void {
  if (running === AT_ONCE) return;
  const start = waiting.pop();
  if (start === undefined) return;
  running++;
  start();
}
