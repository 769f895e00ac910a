import { runStack } from '@biospex/batch-local-stack';
import { CommandError } from '../command-error.ts';
import type { Run } from '../io.ts';

export interface StackOptions {
  readonly port: number;
  readonly host: string;
  readonly data?: string;
}

/** `biospex-batch stack`: runs S3, SQS and the function on this machine until it is interrupted. */
export async function stack(options: StackOptions, { stdout, signal }: Run): Promise<void> {
  const print = (line: string): void => void stdout.write(`${line}\n`);
  try {
    await runStack({ ...options, signal, print });
  } catch (cause) {
    throw new CommandError('STACK_FAILED', (cause as Error).message, { cause });
  }
}
