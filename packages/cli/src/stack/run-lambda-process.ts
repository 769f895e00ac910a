import { pathToFileURL } from 'node:url';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Invocation, InvocationAnswer } from './lambda-process.ts';

interface LambdaModule {
  readonly handler: (
    event: SQSEvent,
    context: { awsRequestId: string; getRemainingTimeInMillis: () => number },
  ) => Promise<SQSBatchResponse>;
}

/** The child's side of LambdaProcess: loads the bundle and answers each invocation that its parent sends. */
export async function runLambdaProcess(bundle: string): Promise<void> {
  // Without its parent, the function has no S3 and no SQS either.
  process.on('disconnect', () => process.exit());
  // Before the bundle is loaded: the parent sends its first invocation at once.
  const waiting: Invocation[] = [];
  const hold = (invocation: unknown): void => void waiting.push(invocation as Invocation);
  process.on('message', hold);
  const { handler } = await load(bundle);
  const answer = async ({ event, requestId, deadline }: Invocation): Promise<void> => {
    const context = { awsRequestId: requestId, getRemainingTimeInMillis: () => deadline - Date.now() };
    const result: InvocationAnswer = await handler(event, context).then(
      (response) => ({ response }),
      (error: unknown) => ({
        error:
          error instanceof Error
            ? { name: error.name, message: error.message }
            : { name: 'Error', message: String(error) },
      }),
    );
    process.send?.(result);
  };
  process.off('message', hold);
  process.on('message', (invocation) => void answer(invocation as Invocation));
  for (const invocation of waiting) await answer(invocation);
}

/** A function that cannot be loaded ends its process: the channel to the parent would keep it. */
async function load(bundle: string): Promise<LambdaModule> {
  try {
    return (await import(pathToFileURL(bundle).href)) as LambdaModule;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}\n`);
    process.exit(1);
  }
}
