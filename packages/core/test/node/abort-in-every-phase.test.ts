import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { MemorySource, MemoryStore, splitArchive, type ByteSource, type Phase } from '../../src/index.ts';
import { withExport } from '../../src/node/index.ts';
import { tmpdir } from 'node:os';
import { buildTar } from '../helpers/build-tar.ts';
import { buildZip } from '../helpers/build-zip.ts';
import { exportEntries, makeExport } from '../helpers/export-fixture.ts';

const { files } = makeExport({ images: 40, order: 'shuffled', imageBytes: 20_000 });
const zip = buildZip(exportEntries(files));
const tarGz = gzipSync(buildTar(files.map(({ name, bytes }) => ({ name, data: bytes }))));

test.each<[Phase, Uint8Array]>([
  ['unpack', tarGz],
  ['index', zip],
  ['manifest', zip],
  ['compose', zip],
])(
  'an abort in the phase %s of a slow source starts no further read, and leaves nothing',
  async (phase, archive) => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const memory = new MemorySource(archive);
    let readsAfterAbort = 0;
    const slow: ByteSource = {
      size: archive.length,
      async read(target, start) {
        if (controller.signal.aborted) readsAfterAbort++;
        await wait(2);
        await memory.read(target, start);
      },
    };
    const store = new MemoryStore();
    const { signal } = controller;
    const progress = {
      report: (now: Phase) => {
        // As a signal does: at some later turn of the event loop.
        if (now === phase) setImmediate(() => controller.abort(reason));
      },
    };
    const places = [{ directory: tmpdir() }];
    const reading = { chunkBytes: 10_000, ahead: 1 };

    const split = withExport(slow, { places, reading, progress, signal }, ({ source }) =>
      splitArchive(source, store, { stem: 'export', batchSize: 10, progress, signal }),
    );

    await expect(split).rejects.toBe(reason);
    expect(readsAfterAbort).toBe(0);
    expect(store.files.size).toBe(0);
  },
);
