import type { PieceWriter } from './piece-writer.ts';
import { toBytes } from './to-bytes.ts';
import type { ZipMap, ZipOptions } from './zip-options.ts';
import { endRecord, maxUint16, maxUint32, signatures, zip64EndRecord, zip64Locator } from './zip-records.ts';

/** ZIP64 end record and locator where needed or asked for, and the end record. `base` is what offsets don't count. */
export function writeEndRecords(
  writer: PieceWriter,
  directory: { centralDirectoryOffset: number; centralDirectorySize: number; totalEntries: number },
  options: ZipOptions,
  base: number,
): Pick<ZipMap, 'zip64EndRecordOffset' | 'zip64LocatorOffset' | 'endRecordOffset'> {
  const ends = { zip64EndRecordOffset: -1, zip64LocatorOffset: -1, endRecordOffset: -1 };
  const { centralDirectorySize, totalEntries } = directory;
  const centralDirectoryOffset = directory.centralDirectoryOffset - base;
  const needed =
    totalEntries >= maxUint16 || centralDirectorySize >= maxUint32 || centralDirectoryOffset >= maxUint32;
  const disks = { diskNumber: 0, centralDirectoryDisk: 0 };

  if (options.zip64 ?? needed) {
    const recordOffset = writer.position;
    const extensibleData = options.zip64EndRecord?.extensibleData ?? Buffer.alloc(0);
    const record = zip64EndRecord({
      signature: signatures.zip64EndRecord,
      recordSize: 44 + extensibleData.length,
      versionMadeBy: 0x031e,
      versionNeeded: 45,
      ...disks,
      entriesOnDisk: totalEntries,
      totalEntries,
      centralDirectorySize,
      centralDirectoryOffset,
      extensibleData,
      ...options.zip64EndRecord,
    });
    if (!options.omitZip64EndRecord) {
      ends.zip64EndRecordOffset = recordOffset;
      writer.append(record);
    }
    if (!options.omitZip64Locator) {
      ends.zip64LocatorOffset = writer.position;
      writer.append(
        zip64Locator({
          signature: signatures.zip64Locator,
          zip64EndRecordDisk: 0,
          zip64EndRecordOffset: recordOffset - base,
          totalDisks: 1,
          ...options.zip64Locator,
        }),
      );
    }
  }

  const fitting = (value: number, max: number): number => (options.zip64 ? max : Math.min(value, max));
  ends.endRecordOffset = writer.position;
  writer.append(
    endRecord({
      signature: signatures.endRecord,
      ...disks,
      entriesOnDisk: fitting(totalEntries, maxUint16),
      totalEntries: fitting(totalEntries, maxUint16),
      centralDirectorySize: fitting(centralDirectorySize, maxUint32),
      centralDirectoryOffset: fitting(centralDirectoryOffset, maxUint32),
      comment: toBytes(options.comment ?? ''),
      ...options.endRecord,
    }),
  );
  return ends;
}
