import type { S3Session } from './s3-session.ts';

/** Output is where a command prints: a stream, and whether people look at it. */
export interface Output extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  /** Width of the terminal. */
  readonly columns?: number;
}

/** Io is all that `main` takes from its process. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted with an Interruption when the command has to stop. */
  readonly signal: AbortSignal;
}

/** Run is what one run of the command works with. */
export interface Run extends Io {
  readonly s3: S3Session;
}

/** Interruption is why a run has to stop: a signal of the system. */
export class Interruption extends Error {
  override readonly name = 'AbortError';
  readonly exitCode: number;

  constructor(signalName: string, exitCode: number) {
    super(`stopped by ${signalName}`);
    this.exitCode = exitCode;
  }
}
