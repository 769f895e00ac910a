import type { S3Session } from './s3-session.ts';

/** Output is a stream that a command prints to, perhaps a terminal. */
export interface Output extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Io is what `main` needs of its process. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted with an Interruption when the command has to stop. */
  readonly signal: AbortSignal;
}

export interface Run extends Io {
  readonly s3: S3Session;
}

/** Interruption is the reason of a run that a signal stops. */
export class Interruption extends Error {
  override readonly name = 'AbortError';
  readonly exitCode: number;

  constructor(signalName: string, exitCode: number) {
    super(`stopped by ${signalName}`);
    this.exitCode = exitCode;
  }
}
