// Runs the built function as Lambda does: `bundle-process.ts BUNDLE`, an event a message, its answer back.
import { pathToFileURL } from 'node:url';

interface Invocation {
  readonly event: unknown;
  readonly timeoutMs: number;
}

interface Bundle {
  readonly handler: (event: unknown, context: unknown) => Promise<unknown>;
}

// Before the bundle is loaded: the parent sends its first event at once.
const waiting: Invocation[] = [];
const hold = (message: unknown): void => void waiting.push(message as Invocation);
process.on('message', hold);
process.on('disconnect', () => process.exit());
const { handler } = (await import(pathToFileURL(process.argv[2]!).href)) as Bundle;

async function answer({ event, timeoutMs }: Invocation): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  const context = { awsRequestId: 'request', getRemainingTimeInMillis: () => deadline - Date.now() };
  process.send?.(await handler(event, context));
}

process.off('message', hold);
process.on('message', (message) => void answer(message as Invocation));
for (const invocation of waiting) await answer(invocation);
