// The child's side of LambdaProcess, `run-lambda-process.ts BUNDLE HANDLER`: loads the bundle and answers what its parent sends.
import { pathToFileURL } from 'node:url';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Invocation, InvocationAnswer } from './lambda-process.ts';

type Handler = (
  event: SQSEvent,
  context: { awsRequestId: string; getRemainingTimeInMillis: () => number },
) => Promise<SQSBatchResponse>;

const [, , bundle, name] = process.argv;

// Without its parent, the function has no S3 and no SQS either.
process.on('disconnect', () => process.exit());
const loading = load();
process.on('message', (invocation) => void answer(invocation as Invocation));

async function answer({ event, requestId, deadline }: Invocation): Promise<void> {
  const handler = await loading;
  const context = { awsRequestId: requestId, getRemainingTimeInMillis: () => deadline - Date.now() };
  const result: InvocationAnswer = await handler(event, context).then(
    (response) => ({ response }),
    (error: unknown) => ({ error: String(error) }),
  );
  process.send?.(result);
}

/** A function that cannot be loaded ends its process: the channel to the parent would keep it. */
async function load(): Promise<Handler> {
  try {
    return ((await import(pathToFileURL(bundle!).href)) as Record<string, Handler>)[name!]!;
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  }
}
