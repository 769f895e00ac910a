import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExportFile } from './export-fixture.ts';
import { runTool, withTemporaryFolder } from './run-tool.ts';

/** A program that writes the TAR archive of an export, its files in order. */
export interface TarPacker {
  name: string;
  /** The bytes of the archive, or undefined when the program isn't installed. */
  pack: (files: readonly ExportFile[]) => Promise<Uint8Array | undefined>;
}

/** When all files were modified: formats that know fractions keep this one. */
export const packedAt = 1_735_787_047.75;

const gnuFormats = ['v7', 'oldgnu', 'gnu', 'ustar', 'posix'];
const bsdFormats = ['ustar', 'gnutar', 'pax', 'paxr'];
const pythonFormats = ['USTAR_FORMAT', 'GNU_FORMAT', 'PAX_FORMAT'];

/** What people pack exports with; with `./` before each name, and a folder, when it is made from inside the folder. */
export const tarPackers: readonly TarPacker[] = [
  ...gnuFormats.map((format) =>
    packer(`GNU tar, ${format}`, (names) => ['tar', `--format=${format}`, '-cf', '-', '--', ...names]),
  ),
  ...gnuFormats.map((format) =>
    packer(`GNU tar, ${format}, from inside the folder`, (names) => [
      ...['tar', `--format=${format}`, '-cf', '-', '--no-recursion', '.'],
      ...names.map((name) => `./${name}`),
    ]),
  ),
  ...bsdFormats.map((format) =>
    packer(`bsdtar, ${format}`, (names) => ['bsdtar', '--format', format, '-cf', '-', '--', ...names]),
  ),
  ...pythonFormats.map((format) =>
    packer(`Python tarfile, ${format}`, (names) => ['python3', '-c', pythonProgram, format, ...names]),
  ),
];

const pythonProgram = `
import sys, tarfile
with tarfile.open(fileobj=sys.stdout.buffer, mode='w|', format=getattr(tarfile, sys.argv[1])) as archive:
    for name in sys.argv[2:]:
        archive.add(name)
`;

/** The files in a new folder, whose path `work` is given. */
export function withFiles<Result>(
  files: readonly ExportFile[],
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  return withTemporaryFolder(async (folder) => {
    for (const { name, bytes } of files) {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, bytes);
      await utimes(path, packedAt, packedAt);
    }
    return work(folder);
  });
}

/** The command is run in the folder of the files and writes to its standard output. */
function packer(name: string, command: (names: string[]) => string[]): TarPacker {
  const pack: TarPacker['pack'] = (files) =>
    withFiles(files, async (folder) => {
      const [program, ...parameters] = command(files.map((file) => file.name));
      const run = await runTool(program!, parameters, { cwd: folder });
      if (run === undefined) return undefined;
      if (run.exitCode !== 0) throw new Error(`${name} failed with exit code ${run.exitCode}: ${run.output}`);
      return run.stdout;
    });
  return { name, pack };
}

/** The bytes as a program compresses them from its standard input, or undefined when it isn't installed. */
export async function compressWith(
  program: string,
  parameters: readonly string[],
  bytes: Uint8Array,
): Promise<Uint8Array | undefined> {
  const run = await runTool(program, parameters, { stdin: bytes });
  if (run !== undefined && run.exitCode !== 0) throw new Error(`${program} failed: ${run.output}`);
  return run?.stdout;
}
