import { Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_BATCH_SIZE } from '@biospex/batch-core';
import { checkStem } from '@biospex/batch-core/node';
import { CommandError } from './command-error.ts';
import type { InvokeOptions } from './commands/invoke.ts';
import type { PlanCommandOptions } from './commands/plan.ts';
import type { SampleOptions } from './commands/sample.ts';
import type { SplitOptions } from './commands/split.ts';
import type { StackOptions } from './commands/stack.ts';
import type { VerifyOptions } from './commands/verify.ts';
import type { Run } from './io.ts';
import packageJson from '../package.json' with { type: 'json' };

/** Everything the command line offers. Each command's work is loaded when it is asked for. */
export function createProgram(run: Run): Command {
  const program = new Command('biospex-batch')
    .description(
      'Splits BIOSPEX export archives into batch ZIPs for Zooniverse, and tells what Zooniverse will stumble over.',
    )
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void run.stdout.write(text),
      writeErr: (text) => void run.stderr.write(text),
      getOutHelpWidth: () => run.stdout.columns ?? 80,
      getErrHelpWidth: () => run.stderr.columns ?? 80,
    })
    .showHelpAfterError('(add --help for how to use it)');
  addArchiveCommands(program, run);
  addSampleCommand(program, run);
  addServingCommands(program, run);
  addStackCommands(program, run);
  return program;
}

function addArchiveCommands(program: Command, run: Run): void {
  withArchiveOptions(
    program
      .command('split')
      .requiredOption(
        '--out <dir>',
        'directory for the batches, made when missing, or s3://bucket/prefix (required)',
        nonEmpty,
      ),
  )
    .description('split an export archive into batch ZIPs')
    .addOption(
      new Option('--as <kind>', 'write ZIPs, or folders to drop on the project builder of Zooniverse')
        .choices(['zips', 'folders'])
        .default('zips'),
    )
    .option(
      '--no-fsync',
      'do not wait until the disk has the batches: faster, but a power cut may damage them',
    )
    .option('--tag <key=value>', 'tag of every batch in S3, for its lifecycle rules; may be repeated', addTag)
    .action(async (archive: string, options: SplitOptions) =>
      (await import('./commands/split.ts')).split(archive, options, run),
    );

  withArchiveOptions(program.command('plan'))
    .description('show what split would do, with the pre-flight report; write nothing')
    .action(async (archive: string, options: PlanCommandOptions) =>
      (await import('./commands/plan.ts')).plan(archive, options, run),
    );

  program
    .command('verify')
    .description('compare the batches of an archive with it, byte by byte, using another ZIP reader')
    .argument('<archive>', 'the export archive the batches were made of: a file, or s3://bucket/key')
    .argument('<dir>', 'the directory that holds the batches, or s3://bucket/prefix')
    .addOption(
      new Option(
        '--as <kind>',
        'verify ZIPs or folders (default: ZIPs, or folders if only these are there)',
      ).choices(['zips', 'folders']),
    )
    .option('--name <stem>', STEM_HELP, batchName)
    .option('--manifest <file>', 'the manifest that was given to split')
    .option('--mend', 'expect batches that were mended')
    .option('--json', JSON_HELP)
    .action(async (archive: string, directory: string, options: VerifyOptions) =>
      (await import('./commands/verify.ts')).verify(archive, directory, options, run),
    );
}

function addSampleCommand(program: Command, run: Run): void {
  program
    .command('sample')
    .description('write a realistic export archive to try things with')
    .argument('<file>', 'the archive to write')
    .option('--images <n>', 'number of images', wholeNumber(1, 10_000_000), 100)
    .addOption(
      new Option('--order <order>', "order of the manifest's rows")
        .choices(['manifest', 'shuffled'])
        .default('manifest', '"manifest", as the images lie in the archive'),
    )
    .option('--size <bytes>', 'size of an image in bytes', wholeNumber(4096, 67_108_864), 60_000)
    .addOption(
      new Option('--format <format>', "kind of archive (default: by the file's ending, else zip)").choices([
        'zip',
        'tar.gz',
      ]),
    )
    .option('--seed <n>', 'the same seed gives the same bytes', wholeNumber(0), 1)
    .action(async (file: string, options: SampleOptions) =>
      (await import('./commands/sample.ts')).sample(file, options, run),
    );
}

