import { spawnSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { runProgram, type Command } from './run-program.ts';

export interface Measurement {
  /** Wall time. */
  readonly seconds: number;
  /** What nothing can tell where GNU time is missing. */
  readonly usage: Usage | undefined;
}

export interface Usage {
  /** Peak memory (RSS) of the largest of the processes. */
  readonly peakBytes: number;
  /** Processor time of all processes, their own and the system's for them. */
  readonly processorSeconds: number;
}

const reporter = fileURLToPath(new URL('programs/report-usage.mjs', import.meta.url));
const timeProgram = '/usr/bin/time';

let knowsGnuTime: boolean | undefined;

/**
 * Runs a command as whole processes and measures them. `scratchFile` must not exist; it is removed again. A Node
 * process reports its own usage; that of others GNU time tells, where it is installed.
 */
export async function measure(
  command: Command,
  { scratchFile, signal }: { readonly scratchFile: string; readonly signal: AbortSignal },
): Promise<Measurement> {
  try {
    const isNode = command.program === process.execPath;
    const measured = isNode ? addReporter(command, scratchFile) : addGnuTime(command, scratchFile);
    const seconds = await runProgram(measured, { signal });
    const text = await readFile(scratchFile, 'utf8').catch(() => undefined);
    return { seconds, usage: text === undefined ? undefined : parseUsage(text) };
  } finally {
    await rm(scratchFile, { force: true });
  }
}

function addReporter(command: Command, file: string): Command {
  return {
    ...command,
    args: ['--import', reporter, ...command.args],
    environment: { ...command.environment, BENCHMARK_USAGE_FILE: file },
  };
}

function addGnuTime(command: Command, file: string): Command {
  knowsGnuTime ??= spawnSync(timeProgram, ['-f', '%M', 'true']).status === 0;
  if (!knowsGnuTime) return command;
  return {
    ...command,
    program: timeProgram,
    args: ['-f', '%M %U %S', '-o', file, command.program, ...command.args],
  };
}

function parseUsage(text: string): Usage {
  const match = /^(\d+) ([\d.e-]+) ([\d.e-]+)\n$/.exec(text);
  if (!match) throw new Error(`not a process's usage: ${JSON.stringify(text)}`);
  return { peakBytes: Number(match[1]) * 1024, processorSeconds: Number(match[2]) + Number(match[3]) };
}
