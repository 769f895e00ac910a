import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { expect, test } from '@jest/globals';
import { MemorySource, MemoryStore, splitArchive } from '../../src/index.ts';
import { withExport } from '../../src/node/index.ts';
import { makeGoldenExports, type GoldenExport } from './golden-exports.ts';

/** SHA-256 of the batches of each export, one after the other, seven rows to a batch. */
const DIGESTS: Readonly<Record<string, string>> = {
  'in order': 'e943298caeca0c298c13dd009539aa5442608e920042d6bbcaa65a22b2b5e3e9',
  shuffled: '5a4b25bd73b5f9e0ca70a0af7fd24dd201d9194964f5a4840e1ccb8cc07ac315',
  'manifest first, images without rows': '52ee11766bff25b5ddc4f010d9f3b001d872d6d44008cbb43472a4d50c43efdb',
  'rows without images': '1c71036271e7f33a1bf5c68ce8ae7ee76bd078ab00ed45d1323177b86f5206fe',
  deflated: '4351ecfeed51a0e29be9a40a06ba6664c2f548ed943b13a57c3facb1d5529850',
  'data descriptors': '99454337af5353be5b327ef122e237405663bf1848972700df47295f7999cef4',
  'data descriptors without signature': '4c9f73af7a88d203ecae0b8d511686b7b906a9e80c641074474d74e91616fc49',
  'ZIP64 offsets': 'c3e4a66ecbe0d5dc17ca675b17133a08503b3d1a1af0a906c201f1dffa96a4f8',
  'ZIP64 end record': 'e943298caeca0c298c13dd009539aa5442608e920042d6bbcaa65a22b2b5e3e9',
  'extra fields': 'e837f54f055b83383984a447b6fe6cfc119f2c6e5c049dc4b26618fba245cbfd',
  'dead bytes between images': 'e943298caeca0c298c13dd009539aa5442608e920042d6bbcaa65a22b2b5e3e9',
  'bytes before the archive': 'e943298caeca0c298c13dd009539aa5442608e920042d6bbcaa65a22b2b5e3e9',
  'directory in reverse order': 'e943298caeca0c298c13dd009539aa5442608e920042d6bbcaa65a22b2b5e3e9',
  'images in folders': 'e943298caeca0c298c13dd009539aa5442608e920042d6bbcaa65a22b2b5e3e9',
  'images of another case': 'e943298caeca0c298c13dd009539aa5442608e920042d6bbcaa65a22b2b5e3e9',
  'names beyond ASCII, with and without the UTF-8 flag':
    'd606c4478a1ebacbe67fed25e409473c87e72cefca71789cbbf717c2d5042994',
  'quoted line breaks': '14726d0e53d7fbfbced914079cf4070afbacb8f6e4f631a5b790c82b661bb9da',
  CRLF: '2690e28332871acf6ff574a6345242450ab3a1cd5387862fcbf9e6c9549b8fe1',
  'carriage returns': 'ddbf2d1630efe163e3cefb60b1a05524e74ba51f963917fa81893a13d0b26335',
  'byte order mark, no last line end': 'be640a9b0ac4037556b80f47e3d1a18d829d7f7169797171b7620f3eeee12954',
  'Latin-1': '90d1fcd57d5517769fe977bc8de35cce81a200ae65e36e55c9f99fd464c31f27',
  TAR: 'eacbb198a7a78d9b9f3f25755cfd6eb0da8ffc91f4e03552e569c6333d2eaa57',
  'TAR.GZ': 'eacbb198a7a78d9b9f3f25755cfd6eb0da8ffc91f4e03552e569c6333d2eaa57',
};

test.each(makeGoldenExports())('$name: the batches have the bytes they always had', async (golden) => {
  expect({ [golden.name]: await digestBatches(golden) }).toEqual({ [golden.name]: DIGESTS[golden.name] });
});

async function digestBatches({ archive, missingImages }: GoldenExport): Promise<string> {
  const store = new MemoryStore();
  const places = [{ directory: tmpdir() }];
  await withExport(new MemorySource(archive), { places }, ({ source }) =>
    splitArchive(source, store, { stem: 'export', batchSize: 7, ...(missingImages && { missingImages }) }),
  );
  const hash = createHash('sha256');
  for (const [key, bytes] of store.files) hash.update(`${key} ${bytes.length}\n`).update(bytes);
  return hash.digest('hex');
}
