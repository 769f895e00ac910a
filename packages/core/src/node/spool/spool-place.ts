import { constants } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import { InputError, messageOf, StoreError } from '../../errors.ts';

/** SpoolPlace is a folder in which a TAR archive may be unpacked. It is created if missing; its parent must exist. */
export interface SpoolPlace {
  readonly directory: string;
  /** Its name in messages. @default the directory */
  readonly name?: string;
  /** Largest archive, in bytes, that is unpacked here; unpacked, it may be a quarter larger. @default Infinity */
  readonly maxBytes?: number;
  /**
   * Keeps the spool's name until it is closed. By default the name is removed at once, so that the system frees the
   * file even if the process is killed; a network file system would leave a file that nobody can remove.
   * @default false
   */
  readonly keepsName?: boolean;
}

/**
 * How much larger an archive may become. The real factor is unknown until it is unpacked. Images hardly compress:
 * exports grow by 1 or 2 percent, manifest and headers included.
 */
const MAX_GROWTH = 1.25;
/** Left free for other users of the disk. */
const RESERVE_BYTES = 64 * 1024 * 1024;

/** A place with room, and the bytes that a spool may take there. */
export interface ChosenPlace {
  readonly place: SpoolPlace;
  readonly limit: number;
}

export const nameOf = ({ name, directory }: SpoolPlace): string => name ?? directory;

/**
 * Chooses the first place with room for an archive of `archiveBytes`.
 *
 * @throws InputError ARCHIVE_TOO_LARGE if no place allows so many
 * @throws StoreError SPOOL_FAILED if one does, but has no room now
 */
export async function choosePlace(places: readonly SpoolPlace[], archiveBytes: number): Promise<ChosenPlace> {
  const refusals: string[] = [];
  let isForNow = false;
  for (const place of places) {
    const { maxBytes = Infinity } = place;
    if (archiveBytes > maxBytes) {
      refusals.push(`${nameOf(place)} takes at most ${maxBytes} bytes`);
      continue;
    }
    const room = await roomIn(place.directory).catch(messageOf);
    if (typeof room === 'number' && room >= archiveBytes * MAX_GROWTH)
      return { place, limit: Math.min(maxBytes * MAX_GROWTH, room) };
    isForNow = true;
    refusals.push(
      typeof room === 'number'
        ? `${nameOf(place)} has ${Math.max(room, 0)} bytes free, but ${Math.ceil(archiveBytes * MAX_GROWTH)} are needed`
        : `${nameOf(place)} cannot be used (${room})`,
    );
  }
  const message = `there is no room to unpack the archive of ${archiveBytes} bytes: ${refusals.join('; ')}`;
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
