import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../../../cli/src/biospex-batch.ts', import.meta.url));

export interface RunningCommand {
  /** Waits until it has printed something, and gives what the first group caught. */
  says(what: RegExp): Promise<string>;
  /** Interrupts it as Ctrl-C does, and waits for its end. */
  stop(): Promise<void>;
}

/** Starts `biospex-batch` from its source. */
export function startCommand(args: readonly string[]): RunningCommand {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(process.execPath, ['--conditions=biospex-source', command, ...args], { env });
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

/** Runs `biospex-batch` to its end; rejects with what it printed where it failed. */
export async function runCommand(...args: readonly string[]): Promise<void> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(process.execPath, ['--conditions=biospex-source', command, ...args], { env });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  if (exitCode !== 0) throw new Error(`biospex-batch ${args.join(' ')}: ${printed}`);
}
