import { MemorySource, type ByteSource } from '../../src/index.ts';

export interface ProbedSource extends ByteSource {
  /** Every range asked for, in order. */
  readonly reads: readonly { start: number; end: number }[];
}

/** A source that remembers what it is asked for. */
export function probe(source: ByteSource): ProbedSource {
  const reads: { start: number; end: number }[] = [];
  return {
    size: source.size,
    reads,
    read: (target, start) => {
      reads.push({ start, end: start + target.length });
      return source.read(target, start);
    },
  };
}

export function bytesAskedFor({ reads }: ProbedSource): number {
  return reads.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** A source whose bytes `[start, end)` cannot be read. */
export function damagedSource(bytes: Uint8Array, start: number, end: number): ByteSource {
  const source = new MemorySource(bytes);
  return {
    size: source.size,
    read: async (target, from) => {
      if (from < end && from + target.length > start) throw new Error('EIO: i/o error');
      await source.read(target, from);
    },
  };
}
