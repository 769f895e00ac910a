import { describe, expect, test } from '@jest/globals';
import {
  composeBatches,
  MemorySource,
  MemoryStore,
  planArchive,
  splitArchive,
  type BatchStore,
  type Phase,
} from '../src/index.ts';
import { buildZip } from './helpers/build-zip.ts';
import { expectBatches } from './helpers/expect-batches.ts';
import { exportEntries, makeExport } from './helpers/export-fixture.ts';
import { watchStore } from './helpers/watch-store.ts';
import { probe } from './helpers/source-probes.ts';

const fixture = makeExport({ images: 7, order: 'shuffled', seed: 3 });
const zip = buildZip(exportEntries(fixture.files));
const options = { stem: 'export', batchSize: 2 };
const keys = [1, 2, 3, 4].map((n) => `export-part${n}.zip`);

describe('splitArchive', () => {
  test('publishes the batches it planned, and gives the plan', async () => {
    const store = new MemoryStore();

    const plan = await splitArchive(new MemorySource(zip), store, options);

    expect(plan).toEqual(await planArchive(new MemorySource(zip), options));
    expect([...store.files.keys()]).toEqual(keys);
    expect([...store.files.values()].map(({ length }) => length)).toEqual(
      plan.batches.map(({ bytes }) => bytes),
    );
    await expectBatches([...store.files.values()], fixture, 2);
  });

  test('writes the same bytes every time, however many batches it composes at once', async () => {
    const splits = await Promise.all(
      [1, 2, 4, 100].map(async (concurrency) => {
        const store = new MemoryStore();
        await splitArchive(new MemorySource(zip), store, { ...options, concurrency });
        return store.files;
      }),
    );

    for (const files of splits) expect(files).toEqual(splits[0]);
  });

  test('publishes no batch before all are composed, and then one after the other', async () => {
    const store = watchStore(new MemoryStore());

    await splitArchive(new MemorySource(zip), store, options);

    expect(store.calls.slice(0, 8).filter((call) => call.startsWith('composed '))).toHaveLength(4);
    expect(store.calls.slice(8)).toEqual(keys.map((key) => `publish ${key}`));
  });

  test.each([
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 4],
    [5, 4],
    [undefined, 2],
  ])('composes at most so many batches at a time: told %p, %d of 4', async (concurrency, expected) => {
    const counted = countActive(new MemoryStore());

    await splitArchive(new MemorySource(zip), counted.store, {
      ...options,
      ...(concurrency === undefined ? {} : { concurrency }),
    });

    expect(counted.highest()).toBe(expected);
  });

  test('hands all batches at once to a store that composes them together, and publishes its results', async () => {
    const { store, files } = togetherInto(new MemoryStore());

    await splitArchive(new MemorySource(zip), store, options);

    expect([...files.keys()]).toEqual(keys);
    await expectBatches([...files.values()], fixture, 2);
  });

  test('reports the error of a store that composes batches together', async () => {
    const cause = new Error('s3://bucket/a cannot be written: AccessDenied');
    const store = { compose: unused, composeAll: () => Promise.reject(cause) };

    await expect(splitArchive(new MemorySource(zip), store, options)).rejects.toMatchObject({
      code: 'WRITE_FAILED',
      message: 'batches cannot be written: s3://bucket/a cannot be written: AccessDenied',
      cause,
    });
  });

  test('reports its progress phase by phase, never backwards, and each to its end', async () => {
    const reports: { phase: Phase; done: number; total: number }[] = [];

    const { bytes } = await splitArchive(new MemorySource(zip), new MemoryStore(), {
      ...options,
      progress: { report: (phase, done, total) => void reports.push({ phase, done, total }) },
    });

    expect([...new Set(reports.map(({ phase }) => phase))]).toEqual(['index', 'manifest', 'compose']);
    const totals = { index: 8, manifest: fixture.manifestBytes.length, compose: bytes };
    for (const [phase, total] of Object.entries(totals)) {
      const own = reports.filter((report) => report.phase === phase);
      const done = own.map((report) => report.done);
      expect(new Set(own.map((report) => report.total))).toEqual(new Set([total]));
      expect(done).toEqual(done.toSorted((a, b) => a - b));
      expect(done.at(-1)).toBe(total);
    }
    const order = reports.map(({ phase }) => Object.keys(totals).indexOf(phase));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  test.each([
    ['a stem that is not a file name', { stem: 'a/b' }, TypeError],
    ['no rows to a batch', { batchSize: 0 }, RangeError],
    ['no batches at a time', { concurrency: 0 }, RangeError],
    ['half a batch at a time', { concurrency: 1.5 }, RangeError],
    ['batches beyond number at a time', { concurrency: Infinity }, RangeError],
    ['a dry run', { dryRun: true }, TypeError],
  ])('refuses %s before it reads or writes anything', async (_, mistake, kind) => {
    const source = probe(new MemorySource(zip));
    const store = watchStore(new MemoryStore());

    await expect(splitArchive(source, store, { ...options, ...mistake })).rejects.toThrow(kind);

    expect(source.reads).toEqual([]);
    expect(store.calls).toEqual([]);
  });
});

describe('composeBatches', () => {
  test('carries out a plan as splitArchive does', async () => {
    const [composed, split] = [new MemoryStore(), new MemoryStore()];
    const plan = await planArchive(new MemorySource(zip), options);

    await composeBatches(plan, new MemorySource(zip), composed);
    await splitArchive(new MemorySource(zip), split, options);

    expect(composed.files).toEqual(split.files);
  });

  test.each<[object, Error]>([
    [
      { concurency: 2 },
      new TypeError('unknown option "concurency"; the options are concurrency, progress, signal'),
    ],
    [{ concurrency: 0 }, new RangeError('concurrency must be a whole number of 1 or more, got 0')],
  ])('refuses the options %j', async (mistake, expected) => {
    const plan = await planArchive(new MemorySource(zip), options);
    const store = watchStore(new MemoryStore());

    await expect(composeBatches(plan, new MemorySource(zip), store, mistake)).rejects.toEqual(expected);

    expect(store.calls).toEqual([]);
  });
});

function countActive(store: BatchStore): { store: BatchStore; highest: () => number } {
  let active = 0;
  let highest = 0;
  const compose: BatchStore['compose'] = async (request) => {
    highest = Math.max(highest, ++active);
    const batch = await store.compose(request);
    active--;
    return batch;
  };
  return { store: { compose }, highest: () => highest };
}

function unused(): never {
  throw new Error('compose is not called if there is composeAll');
}

/** A store that composes all batches before it gives any. */
function togetherInto(memory: MemoryStore): { store: BatchStore; files: MemoryStore['files'] } {
  const store: BatchStore = {
    compose: unused,
    composeAll: ({ keys: all, layOut, ...context }) =>
      Promise.all(all.map(async (key, i) => memory.compose({ key, layout: await layOut(i), ...context }))),
  };
  return { store, files: memory.files };
}
