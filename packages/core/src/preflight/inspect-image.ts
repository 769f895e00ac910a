import type { FindingCollector } from './finding-collector.ts';
import { MAX_BUILDER_BYTES } from './finding-rules.ts';

const ACCEPTED_TYPE = /\.(?:jpe?g|png|gif|svg|mp3|mp4|m4a|mpeg|txt|json)$/i;
const SAFE_NAME = /^[A-Za-z0-9._+()-](?:[A-Za-z0-9._+() -]*[A-Za-z0-9._+()-])?$/;

export interface ImageFacts {
  /** The first row that names it. */
  readonly row: number;
  /** Its name in the batch. */
  readonly name: string;
  /** Unpacked size in bytes. */
  readonly size: number;
}

/** Looks at an image for what Zooniverse or a file system stumbles over. */
export function inspectImage({ row, name, size }: ImageFacts, collector: FindingCollector): void {
  const place = { row, name };
  if (size >= MAX_BUILDER_BYTES) collector.add('image-too-large', place);
  if (size === 0) collector.add('image-empty', place);
  if (!ACCEPTED_TYPE.test(name)) collector.add('image-type', place);
  if (!SAFE_NAME.test(name)) collector.add('image-name-characters', place);
}
