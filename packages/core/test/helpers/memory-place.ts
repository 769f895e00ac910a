import type { SpoolMedium, SpoolPlace } from '../../src/node/spool/spool-place.ts';

export interface MemoryPlaceOptions {
  /** @default 'memory' */
  name?: string;
  /** @default Infinity */
  maxBytes?: number;
  /** What it says is free. @default 1 TiB */
  free?: number;
  /** The first write that goes beyond fails with this code. */
  full?: { bytes: number; code: string };
  /** Called with `open memory`, `write memory` and so on; the call fails with what it gives. */
  failsAt?: (call: string) => Error | undefined;
  /** Awaited before each write. */
  beforeWrite?: () => Promise<void>;
}

export interface MemoryMedium {
  bytes: Buffer;
  closes: number;
}

export interface MemoryPlace extends SpoolPlace {
  /** In order: `open memory`, `write memory`, `resize memory` … */
  readonly calls: readonly string[];
  /** All that were opened. */
  readonly media: readonly MemoryMedium[];
}

/** A place in memory that remembers what is asked of it, and fails where it is told to. */
export function memoryPlace(options: MemoryPlaceOptions = {}): MemoryPlace {
  const { name = 'memory', maxBytes = Infinity, free = 2 ** 40 } = options;
  const calls: string[] = [];
  const media: MemoryMedium[] = [];
  const call = (kind: string): void => {
    calls.push(`${kind} ${name}`);
    const failure = options.failsAt?.(`${kind} ${name}`);
    if (failure !== undefined) throw failure;
  };
  return {
    name,
    maxBytes,
    calls,
    media,
    freeBytes: async () => {
      call('free');
      return free;
    },
    open: async () => {
      call('open');
      const state: MemoryMedium = { bytes: Buffer.alloc(0), closes: 0 };
      media.push(state);
      return mediumOf(state, call, options);
    },
  };
}

function mediumOf(
  state: MemoryMedium,
  call: (kind: string) => void,
  { full, beforeWrite }: MemoryPlaceOptions,
): SpoolMedium {
  const expectOpen = (): void => {
    if (state.closes > 0) throw new Error('the medium is closed');
  };
  return {
    write: async (bytes, position) => {
      expectOpen();
      await beforeWrite?.();
      call('write');
      const end = position + bytes.length;
      if (full !== undefined && end > full.bytes) throw systemError(full.code);
      if (end > state.bytes.length) state.bytes = resized(state.bytes, end);
      state.bytes.set(bytes, position);
    },
    read: async (target, position) => {
      expectOpen();
      call('read');
      if (position + target.length > state.bytes.length) throw new Error('beyond the end');
      target.set(state.bytes.subarray(position, position + target.length));
    },
    resize: async (size) => {
      expectOpen();
      call('resize');
      state.bytes = resized(state.bytes, size);
    },
    close: async () => {
      state.closes++;
      call('close');
    },
  };
}

/** An error as Node makes them of what the system answers. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: it went wrong`), { code });
}

function resized(bytes: Buffer, size: number): Buffer {
  return Buffer.concat([bytes.subarray(0, size), Buffer.alloc(Math.max(0, size - bytes.length))]);
}
