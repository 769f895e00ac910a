import type { Transfer } from '../packages/aws/src/index.ts';
import { formatBytes, formatCount, formatTimes } from './format.ts';
import { atMost, type Requirement } from './requirement.ts';
import type { Detail, Row } from './tables.ts';

type Transfers = ReadonlyMap<string, Transfer>;

const header = ['', 'GET', 'copies', 'PUT', 'others', 'down', 'up', 'copied by S3', 'down + up ÷ archive'];

/** MB are 10^6 bytes: stricter than MiB. */
const maxPeakBytes = 320e6;
const maxRequestsShuffled = 500;
const bytesACopy = 64 * 1024 ** 2;

/** Tabulates requests and bytes of the first round, for the contenders that count them. */
export function transferDetail(rows: readonly Row[], transfers: Transfers, archiveBytes: number): Detail {
  return {
    title: 'What went over the wire',
    text: `The archive has ${formatBytes(archiveBytes)}. The original design downloads all of it and uploads all of it again.`,
    header,
    rows: rows.flatMap(({ id, name }) => {
      const transfer = transfers.get(id);
      return transfer === undefined ? [] : [[name, ...renderTransfer(transfer, archiveBytes)]];
    }),
  };
}

function renderTransfer(transfer: Transfer, archiveBytes: number): string[] {
  const { getRequests, copyRequests, putRequests, otherRequests, bytesDown, bytesUp, bytesCopied } = transfer;
  return [
    ...[getRequests, copyRequests, putRequests, otherRequests].map(formatCount),
    ...[bytesDown, bytesUp, bytesCopied].map(formatBytes),
    formatPercent((bytesDown + bytesUp) / archiveBytes),
  ];
}

/** Compares requests and bytes with the requirements. */
export function compareTransfers(
  rows: readonly Row[],
  transfers: Transfers,
  archiveBytes: number,
): Requirement[] {
  const inOrder = transfers.get('s3-ours');
  const shuffled = transfers.get('s3-ours-shuffled');
  const of = (bytes: number | undefined): number | undefined =>
    bytes === undefined ? undefined : bytes / archiveBytes;
  const peak = rows.find(({ id }) => id === 's3-ours-shuffled')?.peakBytes;
  const maxRequests = 12 + 4 * 10 + Math.ceil((inOrder?.bytesCopied ?? 0) / bytesACopy);
  return [
    atMost(
      'S3, manifest order: down and up together at most 1 % of the archive',
      of(inOrder && inOrder.bytesDown + inOrder.bytesUp),
      0.01,
      formatPercent,
    ),
    atMost(
      `S3, manifest order: at most 12 requests + 4 for each batch + 1 for each 64 MiB (${maxRequests})`,
      inOrder && countRequests(inOrder),
      maxRequests,
      formatCount,
    ),
    atMost('S3, shuffled: down at most 1.02 × the archive', of(shuffled?.bytesDown), 1.02, formatTimes),
    atMost('S3, shuffled: up at most 1.01 × the archive', of(shuffled?.bytesUp), 1.01, formatTimes),
    atMost(
      `S3, shuffled: at most ${maxRequestsShuffled} requests`,
      shuffled && countRequests(shuffled),
      maxRequestsShuffled,
      formatCount,
    ),
    atMost('S3, shuffled: peak memory at most 320 MB', peak, maxPeakBytes, formatBytes),
  ];
}

function countRequests({ getRequests, copyRequests, putRequests, otherRequests }: Transfer): number {
  return getRequests + copyRequests + putRequests + otherRequests;
}

function formatPercent(ratio: number): string {
  return `${(100 * ratio).toFixed(2)} %`;
}
