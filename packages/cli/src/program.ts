import { Command, InvalidArgumentError, Option } from 'commander';
import { checkStem, DEFAULT_BATCH_SIZE } from '@biospex/batch-core';
import type { ArchiveFlags, SampleFlags, SplitFlags, VerifyFlags } from './flags.ts';
import packageJson from '../package.json' with { type: 'json' };

/** Everything the command line offers. Each command's work is loaded when it is asked for. */
export function createProgram(signal: AbortSignal): Command {
  const program = new Command('biospex-batch')
    .description(
      'Splits BIOSPEX export archives into batch ZIPs for Zooniverse, and tells what Zooniverse will stumble over.',
    )
    .version(packageJson.version)
    .exitOverride()
    .showHelpAfterError('(add --help for how to use it)');

  withArchiveOptions(
    program
      .command('split')
      .requiredOption('--out <dir>', 'directory for the batches; made when missing (required)', nonEmpty),
  )
    .description('split an export archive into batch ZIPs')
    .option(
      '--no-fsync',
      'do not wait until the disk has the batches: faster, but a power cut may damage them',
    )
    .action(async (archive: string, options: SplitFlags) => {
      const { split } = await import('./commands/split.ts');
      await split(archive, { ...options, signal });
    });

  withArchiveOptions(program.command('plan'))
    .description('show what split would do, with the pre-flight report; write nothing')
    .action(async (archive: string, options: ArchiveFlags) => {
      const { plan } = await import('./commands/plan.ts');
      await plan(archive, { ...options, signal });
    });

  program
    .command('verify')
    .description(
      'compare the batches in a directory with the archive, byte by byte, using another ZIP reader',
    )
    .argument('<archive>', 'the export archive the batches were made of')
    .argument('<dir>', 'the directory that holds the batches')
    .option('--name <stem>', STEM_HELP, batchName)
    .option('--json', JSON_HELP)
    .action(async (archive: string, directory: string, options: VerifyFlags) => {
      const { verify } = await import('./commands/verify.ts');
      await verify(archive, directory, { ...options, signal });
    });

  program
    .command('sample')
    .description('write a realistic export archive to try things with')
    .argument('<file>', 'the ZIP to write')
    .option('--images <n>', 'number of images', wholeNumber(1, 10_000_000), 100)
    .addOption(
      new Option('--order <order>', "order of the manifest's rows")
        .choices(['manifest', 'shuffled'])
        .default('manifest', 'as the images lie in the archive'),
    )
    .option('--size <bytes>', 'size of an image in bytes', wholeNumber(4096, 67_108_864), 60_000)
    .option('--seed <n>', 'the same seed gives the same bytes', wholeNumber(0), 1)
    .action(async (file: string, options: SampleFlags) => {
      const { sample } = await import('./commands/sample.ts');
      await sample(file, { ...options, signal });
    });

  return program;
}

const STEM_HELP = "what the batches are named after (default: the archive's name without its ending)";
const JSON_HELP = 'print one JSON object instead of a table';

function withArchiveOptions(command: Command): Command {
  return command
    .argument('<archive>', 'the export archive (ZIP)')
    .option('--batch-size <n>', 'manifest rows in a batch', wholeNumber(1), DEFAULT_BATCH_SIZE)
    .addOption(
      new Option('--missing <what>', 'what to do with rows whose image is not in the archive')
        .choices(['fail', 'skip'])
        .default('fail'),
    )
    .option('--name <stem>', STEM_HELP, batchName)
    .option('--json', JSON_HELP);
}

function wholeNumber(minimum: number, maximum = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
    const range =
      maximum === Number.MAX_SAFE_INTEGER ? `from ${minimum} on` : `from ${minimum} to ${maximum}`;
    throw new InvalidArgumentError(`It must be a whole number ${range}.`);
  };
}

function nonEmpty(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('It must not be empty.');
}

function batchName(text: string): string {
  try {
    checkStem(text);
    return text;
  } catch {
    throw new InvalidArgumentError(
      'It must be a plain file name of 1 to 235 bytes, without / \\ : * ? " < > | and control characters.',
    );
  }
}
