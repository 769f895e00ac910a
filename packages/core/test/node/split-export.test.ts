import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { splitExport } from '../../src/node/index.ts';
import { buildTar } from '../helpers/build-tar.ts';
import { buildZip } from '../helpers/build-zip.ts';
import { expectBatches } from '../helpers/expect-batches.ts';
import { exportEntries, makeExport } from '../helpers/export-fixture.ts';

const fixture = makeExport({ images: 5, seed: 18 });
const tar = buildTar(fixture.files.map(({ name, bytes }) => ({ name, data: bytes })));
const zip = buildZip(exportEntries(fixture.files));
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'biospex-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('splitExport', () => {
  test.each([
    ['birds.zip', zip],
    ['birds.tar', tar],
    ['birds.tar.gz', gzipSync(tar)],
    ['birds.zip', gzipSync(tar)],
  ])('splits an archive on disk into a directory, its batches named after it: %s', async (name, bytes) => {
    await writeFile(join(folder, name), bytes);
    const out = join(folder, 'new', 'out');

    const plan = await splitExport(join(folder, name), out, { batchSize: 2 });

    const files = ['birds-part1.zip', 'birds-part2.zip', 'birds-part3.zip'];
    expect(plan.batches.map(({ file }) => file)).toEqual(files);
    expect(await readdir(out)).toEqual(files);
    await expectBatches(await Promise.all(files.map((file) => readFile(join(out, file)))), fixture, 2);
  });

  test('takes the options of planning, composing and unpacking', async () => {
    const path = join(folder, 'birds.tar');
    await writeFile(path, tar);
    const phases = new Set<string>();

    const plan = await splitExport(path, folder, {
      stem: 'x',
      missingImages: 'skip',
      maxPlaces: 5,
      concurrency: 1,
      places: [{ directory: join(folder, 'spools') }],
      progress: { report: (phase) => void phases.add(phase) },
    });

    expect(plan.batches.map(({ file }) => file)).toEqual(['x-part1.zip']);
    expect([...phases]).toEqual(['unpack', 'index', 'manifest', 'compose']);
    expect((await readdir(folder)).sort()).toEqual(['birds.tar', 'spools', 'x-part1.zip']);
  });

  test.each([
    [{ batchSize: '250' }, "batchSize must be a whole number of 1 or more, got string '250'"],
    [{ batchsize: 250 }, /^unknown option "batchsize"; the options are stem, /],
    [{ missingImages: 'skipp' }, /^missingImages must be 'fail' or 'skip'/],
    [{ mend: 'yes' }, /^mend must be true or false/],
    [{ progress: () => undefined }, /^progress must have a method report/],
    [{ dryRun: true }, /^unknown option "dryRun"/],
    [null, 'options must be an object, got null'],
  ])('refuses %j before it opens anything', async (options, message) => {
    const splitting = splitExport('/no/such/archive.zip', folder, options as never);

    await expect(splitting).rejects.toThrow(TypeError);
    await expect(splitting).rejects.toThrow(message);
  });

  test('refuses a path that is not a string', async () => {
    await expect(splitExport(5 as never, folder)).rejects.toThrow(
      'the path of the archive must be a string, got 5',
    );
    await expect(splitExport('a.zip', undefined as never)).rejects.toThrow(
      'the path of the output directory must be a string',
    );
  });

  test("rejects with the system's error if the archive does not exist", async () => {
    await expect(splitExport(join(folder, 'none.zip'), folder)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('rejects with the reason of an abort, and leaves no batch', async () => {
    const path = join(folder, 'birds.tar');
    await writeFile(path, tar);

    const signal = AbortSignal.abort(new Error('enough'));
    await expect(splitExport(path, join(folder, 'out'), { signal })).rejects.toThrow('enough');

    expect(await readdir(folder)).toEqual(['birds.tar']);
  });
});
