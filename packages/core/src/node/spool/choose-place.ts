import { InputError, messageOf, StoreError } from '../../errors.ts';
import type { SpoolPlace } from './spool-place.ts';

/** A place that is chosen, with the bytes that a spool may have there as things are. */
export interface ChosenPlace {
  readonly place: SpoolPlace;
  readonly limit: number;
  /** The places that are left, should this one not do. */
  readonly others: readonly SpoolPlace[];
  /** Why those before it do not do. */
  readonly refusals: readonly Refusal[];
}

/** Stays free, for whatever else uses the disk. */
const RESERVE_BYTES = 64 * 1024 * 1024;

/** Why a place does not do. */
export interface Refusal {
  readonly reason: string;
  /** The place is meant for so many bytes, and only has no room for them now. */
  readonly isForNow: boolean;
}

/**
 * The first place that has room for so many bytes.
 *
 * @param known what is known of places that do not do
 * @throws InputError ARCHIVE_TOO_LARGE where no place is meant for so many
 * @throws StoreError SPOOL_FAILED where one is, but cannot take them now
 */
export async function choosePlace(
  places: readonly SpoolPlace[],
  neededBytes: number,
  known: readonly Refusal[] = [],
): Promise<ChosenPlace> {
  const refusals = [...known];
  for (const [i, place] of places.entries()) {
    const answer = await tryPlace(place, neededBytes);
    if (typeof answer === 'number')
      return { place, limit: Math.min(place.maxBytes, answer), others: places.slice(i + 1), refusals };
    refusals.push(answer);
  }
  const message = `the archive unpacks to ${neededBytes} bytes or more, and there is no room for them: ${refusals.map(({ reason }) => reason).join('; ')}`;
  const details = { neededBytes };
  if (refusals.some(({ isForNow }) => isForNow)) throw new StoreError('SPOOL_FAILED', message, { details });
  throw new InputError('ARCHIVE_TOO_LARGE', message, { details });
}

/** Bytes that a spool may have there, or why so many are too many. */
async function tryPlace(place: SpoolPlace, neededBytes: number): Promise<number | Refusal> {
  if (neededBytes > place.maxBytes) return beyondMaximum(place);
  try {
    const free = (await place.freeBytes()) - RESERVE_BYTES;
    if (neededBytes <= free) return free;
    return { reason: `${place.name} has ${Math.max(free, 0)} bytes to spare`, isForNow: true };
  } catch (error) {
    return { reason: `${place.name} cannot be used (${messageOf(error)})`, isForNow: true };
  }
}

export function beyondMaximum({ name, maxBytes }: SpoolPlace): Refusal {
  return { reason: `${name} is for ${maxBytes} bytes at most`, isForNow: false };
}
