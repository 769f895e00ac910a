import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import unzipper from 'unzipper';
import { runTool, withTemporaryFolder, type ToolRun } from './run-tool.ts';

/** An independent program or library that reads a ZIP. */
export interface Reader {
  name: string;
  /** What it makes of the archive, or undefined when the program isn't installed. */
  read(zip: Uint8Array): Promise<ReadBack | undefined>;
}

export interface ReadBack {
  name: string;
  entries: ReadEntry[];
  /** Every entry could be read, with its CRC-32, and the reader had no complaint. */
  ok: boolean;
  /** What the reader said, to explain a failed test. */
  output: string;
}

export interface ReadEntry {
  name: string;
  size: number;
  /** Of the bytes read back. */
  crc32: number;
}

export const readers: readonly Reader[] = [
  { name: 'unzipper', read: readWithUnzipper },
  tool('Info-ZIP unzip', readWithUnzip),
  tool('Python zipfile', readWithPython),
  tool('7-Zip', readWith7z),
  tool('bsdtar', readWithBsdtar),
];

type ReadFile = (zipPath: string) => Promise<Omit<ReadBack, 'name'> | undefined>;

function tool(name: string, readZipFile: ReadFile): Reader {
  const read: Reader['read'] = (zip) =>
    withTemporaryFolder(async (folder) => {
      const zipPath = join(folder, 'batch.zip');
      await writeFile(zipPath, zip);
      const result = await readZipFile(zipPath);
      return result && { name, ...result };
    });
  return { name, read };
}

// unzipper checks no CRC itself.
async function readWithUnzipper(zip: Uint8Array): Promise<ReadBack> {
  const entries: ReadEntry[] = [];
  const complaints: string[] = [];
  try {
    const { files } = await unzipper.Open.buffer(Buffer.from(zip));
    for (const file of files) {
      const bytes = await file.buffer();
      const entry = { name: file.path, size: bytes.length, crc32: crc32(bytes) };
      entries.push(entry);
      if (entry.size !== file.uncompressedSize) complaints.push(`${entry.name}: ${entry.size} bytes`);
      if (entry.crc32 !== (file as unknown as { crc32: number }).crc32)
        complaints.push(`${entry.name}: bad CRC`);
    }
  } catch (error) {
    complaints.push(String(error));
  }
  return { name: 'unzipper', entries, ok: complaints.length === 0, output: complaints.join('\n') };
}

async function readWithUnzip(zipPath: string): ReturnType<ReadFile> {
  const tested = await runTool('unzip', ['-t', zipPath]);
  if (tested === undefined) return undefined;
  const listed = await run('unzip', ['-v', zipPath]);
  const contents = await run('unzip', ['-p', zipPath]);
  // Length, Method, Size, Cmpr, Date, Time, CRC-32, Name
  const line = /^ *(\d+) +\S+ +\d+ +-?\d+% +\S+ +\S+ +[\da-f]{8} {2}(.*)$/gm;
  const list = [...listed.stdout.toString().matchAll(line)].map(([, size, name]) => ({
    name: name!,
    size: Number(size),
  }));
  return withContents(list, contents.stdout, [tested, listed, contents]);
}

const pythonProgram = `
import json, sys, zipfile, zlib
with zipfile.ZipFile(sys.argv[1]) as archive:
    bad = archive.testzip()
    entries = []
    for info in archive.infolist():
        data = archive.read(info)
        entries.append({'name': info.filename, 'size': len(data), 'crc32': zlib.crc32(data)})
    print(json.dumps(entries))
    sys.exit(bad is not None)
`;

async function readWithPython(zipPath: string): ReturnType<ReadFile> {
  const python = await runTool('python3', ['-c', pythonProgram, zipPath]);
  if (python === undefined) return undefined;
  const ok = python.exitCode === 0;
  const entries = ok ? (JSON.parse(python.stdout.toString()) as ReadEntry[]) : [];
  return { entries, ok, output: ok ? '' : python.output };
}

async function readWith7z(zipPath: string): ReturnType<ReadFile> {
  const tested = await runTool('7z', ['t', '-bd', zipPath]);
  if (tested === undefined) return undefined;
  const listed = await run('7z', ['l', '-slt', '-ba', zipPath]);
  const contents = await run('7z', ['e', '-so', '-bd', zipPath]);
  // Unlike other readers, 7-Zip lists a folder without its slash.
  const block = /^Path = (.*)\nFolder = (.)\n(?:.+\n)*?Size = (\d+)$/gm;
  const list = [...listed.stdout.toString().matchAll(block)].map(([, path, folder, size]) => ({
    name: `${path!}${folder === '+' ? '/' : ''}`,
    size: Number(size),
  }));
  const read = withContents(list, contents.stdout, [tested, listed, contents]);
  return { ...read, ok: read.ok && !/^(?:WARNING|Warnings|ERROR)/m.test(read.output) };
}

async function readWithBsdtar(zipPath: string): ReturnType<ReadFile> {
  const listed = await runTool('bsdtar', ['-tvf', zipPath]);
  if (listed === undefined) return undefined;
  const contents = await run('bsdtar', ['-xOf', zipPath]);
  // Mode, Links, Owner, Group, Size, Month, Day, Time or year, Name
  const line = /^\S+ +\d+ +\S+ +\S+ +(\d+) +\S+ +\S+ +\S+ (.*)$/gm;
  const list = [...listed.stdout.toString().matchAll(line)].map(([, size, name]) => ({
    name: name!,
    size: Number(size),
  }));
  return withContents(list, contents.stdout, [listed, contents]);
}

/** Tools write the contents of all entries one after the other, in the order in which they list them. */
function withContents(
  list: { name: string; size: number }[],
  contents: Buffer,
  runs: readonly ToolRun[],
): Omit<ReadBack, 'name'> {
  let position = 0;
  const entries = list.map(({ name, size }) => {
    const bytes = contents.subarray(position, position + size);
    position += size;
    return { name, size: bytes.length, crc32: crc32(bytes) };
  });
  const complaints = runs.filter((run) => run.exitCode !== 0).map((run) => run.output);
  if (position !== contents.length) complaints.push(`${position} bytes listed, ${contents.length} read`);
  const ok = complaints.length === 0;
  return { entries, ok, output: ok ? runs[0]!.output : complaints.join('\n') };
}

/** For the second run of a tool that is known to be installed. */
async function run(program: string, parameters: readonly string[]): Promise<ToolRun> {
  const result = await runTool(program, parameters);
  if (result === undefined) throw new Error(`${program} has gone`);
  return result;
}
