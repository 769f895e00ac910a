import { S3Source, S3Store } from '../../src/index.ts';
import { describeBatchStore, type StoreFixture } from '../../../core/test/contract/batch-store-contract.ts';
import { sourceBytes } from '../../../core/test/helpers/random-layouts.ts';
import { bucket, startSmallS3 } from '../helpers/local-s3.ts';

const archiveKey = 'export/archive.zip';
const prefix = 'batch/';

async function makeFixture(hasArchive: boolean): Promise<StoreFixture> {
  const s3 = await startSmallS3();
  await s3.put(archiveKey, sourceBytes);
  const archive = hasArchive ? await S3Source.open(s3.client, { bucket, key: archiveKey }) : undefined;
  return {
    store: new S3Store(s3.client, { bucket, prefix, archive }),
    read: (key) => s3.get(prefix + key),
    everything: async () => {
      const keys = await s3.keys(prefix);
      return [...keys, ...s3.rulebook.openUploads].map((key) => key.slice(prefix.length));
    },
    close: () => s3.close(),
  };
}

describeBatchStore('S3Store of an archive elsewhere', () => makeFixture(false), {
  isVisibleWhenComposed: true,
});
describeBatchStore('S3Store of an archive in S3', () => makeFixture(true), {
  isVisibleWhenComposed: true,
  readsByItself: true,
});
