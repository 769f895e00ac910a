// The child's side of LambdaProcess, `run-lambda-process.ts BUNDLE HANDLER`: loads the bundle and answers its parent. Invocations
// come as lines of stdin, answers go as lines to file descriptor 3; what the function prints is its own.
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Invocation, InvocationAnswer } from './lambda-process.ts';

type Handler = (
  event: SQSEvent,
  context: { awsRequestId: string; getRemainingTimeInMillis: () => number },
) => Promise<SQSBatchResponse>;

const ANSWERS = 3;
const [, , bundle, name] = process.argv;

const loading = load();
createInterface({ input: process.stdin })
  .on('line', (line) => void answer(JSON.parse(line) as Invocation))
  // Without its parent, the function has no S3 and no SQS either.
  .on('close', () => process.exit());

async function answer({ event, requestId, deadline }: Invocation): Promise<void> {
  const handler = await loading;
  const context = { awsRequestId: requestId, getRemainingTimeInMillis: () => deadline - Date.now() };
  const result: InvocationAnswer = await handler(event, context).then(
    (response) => ({ response }),
    (error: unknown) => ({ error: String(error) }),
  );
  writeSync(ANSWERS, `${JSON.stringify(result)}\n`);
}

/** A function that cannot be loaded ends its process: its parent would wait for it. */
async function load(): Promise<Handler> {
  try {
    return ((await import(pathToFileURL(bundle!).href)) as Record<string, Handler>)[name!]!;
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  }
}
