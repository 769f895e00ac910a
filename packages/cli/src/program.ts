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

/** The command line. Each command is loaded only when it runs. */
export function createProgram(run: Run): Command {
  const program = new Command('biospex-batch')
    .description(
      'Splits BIOSPEX exports into batches for Zooniverse, and reports what Zooniverse would refuse or skip.',
    )
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void run.stdout.write(text),
      writeErr: (text) => void run.stderr.write(text),
      getOutHelpWidth: () => run.stdout.columns ?? 80,
      getErrHelpWidth: () => run.stderr.columns ?? 80,
    })
    .showHelpAfterError('(see --help)');
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
        'directory for the batches, created if missing, or s3://bucket/prefix (required)',
        nonEmpty,
      ),
  )
    .description('write the batches of an export')
    .addOption(
      oneOf(['zips', 'folders'], '--as <kind>', "write ZIPs, or folders for Zooniverse's builder", 'zips'),
    )
    .option('--no-fsync', 'do not wait for the disk: faster, but a power cut may damage the batches')
    .option('--tag <key=value>', 'S3 tag for every batch, for lifecycle rules; may be repeated', addTag)
    .action(async (archive: string, options: SplitOptions) =>
      (await import('./commands/split.ts')).split(archive, options, run),
    );

  withArchiveOptions(program.command('plan'))
    .description('show the batches and the pre-flight report; write no batches')
    .action(async (archive: string, options: PlanCommandOptions) =>
      (await import('./commands/plan.ts')).plan(archive, options, run),
    );

  program
    .command('verify')
    .description('compare batches with their export, byte by byte, using another ZIP reader')
    .argument('<archive>', 'the export that was split: a file, or s3://bucket/key')
    .argument('<dir>', 'the directory with the batches, or s3://bucket/prefix')
    .addOption(
      oneOf(['zips', 'folders'], '--as <kind>', 'verify ZIPs or folders (default: ZIPs if there are any)'),
    )
    .option('--name <stem>', STEM_HELP, batchName)
    .option('--manifest <file>', 'the CSV of split --manifest')
    .option('--mend', 'the batches were made with split --mend')
    .option('--json', JSON_HELP)
    .action(async (archive: string, directory: string, options: VerifyOptions) =>
      (await import('./commands/verify.ts')).verify(archive, directory, options, run),
    );
}

function addSampleCommand(program: Command, run: Run): void {
  program
    .command('sample')
    .description('write a realistic export to try things with')
    .argument('<file>', 'the archive to write')
    .option('--images <n>', 'number of images', wholeNumber(1, 10_000_000), 100)
    .addOption(
      oneOf(
        ['manifest', 'shuffled'],
        '--order <order>',
        'order of the rows: as the images, or shuffled',
        'manifest',
      ),
    )
    .option('--size <bytes>', 'size of an image in bytes', wholeNumber(4096, 67_108_864), 60_000)
    .addOption(oneOf(['zip', 'tar.gz'], '--format <format>', 'kind of archive (default: by extension)'))
    .option('--seed <n>', 'the same seed gives the same bytes', wholeNumber(0), 1)
    .action(async (file: string, options: SampleOptions) =>
      (await import('./commands/sample.ts')).sample(file, options, run),
    );
}

function addServingCommands(program: Command, run: Run): void {
  program
    .command('page')
    .description('serve the page that splits exports in a browser, only to this computer')
    .option('--port <n>', 'port on 127.0.0.1; 0 picks a free one', wholeNumber(0, 65_535), 4580)
    .action(async ({ port }: { port: number }) => {
      await (await import('./commands/page.ts')).page(port, run);
    });

  program
    .command('invoke')
    .description('run the AWS Lambda function once on this machine, with its environment variables')
    .requiredOption('--message <file>', "JSON file with the message's body (required)")
    .option('--message-id <id>', 'id of the SQS message; each id is answered once (default: a new id)')
    .action(async (options: InvokeOptions) => (await import('./commands/invoke.ts')).invoke(options, run));
}

function addStackCommands(program: Command, run: Run): void {
  program
    .command('stack')
    .description('run S3, SQS and the function on this machine; only in the repository')
    .option('--port <n>', 'port of S3 and SQS', wholeNumber(0, 65_535), 4566)
    .option(
      '--host <address>',
      'address to listen on; 0.0.0.0 lets in other computers, without a password',
      nonEmpty,
      '127.0.0.1',
    )
    .option('--data <dir>', 'directory for queues and objects (default: in memory)', nonEmpty)
    .action(async (options: StackOptions) => {
      const { stack } = await import('./commands/stack.ts').catch(inRepositoryOnly);
      await stack(options, run);
    });

  program
    .command('demo', { hidden: true })
    .argument('<dir>')
    .addOption(oneOf(['zip', 'tar.gz'], '--format <format>', '', 'zip'))
    .action(async (folder: string, { format }: { format: 'zip' | 'tar.gz' }) => {
      const { demo } = await import('./commands/demo.ts').catch(inRepositoryOnly);
      await demo(folder, format, run);
    });
}

/** The built command does not contain the local stack, which needs a newer Node and the built function. */
function inRepositoryOnly(cause: unknown): never {
  const message = 'the stack runs only in the repository; go there and run: npx --yes pnpm@10 dev:stack';
  throw new CommandError('STACK_FAILED', message, { cause });
}

const STEM_HELP = "names the batches <stem>-part1 and so on (default: the archive's name)";
const JSON_HELP = 'print one JSON object';

function withArchiveOptions(command: Command): Command {
  return command
    .argument('<archive>', 'the export: a ZIP, TAR or TAR.GZ file, or s3://bucket/key')
    .option('--batch-size <n>', 'manifest rows in a batch', wholeNumber(1), DEFAULT_BATCH_SIZE)
    .addOption(
      oneOf(
        ['fail', 'skip'],
        '--missing <action>',
        'fail if images of rows are missing, or skip those rows',
        'fail',
      ),
    )
    .option('--name <stem>', STEM_HELP, batchName)
    .option('--manifest <file>', "CSV to use instead of the archive's manifest", nonEmpty)
    .option('--mend', 'mend links and quotes that Zooniverse misreads; the report shows each change')
    .option('--report <file.csv>', 'write every row of the pre-flight report to this CSV', csvName)
    .option('--json', JSON_HELP);
}

function oneOf(choices: string[], flags: string, description: string, initial?: string): Option {
  return new Option(flags, description).choices(choices).default(initial);
}

function wholeNumber(minimum: number, maximum = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
    const range =
      maximum === Number.MAX_SAFE_INTEGER ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
    throw new InvalidArgumentError(`It must be a whole number ${range}.`);
  };
}

function addTag(text: string, tags: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, key, value] = /^([^=]{1,128})=(.{0,256})$/s.exec(text) ?? [];
  if (key !== undefined && value !== undefined) return { ...tags, [key]: value };
  throw new InvalidArgumentError('It must be a key and a value, such as team=birds.');
}

function nonEmpty(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('It must not be empty.');
}

/** The extension keeps `--report` from overwriting an archive. */
function csvName(text: string): string {
  if (/\.csv$/i.test(text)) return text;
  throw new InvalidArgumentError('Its name must end in .csv.');
}

function batchName(text: string): string {
  try {
    checkStem(text);
    return text;
  } catch {
    throw new InvalidArgumentError(
      'It must be a file name of 1 to 235 bytes without / \\ : * ? " < > | or control characters.',
    );
  }
}
