import type { Transfer } from '@biospex/batch-aws';

/** What was transferred between two snapshots of a counter. */
export function transferSince(before: Transfer, after: Transfer): Transfer {
  return {
    getRequests: after.getRequests - before.getRequests,
    copyRequests: after.copyRequests - before.copyRequests,
    putRequests: after.putRequests - before.putRequests,
    otherRequests: after.otherRequests - before.otherRequests,
    bytesDown: after.bytesDown - before.bytesDown,
    bytesUp: after.bytesUp - before.bytesUp,
    bytesCopied: after.bytesCopied - before.bytesCopied,
  };
}
