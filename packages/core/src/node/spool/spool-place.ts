import { constants } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import { InputError, messageOf, StoreError } from '../../errors.ts';

/** SpoolPlace is a folder that a TAR archive may be unpacked in. It is made when it is missing, but not what it lies in. */
export interface SpoolPlace {
  readonly directory: string;
  /** What messages call it. @default the directory */
  readonly name?: string;
  /** Size of the largest archive that is unpacked here; unpacked it may be a quarter larger. @default Infinity */
  readonly maxBytes?: number;
  /**
   * Leaves the spool its name until it is closed. Without it the file has none from the beginning, so that the system
   * frees it even when the process is killed; on a network file system that would leave a file nobody can remove. @default false
   */
  readonly keepsName?: boolean;
}

/**
 * How much larger an archive may become when it is unpacked. That is unknown before. Images hardly shrink when they are packed:
 * their exports grow by one or two hundredths, manifest and headers included.
 */
const MAX_GROWTH = 1.25;
/** Stays free, for whatever else uses the disk. */
const RESERVE_BYTES = 64 * 1024 * 1024;

/** A place that fits, with the bytes that a spool may have there. */
export interface ChosenPlace {
  readonly place: SpoolPlace;
  readonly limit: number;
}

export const nameOf = ({ name, directory }: SpoolPlace): string => name ?? directory;

/**
 * The first place for an archive of so many bytes, with room to spare.
 *
 * @throws InputError ARCHIVE_TOO_LARGE when no place is meant for so many
 * @throws StoreError SPOOL_FAILED when one is, but cannot take them now
 */
export async function choosePlace(places: readonly SpoolPlace[], archiveBytes: number): Promise<ChosenPlace> {
  const refusals: string[] = [];
  let isForNow = false;
  for (const place of places) {
    const { maxBytes = Infinity } = place;
    if (archiveBytes > maxBytes) {
      refusals.push(`${nameOf(place)} is for ${maxBytes} bytes at most`);
      continue;
    }
    const room = await roomIn(place.directory).catch(messageOf);
    if (typeof room === 'number' && room >= archiveBytes * MAX_GROWTH)
      return { place, limit: Math.min(maxBytes * MAX_GROWTH, room) };
    isForNow = true;
    refusals.push(
      typeof room === 'number'
        ? `${nameOf(place)} has room for ${Math.max(room, 0)} bytes, and a quarter more than the archive has is needed`
        : `${nameOf(place)} cannot be used (${room})`,
    );
  }
  const message = `the archive unpacks to ${archiveBytes} bytes or more, and there is no place for them: ${refusals.join('; ')}`;
  const details = { neededBytes: archiveBytes };
  if (isForNow) throw new StoreError('SPOOL_FAILED', message, { details });
  throw new InputError('ARCHIVE_TOO_LARGE', message, { details });
}

async function roomIn(directory: string): Promise<number> {
  await mkdir(directory).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
  await access(directory, constants.W_OK | constants.X_OK);
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize - RESERVE_BYTES;
}
