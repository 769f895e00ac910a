import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const command = fileURLToPath(new URL('../../../cli/dist/biospex-batch.js', import.meta.url));

export interface RunningCommand {
  /** Waits for output that matches, and returns the first group. */
  says(what: RegExp): Promise<string>;
  /** Interrupts it like Ctrl-C, and waits for its end. */
  stop(): Promise<void>;
}

/** Starts the built `biospex-batch`. */
export function startCommand(args: readonly string[]): RunningCommand {
  const child = spawn(process.execPath, [command, ...args]);
  const ended = once(child, 'close');
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  return {
    says: async (what) => {
      for (;;) {
        const found = what.exec(printed);
        if (found !== null) return found[1] ?? '';
        if (child.exitCode !== null) throw new Error(`biospex-batch ended: ${printed}`);
        await Promise.race([once(child.stdout, 'data'), ended]);
      }
    },
    stop: async () => {
      child.kill('SIGINT');
      await ended;
    },
  };
}

/** Runs the built `biospex-batch`. Rejects with its output if it fails. */
export async function runCommand(...args: readonly string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [command, ...args]);
}
