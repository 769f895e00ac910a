import { Writable } from 'node:stream';
import { Interruption, type Output } from '../../src/io.ts';
import { main } from '../../src/main.ts';

/** How a run of the command ended. */
export interface CommandRun {
  /** 0 done, 1 failed, 2 usage, 128 + signal interrupted; null when a signal ended it unprepared. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command, running in this process. */
export interface StartedCommand {
  /** What the signal SIGINT does. */
  readonly interrupt: () => void;
  readonly ended: Promise<CommandRun>;
}

/** Runs the command in this process, in its working directory, and with streams of its own. */
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

/** A stream that keeps what is written, a terminal or a pipe. */
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
