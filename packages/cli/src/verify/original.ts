import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { locateEntry, type ByteSource, type Pieces, type Plan } from '@biospex/batch-core';
import { describeEntry, guardSource, inflateByZlib, mendManifest, readRows } from '@biospex/batch-core/node';
import { EntryNames } from './entry-names.ts';

/** How the manifest in the batches differs from the archive's. */
export interface ManifestChanges {
  /** The one that takes its place. */
  readonly own?: Uint8Array | undefined;
  readonly mend?: boolean | undefined;
}

/** What the archive's manifest holds: a digest of each row, and whether its image is there, 9 bytes a row. */
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

/** Original reads what the batches should hold out of a planned archive. */
export class Original {
  readonly #plan: Plan;
  readonly #source: ByteSource;
  readonly #names: EntryNames;

  constructor(plan: Plan, archive: ByteSource, signal: AbortSignal) {
    this.#plan = plan;
    this.#source = guardSource(archive, signal);
    this.#names = new EntryNames(plan);
  }

  /** Streams through the manifest, unless it is to be mended. */
  async readRows(changes: ManifestChanges): Promise<ArchiveRows> {
    const digests = new Float64Array(this.#plan.manifestRows);
    const hasImage = new Uint8Array(this.#plan.manifestRows);
    let header: Uint8Array = new Uint8Array(0);
    await readRows(await this.#readManifest(changes), ({ number, content, imageName }) => {
      if (number === 0) {
        header = content.slice();
        return;
      }
      digests[number - 1] = digestRow(content);
      if (imageName !== undefined && this.findEntry(imageName) !== undefined) hasImage[number - 1] = 1;
    });
    return { header, digests, hasImage };
  }

  /** The entry of an image. */
  findEntry(imageName: string): number | undefined {
    return this.#names.find(imageName);
  }

  /** Unpacks an image with Node's zlib. Fails with StoreError READ_FAILED, or with what is wrong with the image. */
  async readImage(entry: number): Promise<{ readonly bytes: Buffer; readonly checksum: number }> {
    const { size, crc32: checksum } = describeEntry(this.#plan, entry)!;
    const { start, end, isDeflated } = await locateEntry(this.#plan, this.#source, entry);
    const packed = Buffer.alloc(end - start);
    await this.#source.read(packed, start);
    const bytes = isDeflated ? await inflate(packed, { maxOutputLength: Math.max(1, size) }) : packed;
    if (crc32(bytes) !== checksum) throw new Error('it does not have its CRC-32');
    return { bytes, checksum };
  }

  async #readManifest({ own, mend }: ManifestChanges): Promise<Pieces | Uint8Array[]> {
    if (mend !== true) return own === undefined ? this.#unpackManifest() : [own];
    return [mendManifest(own ?? (await joined(await this.#unpackManifest())))];
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

async function joined(pieces: Pieces): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
