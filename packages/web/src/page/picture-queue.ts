import type { ArchiveClient } from '../archive-client.ts';

/** Pictures drawn at the same time: a large JPEG takes much memory while it is unpacked. */
const AT_ONCE = 3;

interface Waiting {
  readonly signal: AbortSignal;
  readonly start: () => void;
}

const waiting: Waiting[] = [];
let running = 0;

/** Draws a picture when its turn comes: the newest wish first, and none that nobody waits for any more. */
export async function drawInTurn(
  client: ArchiveClient,
  entry: number,
  height: number,
  signal: AbortSignal,
): Promise<ImageBitmap | undefined> {
  await turn(signal);
  try {
    return signal.aborted ? undefined : await client.call('picture', { entry, height });
  } finally {
    running--;
    startNext();
  }
}

function turn(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    waiting.push({ signal, start: resolve });
    startNext();
  });
}

function startNext(): void {
  while (running < AT_ONCE) {
    const next = waiting.pop();
    if (next === undefined) return;
    running++;
    next.start();
  }
}
