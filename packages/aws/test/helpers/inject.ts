import type { S3Client } from '@aws-sdk/client-s3';

/** Runs with each request of a command, the first being number 1; what it throws fails the request. */
export type Hook = (number: number, input: Readonly<Record<string, unknown>>) => void | Promise<void>;

export interface Injection {
  /** `'UploadPart'` and so on; every command where it is left out. */
  readonly command?: string;
  /** Before anything is sent. */
  readonly before?: Hook;
  /** Before each attempt, inside the SDK's retries. */
  readonly beforeAttempt?: Hook;
  /** When the server has done it, and the answer is lost. */
  readonly afterAttempt?: Hook;
}

/** Puts a hook into the way of a client's requests. */
export function inject(client: S3Client, { command, before, beforeAttempt, afterAttempt }: Injection): void {
  const isMeant = (name = ''): boolean => command === undefined || name === `${command}Command`;
  let requests = 0;
  let attempts = 0;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (isMeant(commandName)) await before?.(++requests, args.input as Record<string, unknown>);
        return next(args);
      },
    { step: 'initialize' },
  );
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (!isMeant(commandName)) return next(args);
        const number = ++attempts;
        await beforeAttempt?.(number, args.input as Record<string, unknown>);
        const result = await next(args);
        await afterAttempt?.(number, args.input as Record<string, unknown>);
        return result;
      },
    { step: 'deserialize', priority: 'low' },
  );
}

/** An error as the SDK throws it for an answer of AWS. */
export function awsError(name: string, httpStatusCode: number, message = ''): Error {
  return Object.assign(new Error(message), {
    name,
    $fault: httpStatusCode < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode, requestId: 'R1' },
  });
}
