const MIB = 1024 ** 2;
/** For manifest, packs and what the runtime itself writes. */
const HEADROOM_MIB = 1024;

/** How large /tmp is made, in MiB, so that a spool of `maxTmpBytes` fits with room to spare. */
export function ephemeralStorageMiB(maxTmpBytes: number): number {
  return Math.ceil(maxTmpBytes / MIB) + HEADROOM_MIB;
}
