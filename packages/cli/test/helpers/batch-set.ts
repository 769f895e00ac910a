import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import unzipper from 'unzipper';
import { MemorySource, planArchive, splitArchive, type Plan } from '@biospex/batch-core';
import { DirectoryStore, FileSource } from '@biospex/batch-core/node';
import { buildZip, type ZipEntryOptions } from '../../../core/test/helpers/build-zip.ts';
import { S3Session } from '../../src/s3-session.ts';
import { openBatchPlace } from '../../src/verify/batch-place.ts';
import { verifyBatches, type VerifiedBatches } from '../../src/verify/verify-batches.ts';

/** The batches of an archive in a directory, for a test to spoil. */
export interface BatchSet {
  /** Their names, in order. */
  readonly files: readonly string[];
  readonly path: (file: string) => string;
  /** Writes a batch again with other entries, `manifest.csv` first as it was. */
  readonly change: (file: string, change: (entries: BatchEntry[]) => ZipEntryOptions[]) => Promise<void>;
  /** Writes a batch again with other rows in its manifest. */
  readonly changeManifest: (file: string, change: (manifest: string) => string) => Promise<void>;
  /** Changes bytes of a batch where they lie. */
  readonly patch: (file: string, patch: (bytes: Buffer) => Buffer) => Promise<void>;
}

export interface BatchEntry extends ZipEntryOptions {
  name: string;
  data: Buffer;
  method: number;
}

const stem = 's';

/** Splits an archive, lets `spoil` change the batches, and verifies them. */
export async function verifySpoiled(
  archive: Uint8Array,
  options: { batchSize: number; missingImages?: 'fail' | 'skip' },
  spoil: (batches: BatchSet) => Promise<void> = () => Promise.resolve(),
): Promise<VerifiedBatches> {
  const directory = await mkdtemp(join(tmpdir(), 'biospex-batch-'));
  try {
    const path = join(directory, 'archive.zip');
    await writeFile(path, archive);
    const store = new DirectoryStore(directory, { durable: false });
    const { batches } = await splitArchive(new MemorySource(archive), store, { stem, ...options });
    await spoil(openBatchSet(directory, batches));
    return await verifyDirectory(path, directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function verifyDirectory(archive: string, directory: string): Promise<VerifiedBatches> {
  const source = await FileSource.open(archive);
  try {
    const plan = await planArchive(source, { stem, missingImages: 'skip' });
    const { signal } = new AbortController();
    const place = await openBatchPlace(directory, { signal, s3: new S3Session() });
    return await verifyBatches(plan, source, { place, stem, signal, onImage: () => undefined });
  } finally {
    await source.close();
  }
}

function openBatchSet(directory: string, batches: Plan['batches']): BatchSet {
  const path = (file: string): string => join(directory, file);
  const change: BatchSet['change'] = async (file, changeEntries) => {
    await writeFile(path(file), buildZip(changeEntries(await readEntries(path(file)))));
  };
  return {
    files: batches.map(({ file }) => file),
    path,
    change,
    changeManifest: (file, changeText) =>
      change(file, (entries) =>
        entries.map((entry) =>
          entry.name === 'manifest.csv'
            ? { ...entry, data: Buffer.from(changeText(entry.data.toString())) }
            : entry,
        ),
      ),
    patch: async (file, patchBytes) => {
      await writeFile(path(file), patchBytes(await readFile(path(file))));
    },
  };
}

async function readEntries(path: string): Promise<BatchEntry[]> {
  const { files } = await unzipper.Open.file(path);
  return Promise.all(
    files.map(async (file) => ({
      name: file.path,
      data: await file.buffer(),
      method: file.compressionMethod,
    })),
  );
}
