import { expect, test } from '@jest/globals';
import { planArchive } from '../../../src/index.ts';
import type { Spool } from '../../../src/node/spool/spool.ts';
import { ZipSpooler } from '../../../src/node/tar/zip-spooler.ts';
import { buildTar } from '../../helpers/build-tar.ts';
import { openTar } from '../../helpers/split-tar.ts';

test('a TAR archive may hold more files than a ZIP archive without ZIP64', async () => {
  const header = buildTar([{ name: '0.jpg' }], { endBlocks: 0 });
  const end = buildTar([
    { name: 'named.jpg', data: 'image' },
    { name: 'manifest.csv', data: 'imageName\nnamed.jpg\n' },
  ]);
  const others = Array.from({ length: 65_600 }, (_, i) => renamed(header, `${i}.jpg`));

  const opened = await openTar(Buffer.concat([...others, end]));
  const plan = await planArchive(opened.source, { stem: 'export' });
  const endRecord = Buffer.alloc(22);
  await opened.source.read(endRecord, opened.source.size - endRecord.length);

  expect(plan).toMatchObject({ rows: 1, images: 1 });
  // 10 - entries: look into the ZIP64 end record
  expect(endRecord.readUInt16LE(10)).toBe(0xffff);
  await opened.close();
});

test('a TAR archive of more entries than fit into memory is refused', () => {
  const nowhere = { size: 0, append: () => undefined, patch: () => undefined, skip: () => undefined };
  const spooler = new ZipSpooler(nowhere as unknown as Spool);
  const add = (): void => spooler.entry({ name: 'a', size: 0, kind: 'file', modifiedAt: undefined });

  for (let i = 0; i < 1_500_000; i++) add();

  expect(add).toThrow('the TAR archive holds more than 1500000 entries');
});

/** A header with another name and its checksum. */
function renamed(header: Buffer, name: string): Buffer {
  const copy = Buffer.from(header);
  const before = sumOf(copy.subarray(0, 100));
  copy.fill(0, 0, 100).write(name);
  const sum = Number.parseInt(copy.toString('latin1', 148, 154), 8) - before + sumOf(copy.subarray(0, 100));
  copy.write(sum.toString(8).padStart(6, '0'), 148);
  return copy;
}

function sumOf(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum += byte;
  return sum;
}
