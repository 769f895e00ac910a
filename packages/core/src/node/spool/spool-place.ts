/** SpoolPlace is where a spool may lie: a folder for temporary files, a network drive. */
export interface SpoolPlace {
  /** What messages call it, such as `/tmp`. */
  readonly name: string;
  /** Bytes that a spool may have here at most. */
  readonly maxBytes: number;
  /** Bytes that are free here now. Rejects where the place cannot be used at all. */
  freeBytes(): Promise<number>;
  open(): Promise<SpoolMedium>;
}

/** SpoolMedium holds the bytes of one spool, for it alone, and is gone once it is closed. */
export interface SpoolMedium {
  /** Writes all of `bytes` from `position` on; what was skipped before reads as zeros. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Fills `target` wholly, or rejects. */
  read(target: Uint8Array, position: number): Promise<void>;
  /** Makes it so long, with zeros where nothing was written. */
  resize(size: number): Promise<void>;
  close(): Promise<void>;
}
