import type { S3Client } from '@aws-sdk/client-s3';

/** Runs with each request of a command, numbered from 1. An error that it throws fails the request. */
export type Hook = (number: number, input: Readonly<Record<string, unknown>>) => void | Promise<void>;

export interface Injection {
  /** Such as `'UploadPart'`. @default every command */
  readonly command?: string;
  /** Before anything is sent, outside the SDK's retries. */
  readonly before?: Hook;
  /** Before each attempt, inside the SDK's retries. */
  readonly beforeAttempt?: Hook;
  /** After the server has acted. An error stands for a lost answer. */
  readonly afterAttempt?: Hook;
}

/** Adds a hook to a client's requests. */
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

/** An error as the SDK throws it for AWS's answer. */
export function awsError(name: string, httpStatusCode: number, message = ''): Error {
  return Object.assign(new Error(message), {
    name,
    $fault: httpStatusCode < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode, requestId: 'R1' },
  });
}
