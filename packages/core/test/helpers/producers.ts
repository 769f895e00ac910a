import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipArchive } from 'archiver';
import type { ExportFile } from './export-fixture.ts';
import { runTool, withTemporaryFolder } from './run-tool.ts';

/** Another program that writes the archive of an export. */
export interface Producer {
  name: string;
  /** The bytes of the archive, or undefined when the program isn't installed. */
  produce(files: readonly ExportFile[]): Promise<Uint8Array | undefined>;
}

/** What wrote the exports of BIOSPEX over the years, and what people zip them with again. */
export const producers: readonly Producer[] = [
  tool('Info-ZIP zip -r -j', (zip, folder) => ['zip', '-q', '-r', '-j', zip, folder]),
  tool('Info-ZIP zip, stored', (zip, folder) => ['zip', '-q', '-0', '-r', '-j', zip, folder]),
  tool('Info-ZIP zip, ZIP64 forced', (zip, folder) => ['zip', '-q', '-fz', '-r', '-j', zip, folder]),
  tool('Info-ZIP zip to a pipe', (_zip, folder) => ['zip', '-q', '-r', '-j', '-', folder], { piped: true }),
  tool('Python zipfile, stored', (zip, folder) => ['python3', '-c', pythonProgram, zip, folder, 'stored']),
  tool('Python zipfile, deflated', (zip, folder) => [
    'python3',
    '-c',
    pythonProgram,
    zip,
    folder,
    'deflated',
  ]),
  tool(
    'Python zipfile, ZIP64 to a pipe',
    (_zip, folder) => ['python3', '-c', pythonProgram, '-', folder, 'deflated'],
    {
      piped: true,
    },
  ),
  tool('7-Zip', (zip) => ['7z', 'a', '-tzip', '-bd', '-bso0', zip, '.']),
  tool('7-Zip, stored', (zip) => ['7z', 'a', '-tzip', '-mx=0', '-bd', '-bso0', zip, '.']),
  tool('bsdtar', (zip, _folder, names) => ['bsdtar', '--format', 'zip', '-cf', zip, ...names]),
  tool('bsdtar to a pipe', (_zip, _folder, names) => ['bsdtar', '--format', 'zip', '-cf', '-', ...names], {
    piped: true,
  }),
  { name: 'archiver, stored', produce: (files) => produceWithArchiver(files, { store: true }) },
  { name: 'archiver, deflated', produce: (files) => produceWithArchiver(files, { zlib: { level: 6 } }) },
  {
    name: 'archiver, ZIP64 forced',
    produce: (files) => produceWithArchiver(files, { store: true, forceZip64: true }),
  },
];

const pythonProgram = `
import os, sys, zipfile
target, folder, method = sys.argv[1:]
piped = target == '-'
class Pipe:
    def write(self, data): return sys.stdout.buffer.write(data)
    def flush(self): sys.stdout.buffer.flush()
compression = zipfile.ZIP_STORED if method == 'stored' else zipfile.ZIP_DEFLATED
with zipfile.ZipFile(Pipe() if piped else target, 'w', compression) as archive:
    for name in os.listdir(folder):
        with archive.open(name, 'w', force_zip64=piped) as entry, open(os.path.join(folder, name), 'rb') as source:
            entry.write(source.read())
`;

/** The command is run in the folder of the files. */
function tool(
  name: string,
  command: (zipPath: string, folder: string, names: string[]) => [program: string, ...parameters: string[]],
  { piped = false } = {},
): Producer {
  const produce: Producer['produce'] = (files) =>
    withTemporaryFolder(async (temporary) => {
      const folder = join(temporary, 'export');
      const zipPath = join(temporary, 'export.zip');
      await mkdir(folder);
      for (const file of files) await writeFile(join(folder, file.name), file.bytes);
      const [program, ...parameters] = command(
        zipPath,
        folder,
        files.map((file) => file.name),
      );
      const run = await runTool(program, parameters, { cwd: folder });
      if (run === undefined) return undefined;
      if (run.exitCode !== 0) throw new Error(`${name} failed with exit code ${run.exitCode}: ${run.output}`);
      return piped ? run.stdout : readFile(zipPath);
    });
  return { name, produce };
}

async function produceWithArchiver(
  files: readonly ExportFile[],
  options: ConstructorParameters<typeof ZipArchive>[0],
): Promise<Uint8Array> {
  const archive = new ZipArchive(options);
  const bytes = buffer(archive);
  for (const file of files) archive.append(file.bytes, { name: file.name });
  await archive.finalize();
  return bytes;
}
