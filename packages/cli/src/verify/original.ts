import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { locateEntry, type ByteSource, type Pieces, type Plan } from '@biospex/batch-core';
import { describeEntry, guardSource, inflateByZlib, mendManifest, readRows } from '@biospex/batch-core/node';
import { entryFinder } from './entry-finder.ts';

/** How the manifest of the batches differs from the archive's. */
export interface ManifestChanges {
  /** A manifest used in place of the archive's. */
  readonly own?: Uint8Array | undefined;
  readonly mend?: boolean | undefined;
}

/** The rows that the batches should hold, at 9 bytes each. */
export interface ArchiveRows {
  readonly header: Uint8Array;
  readonly digests: Float64Array;
  /** 0 if the archive lacks the row's image. */
  readonly hasImage: Uint8Array;
}

const CHUNK_BYTES = 1024 * 1024;
const inflate = promisify(inflateRaw);

/** A number that stands for the bytes of a row: 52 bits of their SHA-1. */
export function digestRow(content: Uint8Array): number {
  return Number.parseInt(hash('sha1', content).slice(0, 13), 16);
}

/** Original reads from the archive what the batches should hold. */
export class Original {
  /** Finds the entry of an image. */
  readonly findEntry: (imageName: string) => number | undefined;
  readonly #plan: Plan;
  readonly #source: ByteSource;

  constructor(plan: Plan, archive: ByteSource, signal: AbortSignal) {
    this.#plan = plan;
    this.#source = guardSource(archive, signal);
    this.findEntry = entryFinder(plan);
  }

  /** Reads the manifest as a stream, unless it must be mended. */
  async readRows({ own, mend }: ManifestChanges): Promise<ArchiveRows> {
    const digests = new Float64Array(this.#plan.manifestRows);
    const hasImage = new Uint8Array(this.#plan.manifestRows);
    let header: Uint8Array = new Uint8Array(0);
    const manifest = own === undefined ? await this.#unpackManifest() : [own];
    const pieces = mend === true ? [mendManifest(await joined(manifest))] : manifest;
    await readRows(pieces, ({ number, content, imageName }) => {
      if (number === 0) {
        header = content.slice();
        return;
      }
      digests[number - 1] = digestRow(content);
      if (imageName !== undefined && this.findEntry(imageName) !== undefined) hasImage[number - 1] = 1;
    });
    return { header, digests, hasImage };
  }

  /** Unpacks an image with Node's zlib. Throws StoreError READ_FAILED, or an error that says how the image is damaged. */
  async readImage(entry: number): Promise<{ readonly bytes: Buffer; readonly checksum: number }> {
    const { size, crc32: checksum } = describeEntry(this.#plan, entry)!;
    const { start, end, isDeflated } = await locateEntry(this.#plan, this.#source, entry);
    const packed = Buffer.alloc(end - start);
    await this.#source.read(packed, start);
    const bytes = isDeflated ? await inflate(packed, { maxOutputLength: Math.max(1, size) }) : packed;
    if (crc32(bytes) !== checksum) throw new Error('it does not match its CRC-32');
    return { bytes, checksum };
  }

  async #unpackManifest(): Promise<Pieces> {
    let entry = 0;
    while (describeEntry(this.#plan, entry)?.isManifest !== true) entry++;
    const { start, end, isDeflated } = await locateEntry(this.#plan, this.#source, entry);
    const chunks = this.#readChunks(start, end);
    return isDeflated ? inflateByZlib(chunks) : chunks;
  }

  async *#readChunks(start: number, end: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for (let position = start; position < end; position += CHUNK_BYTES) {
      const chunk = new Uint8Array(Math.min(CHUNK_BYTES, end - position));
      await this.#source.read(chunk, position);
      yield chunk;
    }
  }
}

async function joined(pieces: Pieces | Uint8Array[]): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
