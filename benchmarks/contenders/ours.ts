import { fileURLToPath } from 'node:url';

import { checkOutputBytes } from '../check-output.ts';
import type { ArchiveSize } from '../make-data.ts';
import { runProgram, type Command } from '../run-program.ts';
import type { Contender } from './contender.ts';

const root = new URL('../../packages/cli/', import.meta.url);
const bundle = fileURLToPath(new URL('dist/biospex-batch.js', root));

/** Builds the command, so that the present source is measured. */
export async function bundleCommand(signal: AbortSignal): Promise<void> {
  const script = fileURLToPath(new URL('scripts/bundle.mjs', root));
  await runProgram({ program: process.execPath, args: [script] }, { signal });
}

/** `biospex-batch split`; after its first run `biospex-batch verify` reads every batch. */
export function oursSplit(
  description: { readonly id: string; readonly name: string },
  {
    archive,
    size,
    signal,
    options = [],
  }: {
    readonly archive: string;
    readonly size: ArchiveSize;
    readonly signal: AbortSignal;
    /** Further options of the command. */
    readonly options?: readonly string[];
  },
): Contender {
  return {
    ...description,
    command: (output) =>
      runCommand('split', archive, '--out', output, '--batch-size', String(size.images / 10), ...options),
    async check(output, isFirst) {
      await checkOutputBytes(output, { files: 10, bytes: size.images * size.imageBytes });
      if (isFirst) await runProgram(runCommand('verify', archive, output), { signal });
    },
  };
}

export function oursPlan(archive: string): Contender {
  return { id: 'ours-plan', name: 'biospex-batch plan', command: () => runCommand('plan', archive) };
}

/** The same contender with another build of the command; undefined if it does not run the command. */
export function withBundle(contender: Contender, otherBundle: string): Contender | undefined {
  const { id, name } = contender;
  if (!contender.command('').args.includes(bundle)) return undefined;
  return {
    ...contender,
    id: `${id}-against`,
    name: `${name}, the other build`,
    command(output) {
      const { args, ...rest } = contender.command(output);
      return { ...rest, args: args.map((arg) => (arg === bundle ? otherBundle : arg)) };
    },
  };
}

export function runCommand(...args: readonly string[]): Command {
  return { program: process.execPath, args: [bundle, ...args] };
}
