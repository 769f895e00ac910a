import {
  MemorySource,
  type BatchStore,
  type ComposeRequest,
  type Layout,
  type StagedBatch,
} from '../../src/index.ts';
import { layoutOf, sourceBytes } from '../helpers/random-layouts.ts';

export interface StoreFixture {
  readonly store: BatchStore;
  /** The bytes visible under a key, undefined if there are none. */
  read(key: string): Promise<Uint8Array | undefined>;
  /** All that the store holds, staged and partial batches included: files, objects, open uploads. */
  everything(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A store that tests work with. */
export interface StoreUnderTest {
  readonly fixture: () => StoreFixture;
  readonly compose: (request?: Partial<ComposeRequest>) => Promise<StagedBatch>;
  /** Expects the bytes of a layout under a key. */
  readonly expectBatch: (layout: Layout) => Promise<void>;
}

export const source = new MemorySource(sourceBytes);
export const key = 'export-part1.zip';
/** Ranges and bytes in turn, several megabytes: no store writes them in one go. */
export const large = layoutOf([
  [0, 300_000],
  2_000_000,
  [300_000, 600_000],
  10,
  [600_000, 999_000],
  1_500_000,
  [999_000, 1_000_000],
]);
export const small = layoutOf([[10, 2000], 300, [5000, 5001]]);
