import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { S3Source } from '@biospex/batch-aws';
import { InputError, MemorySource } from '@biospex/batch-core';
import { buildTar } from '../../../core/test/helpers/build-tar.ts';
import { readConfiguration } from '../../src/configuration.ts';
import { withOpenExport } from '../../src/job/open-export.ts';
import { createLogger } from '../../src/observe/logger.ts';

test('reports the fault of the export even if its spool cannot be removed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'biospex-batch-'));
  const archive = new MemorySource(buildTar([{ name: 'a.jpg', data: 'a' }])) as unknown as S3Source;
  const failure = new InputError('MANIFEST_MISSING', 'there is no manifest');
  const tools = {
    configuration: readConfiguration({ EFS_PATH: folder, MAX_TMP_SIZE: '0' }),
    log: createLogger('silent'),
    progress: { report: () => undefined },
    signal: new AbortController().signal,
  };
  try {
    const opening = withOpenExport(archive, tools as never, async () => {
      const [spool = ''] = await readdir(folder);
      await rm(join(folder, spool));
      await mkdir(join(folder, spool));
      throw failure;
    });

    await expect(opening).rejects.toBe(failure);
  } finally {
    await rm(folder, { recursive: true });
  }
});