function addServingCommands(program: Command, run: Run): void {
  program
    .command('page')
    .description('serve the page that splits exports in the browser, to this computer alone')
    .option('--port <n>', 'port on 127.0.0.1, 0 for any that is free', wholeNumber(0, 65_535), 4580)
    .action(async ({ port }: { port: number }) => {
      const { page } = await import('./commands/page.ts');
      await page(port, run);
    });

  program
    .command('invoke')
    .description(
      'run the AWS Lambda function once, here, on one message; it is set up by environment variables',
    )
    .requiredOption('--message <file>', "file with the message's body, as JSON (required)")
    .option('--message-id <id>', 'SQS message id, to replay a message that has one (default: a new one)')
    .action(async (options: InvokeOptions) => (await import('./commands/invoke.ts')).invoke(options, run));
}

function addStackCommands(program: Command, run: Run): void {
  program
    .command('stack')
    .description('run the whole system on this machine: S3, SQS and the function between them')
    .option('--port <n>', 'port of S3 and SQS', wholeNumber(0, 65_535), 4566)
    .option(
      '--host <address>',
      'address to listen on; 0.0.0.0 lets other computers in, without a password',
      nonEmpty,
      '127.0.0.1',
    )
    .option('--data <dir>', 'keep queues and objects in this directory (default: in memory)', nonEmpty)
    .action(async (options: StackOptions) => {
      const { stack } = await import('./commands/stack.ts').catch(inRepositoryOnly);
      await stack(options, run);
    });

  program
    .command('demo', { hidden: true })
    .argument('<dir>')
    .addOption(new Option('--format <format>').choices(['zip', 'tar.gz']).default('zip'))
    .action(async (folder: string, { format }: { format: 'zip' | 'tar.gz' }) => {
      const { demo } = await import('./commands/demo.ts').catch(inRepositoryOnly);
      await demo(folder, format, run);
    });
}

/** The local stack is left out of the built command: it needs a newer Node, and the built function. */
function inRepositoryOnly(cause: unknown): never {
  throw new CommandError(
    'STACK_FAILED',
    'the local stack runs in the repository: npx --yes pnpm@10 biospex-batch stack',
    { cause },
  );
}

const STEM_HELP = "what the batches are named after (default: the archive's name without its ending)";
const JSON_HELP = 'print one JSON object instead of a table';

function withArchiveOptions(command: Command): Command {
  return command
    .argument('<archive>', 'the export archive: a ZIP, TAR or TAR.GZ file, or s3://bucket/key')
    .option('--batch-size <n>', 'manifest rows in a batch', wholeNumber(1), DEFAULT_BATCH_SIZE)
    .addOption(
      new Option('--missing <what>', 'what to do with rows whose image is not in the archive')
        .choices(['fail', 'skip'])
        .default('fail'),
    )
    .option('--name <stem>', STEM_HELP, batchName)
    .option('--manifest <file>', "a CSV to use in place of the archive's manifest", nonEmpty)
    .option('--mend', "mend file names in links and PHP's escapes, and report each change")
    .option('--report <file.csv>', 'write every row of the pre-flight report to this file', csvName)
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

function addTag(text: string, tags: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, key, value] = /^([^=]{1,128})=(.{0,256})$/s.exec(text) ?? [];
  if (key !== undefined && value !== undefined) return { ...tags, [key]: value };
  throw new InvalidArgumentError('It must be such as team=birds.');
}

function nonEmpty(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('It must not be empty.');
}

/** The ending keeps `--report` from overwriting an archive. */
function csvName(text: string): string {
  if (/\.csv$/i.test(text)) return text;
  throw new InvalidArgumentError('It must end in .csv.');
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
