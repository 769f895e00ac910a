import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { ListedEntry } from './listed-entry.ts';

/** Reads archives from standard input, each with its length before it, and writes a line of JSON about each. */
const PROGRAM = `
import io, json, struct, sys, zipfile
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

/** PythonLister asks Python's zipfile, in one process for many archives. */
export class PythonLister {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: Interface;

  private constructor(child: ChildProcessWithoutNullStreams) {
    this.#process = child;
    this.#lines = createInterface(child.stdout);
  }

  /** Undefined where Python is not installed. */
  static async start(): Promise<PythonLister | undefined> {
    const child = spawn('python3', ['-c', PROGRAM], { stdio: ['pipe', 'pipe', 'pipe'] });
    try {
      await once(child, 'spawn');
    } catch {
      return undefined;
    }
    child.stderr.resume();
    return new PythonLister(child);
  }

  /** Rejects where Python refuses the archive. */
  async list(archive: Uint8Array): Promise<ListedEntry[]> {
    const answer = once(this.#lines, 'line');
    const length = Buffer.alloc(4);
    length.writeUInt32LE(archive.length);
    this.#process.stdin.write(length);
    this.#process.stdin.write(archive);
    const [line] = (await answer) as [string];
    const listed = JSON.parse(line) as ListedEntry[] | { refusal: string };
    if ('refusal' in listed) throw new Error(listed.refusal);
    return listed;
  }

  stop(): void {
    this.#process.stdin.end();
    this.#lines.close();
  }
}
