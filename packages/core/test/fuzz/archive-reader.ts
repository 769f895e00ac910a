import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { runTool } from '../helpers/run-tool.ts';
import type { ListedEntry, Listing } from './listing.ts';

/** The heap of another reader. A directory that claims millions of entries makes some take all memory there is. */
const HEAP_MIB = 64;
/** All of a Python that lists archives, libraries included. */
const PYTHON_MIB = 256;
/** A list takes milliseconds. */
const TIMEOUT_SECONDS = 10;

const PYTHON_PROGRAM = `
import io, json, resource, struct, sys, zipfile
resource.setrlimit(resource.RLIMIT_AS, (${PYTHON_MIB} << 20, ${PYTHON_MIB} << 20))
while True:
    head = sys.stdin.buffer.read(4)
    if len(head) < 4: break
    data = sys.stdin.buffer.read(struct.unpack('<I', head)[0])
    try:
        infos = zipfile.ZipFile(io.BytesIO(data)).infolist()
        answer = [{
            'name': info.orig_filename.encode('utf-8' if info.flag_bits & 0x800 else 'cp437').hex(),
            'size': info.file_size, 'packedSize': info.compress_size, 'crc32': info.CRC, 'offset': info.header_offset,
        } for info in infos]
    except Exception as error:
        answer = {'refusal': repr(error)}
    print(json.dumps(answer), flush=True)
`;

/** ArchiveReader is another program that lists archives, many in one process. A new process follows one that dies. */
export class ArchiveReader {
  readonly name: string;
  readonly #command: readonly string[];
  #process: ChildProcessWithoutNullStreams | undefined;
  #onAnswer: (listing: Listing | undefined) => void = () => undefined;

  private constructor(name: string, ...command: readonly string[]) {
    this.name = name;
    this.#command = command;
  }

  /** The readers that are installed. */
  static async findAll(): Promise<ArchiveReader[]> {
    const program = fileURLToPath(new URL('list-archives.ts', import.meta.url));
    const limit = `--max-old-space-size=${HEAP_MIB}`;
    const readers = ['yauzl', 'unzipper'].map(
      (name) => new ArchiveReader(name, execPath, limit, program, name),
    );
    const python = await runTool('python3', ['--version']);
    return python ? [...readers, new ArchiveReader('Python', 'python3', '-c', PYTHON_PROGRAM)] : readers;
  }

  /** Undefined if the reader dies of the archive, or is killed because it takes too long. */
  list(archive: Uint8Array): Promise<Listing | undefined> {
    const child = (this.#process ??= this.#start());
    const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_SECONDS * 1000);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(archive.length);
    child.stdin.write(length);
    child.stdin.write(archive);
    return new Promise((resolve) => {
      this.#onAnswer = (listing) => {
        clearTimeout(timer);
        resolve(listing);
      };
    });
  }

  stop(): void {
    this.#process?.stdin.end();
  }

  #start(): ChildProcessWithoutNullStreams {
    const [program = '', ...parameters] = this.#command;
    const child = spawn(program, parameters);
    // What V8 writes about a heap that is full.
    child.stderr.resume();
    createInterface(child.stdout).on('line', (line) => {
      const answer = JSON.parse(line) as ListedEntry[] | { refusal: string };
      this.#onAnswer('refusal' in answer ? new Error(answer.refusal) : answer);
    });
    child.stdin.on('error', () => child.kill('SIGKILL'));
    child.on('close', () => {
      this.#process = undefined;
      this.#onAnswer(undefined);
    });
    return child;
  }
}
