import { Writable } from 'node:stream';
import { Interruption, type Output } from '../../src/io.ts';
import { main } from '../../src/main.ts';

/** How a run of the command ended. */
export interface CommandRun {
  /** 0 done, 1 failed, 2 usage, 128 + signal interrupted; null if a signal killed it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command, running in this process. */
export interface StartedCommand {
  /** Does the same as SIGINT. */
  readonly interrupt: () => void;
  readonly ended: Promise<CommandRun>;
}

/** Runs the command in this process and working directory, with its own streams. */
export function startCommand(args: readonly string[]): StartedCommand {
  const stdout = collect(false);
  const stderr = collect(false);
  const controller = new AbortController();
  const ended = main(args, { stdout: stdout.stream, stderr: stderr.stream, signal: controller.signal });
  return {
    interrupt: () => controller.abort(new Interruption('SIGINT', 130)),
    ended: ended.then((exitCode) => ({ exitCode, stdout: stdout.text(), stderr: stderr.text() })),
  };
}

/** A terminal or a pipe that keeps its text. */
export function collect(isTTY: boolean): { stream: Output; text: () => string } {
  let text = '';
  const stream = new Writable({
    decodeStrings: false,
    write: (piece: string, _encoding, done) => {
      text += piece;
      done();
    },
  });
  return { stream: Object.assign(stream, isTTY ? { isTTY, columns: 80, rows: 24 } : {}), text: () => text };
}
