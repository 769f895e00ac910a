import { open } from 'node:fs/promises';
import { concurrently } from '../concurrently.ts';
import type { BatchStore, ComposeRequest, StagedBatch } from '../ports/batch-store.ts';
import { planFills, type Fill } from './fill-plan.ts';
import { Staging } from './staging.ts';
import { writeFully } from './write-fully.ts';

export interface DirectoryStoreOptions {
  /** Flushes each batch to the disk (fsync) before naming it: a power cut leaves no partial batch. @default true */
  readonly durable?: boolean;
}

/**
 * Size of a buffer, and buffers per batch. Smaller ones need more calls, larger ones fall out of the processor's cache;
 * with one buffer, reading waits for writing.
 */
const BUFFER_BYTES = 1024 * 1024;
const BUFFERS_PER_BATCH = 2;

/**
 * DirectoryStore writes batches as files of a directory, which is created if missing. They are staged in a hidden
 * directory inside it and then renamed, so that a batch is complete or absent. The hidden directory goes with the last
 * staged batch. While it exists, another split into the same directory fails.
 */
export class DirectoryStore implements BatchStore {
  readonly #staging: Staging;
  readonly #durable: boolean;
  readonly #idleBuffers: Uint8Array[] = [];

  constructor(directory: string, { durable = true }: DirectoryStoreOptions = {}) {
    this.#staging = new Staging(directory, durable);
    this.#durable = durable;
  }

  compose(request: ComposeRequest): Promise<StagedBatch> {
    return this.#staging.stage(request.key, (path) => this.#write(path, request));
  }

  async #write(path: string, request: ComposeRequest): Promise<void> {
    const file = await open(path, 'w');
    try {
      const fills = planFills(request.layout, BUFFER_BYTES);
      await concurrently(BUFFERS_PER_BATCH, BUFFERS_PER_BATCH, async () => {
        const buffer = this.#idleBuffers.pop() ?? new Uint8Array(BUFFER_BYTES);
        for (const fill of fills) {
          request.signal?.throwIfAborted();
          await readFill(fill, buffer, request);
          await writeFully(file, buffer.subarray(0, fill.length), fill.position);
          request.onBytes(fill.length);
        }
        this.#idleBuffers.push(buffer);
      });
      if (this.#durable) await file.sync();
    } finally {
      await file.close();
    }
  }
}

async function readFill(
  { pieces }: Fill,
  buffer: Uint8Array,
  { source, signal }: ComposeRequest,
): Promise<void> {
  await concurrently(pieces.length, pieces.length, async (i) => {
    const piece = pieces[i]!;
    const target = buffer.subarray(piece.offset, piece.offset + piece.length);
    if ('bytes' in piece) target.set(piece.bytes);
    else await source.read(target, piece.start, signal);
  });
}
