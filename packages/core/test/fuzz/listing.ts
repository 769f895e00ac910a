/** What the directory of an archive says of an entry. */
export interface ListedEntry {
  /** The name as stored, in hexadecimal. */
  readonly name: string;
  readonly size: number;
  readonly packedSize: number;
  readonly crc32: number;
  /** Of the local header; whether it counts bytes in front of the archive differs between readers. */
  readonly offset: number;
}

/** The list of a reader; an error if it refuses the archive. */
export type Listing = readonly ListedEntry[] | Error;
