import type { ArchiveSize } from './make-data.ts';

/** 20000 → "20,000" */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** In MB and GB of 10^6 and 10^9 bytes. */
export function formatBytes(bytes: number): string {
  if (bytes < 1e6) return `${Number((bytes / 1e3).toFixed(1))} KB`;
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

export function formatSeconds(seconds: number): string {
  return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
}

/** "20,000 images of 60 KB (1.2 GB)" */
export function describeSize({ images, imageBytes }: ArchiveSize): string {
  return `${formatCount(images)} images of ${formatBytes(imageBytes)} (${formatBytes(images * imageBytes)})`;
}

/** 1.234 → "1.23 ×" */
export function formatTimes(times: number): string {
  return `${times.toFixed(2)} ×`;
}
