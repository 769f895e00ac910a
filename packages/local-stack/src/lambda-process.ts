import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { statSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';

export interface Invocation {
  readonly event: SQSEvent;
  readonly requestId: string;
  /** The time when Lambda would end the function, in milliseconds since 1970. */
  readonly deadline: number;
}

export type InvocationAnswer = { readonly response: SQSBatchResponse } | { readonly error: string };

export interface LambdaProcessOptions {
  /** The built bundle, an ES module. */
  readonly bundle: string;
  /** The bundle's export to call. @default handler */
  readonly handler?: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Time limit of an invocation in milliseconds. Then the process is killed, as Lambda does. */
  readonly timeoutMs: number;
  /** Called with each line that the function prints. */
  readonly onLog: (line: string) => void;
}

interface RunningFunction {
  readonly process: ChildProcess;
  readonly answers: Interface;
}

const SCRIPT = fileURLToPath(new URL('./run-lambda-process.ts', import.meta.url));

/**
 * LambdaProcess runs the built function as Lambda does, in a process that stays warm between invocations. After a new build,
 * the next invocation starts the new bundle.
 */
export class LambdaProcess {
  readonly #options: LambdaProcessOptions;
  #child: RunningFunction | undefined;
  /** Modification time of the child's bundle, in milliseconds since 1970. */
  #builtAt: number | undefined;

  constructor(options: LambdaProcessOptions) {
    this.#options = options;
  }

  /** Rejects if the function throws, ends or runs out of time: SQS then keeps the message. */
  async invoke(event: SQSEvent): Promise<SQSBatchResponse> {
    const { timeoutMs, bundle } = this.#options;
    const builtAt = statSync(bundle, { throwIfNoEntry: false })?.mtimeMs;
    if (this.#child !== undefined && builtAt !== this.#builtAt) await this.kill();
    this.#builtAt = builtAt;
    const child = (this.#child ??= this.#start());
    const invocation: Invocation = { event, requestId: randomUUID(), deadline: Date.now() + timeoutMs };
    let isTimedOut = false;
    const timer = setTimeout(() => {
      isTimedOut = true;
      void this.kill();
    }, timeoutMs);
    try {
      const answered = new AbortController();
      const answer = once(child.answers, 'line', answered) as Promise<[string]>;
      const ended = once(child.process, 'exit', answered).then(([code, signal]) => {
        const how = isTimedOut ? `was ended after ${timeoutMs} ms` : `ended (${String(signal ?? code)})`;
        throw new Error(`the function's process ${how}`);
      });
      child.process.stdin!.write(`${JSON.stringify(invocation)}\n`);
      const [line] = await Promise.race([answer, ended]).finally(() => answered.abort());
      await Promise.allSettled([answer, ended]);
      const result = JSON.parse(line) as InvocationAnswer;
      if ('error' in result) throw new Error(result.error);
      return result.response;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Kills the process. The next invocation is a cold start. */
  async kill(): Promise<void> {
    const { process } = this.#child ?? {};
    if (process?.exitCode !== null || process.signalCode !== null) return;
    this.#child = undefined;
    const ended = once(process, 'exit');
    process.kill('SIGKILL');
    await ended;
  }

  #start(): RunningFunction {
    const { bundle, handler = 'handler', environment, onLog } = this.#options;
    const { PATH = '' } = process.env;
    // No Node IPC channel: a message to a process that is being killed may keep Node from ending.
    const child = spawn(process.execPath, [SCRIPT, bundle, handler], {
      env: { PATH, ...environment },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    });
    const running = { process: child, answers: createInterface({ input: child.stdio[3] as Readable }) };
    const forget = (): void => {
      if (this.#child === running) this.#child = undefined;
    };
    child.on('exit', forget).on('error', forget);
    // A write may fail because the process has ended.
    child.stdin.on('error', () => undefined);
    for (const input of [child.stdout, child.stderr])
      createInterface({ input, crlfDelay: Infinity }).on('line', onLog);
    return running;
  }
}
