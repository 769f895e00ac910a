import { spawnSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { runProgram, type Command } from './run-program.ts';

export interface Measurement {
  /** Wall time. */
  readonly seconds: number;
  /** Undefined for programs other than Node if GNU time is not installed. */
  readonly usage: Usage | undefined;
}

export interface Usage {
  /** Peak memory (RSS) of the largest of the processes. */
  readonly peakBytes: number;
  /** Processor time of all processes, user and system. */
  readonly processorSeconds: number;
}

const reporter = fileURLToPath(new URL('programs/report-usage.mjs', import.meta.url));
const timeProgram = '/usr/bin/time';

let knowsGnuTime: boolean | undefined;

/**
 * Runs a command to its end and measures it. Node processes report their own usage; GNU time measures others. `scratchFile`
 * must not exist, and is removed afterwards.
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
  if (!match) throw new Error(`cannot parse the usage of the process: ${JSON.stringify(text)}`);
  return { peakBytes: Number(match[1]) * 1024, processorSeconds: Number(match[2]) + Number(match[3]) };
}
