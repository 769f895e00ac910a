import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { PLACE, type FunctionProperties } from '../helpers/synthesis.ts';
import type { PolicyProxy } from './policy-proxy.ts';

export interface RunningFunctionOptions {
  /** The built functions. */
  readonly bundle: string;
  readonly properties: FunctionProperties;
  /** Between its code and AWS. */
  readonly code: PolicyProxy;
  /** Between its event source and AWS. */
  readonly poller: PolicyProxy;
}

/** RunningFunction is a built function in a process of its own, with the environment variables of its template. */
export class RunningFunction {
  readonly code: PolicyProxy;
  readonly poller: PolicyProxy;
  readonly log: string[] = [];
  readonly #timeoutMs: number;
  readonly #child: ChildProcess;

  constructor({ bundle, properties, code, poller }: RunningFunctionOptions) {
    const { FunctionName, Handler, Environment, Timeout } = properties;
    this.code = code;
    this.poller = poller;
    this.#timeoutMs = Timeout * 1000;
    this.#child = fork(fileURLToPath(new URL('bundle-process.ts', import.meta.url)), [bundle, Handler], {
      execArgv: [],
      env: {
        ...Environment.Variables,
        // Set by Lambda itself.
        AWS_REGION: PLACE.region,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_LAMBDA_FUNCTION_NAME: FunctionName,
        // For this machine.
        AWS_ENDPOINT_URL: code.endpoint,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => void this.log.push(text));
  }

  /** Returns the ids of the messages that the function returns. */
  async invoke(event: unknown): Promise<string[]> {
    const stop = new AbortController();
    const answered = once(this.#child, 'message', stop) as Promise<
      [{ batchItemFailures: { itemIdentifier: string }[] }]
    >;
    const ended = once(this.#child, 'exit', stop).then(() => {
      throw new Error(`the function ended: ${this.log.join('\n')}`);
    });
    this.#child.send({ event, timeoutMs: this.#timeoutMs });
    const [answer] = await Promise.race([answered, ended]).finally(() => stop.abort());
    await Promise.allSettled([answered, ended]);
    return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    if (this.#child.kill('SIGKILL')) await ended;
    await this.code.close();
    await this.poller.close();
  }
}
