// The child of LambdaProcess, `run-lambda-process.ts BUNDLE HANDLER`: loads the bundle and calls its handler. It reads invocations
// from stdin and writes answers to file descriptor 3, a line each; stdout and stderr are the function's.
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
  // Without its parent, the function has no S3 or SQS.
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

/** Ends the process if the function cannot be loaded, since the parent waits for an answer. */
async function load(): Promise<Handler> {
  try {
    return ((await import(pathToFileURL(bundle!).href)) as Record<string, Handler>)[name!]!;
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  }
}
