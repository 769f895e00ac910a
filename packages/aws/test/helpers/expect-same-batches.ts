import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { splitArchive, type Plan } from '@biospex/batch-core';
import { DirectoryStore, FileSource } from '@biospex/batch-core/node';
import type { LocalS3 } from './local-s3.ts';

/** Splits the file on the disk, and expects the same batches, byte for byte, in S3. */
export async function expectSameBatches(
  s3: LocalS3,
  prefix: string,
  plan: Plan,
  path: string,
): Promise<void> {
  const directory = `${path}-batches`;
  const source = await FileSource.open(path);
  const { batchSize } = plan;
  const local = await splitArchive(source, new DirectoryStore(directory), { stem: 'export', batchSize });
  await source.close();

  expect(plan.batches).toEqual(local.batches);
  expect(await s3.keys(prefix)).toEqual(local.batches.map(({ file }) => prefix + file).sort());
  for (const { file } of local.batches) {
    const expected = await readFile(join(directory, file));
    expect([file, expected.equals((await s3.get(prefix + file))!)]).toEqual([file, true]);
  }
}
