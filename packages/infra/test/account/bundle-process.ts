// Runs a built function as Lambda does: `bundle-process.ts BUNDLE HANDLER` answers each event it is sent.
import { pathToFileURL } from 'node:url';

interface Invocation {
  readonly event: unknown;
  readonly timeoutMs: number;
}

type Handler = (event: unknown, context: unknown) => Promise<unknown>;

const [, , bundle = '', handler = ''] = process.argv;
// Registered before the bundle loads: the parent sends its first event at once.
const waiting: Invocation[] = [];
const hold = (message: unknown): void => void waiting.push(message as Invocation);
process.on('message', hold);
process.on('disconnect', () => process.exit());
const exports = (await import(pathToFileURL(bundle).href)) as Readonly<Record<string, Handler>>;
const run = exports[handler.split('.').at(-1)!]!;

async function answer({ event, timeoutMs }: Invocation): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  const context = { awsRequestId: 'request', getRemainingTimeInMillis: () => deadline - Date.now() };
  process.send?.(await run(event, context));
}

process.off('message', hold);
process.on('message', (message) => void answer(message as Invocation));
for (const invocation of waiting) await answer(invocation);
