import { EXTENSIONS } from './file-name.ts';
import type { FindingCollector } from './finding-collector.ts';
import { MAX_BUILDER_BYTES } from './finding-rules.ts';
import type { Place } from './finding.ts';

const ACCEPTED_TYPE = new RegExp(String.raw`\.(?:${EXTENSIONS.join('|')})$`, 'i');
const SAFE_NAME = /^[A-Za-z0-9._+()-](?:[A-Za-z0-9._+() -]*[A-Za-z0-9._+()-])?$/;

/** Checks an image, at the first row that names it, for what trips Zooniverse or a file system. */
export function inspectImage(
  place: Place & { readonly name: string },
  sizeBytes: number,
  collector: FindingCollector,
): void {
  if (sizeBytes >= MAX_BUILDER_BYTES) collector.add('image-too-large', place);
  if (sizeBytes === 0) collector.add('image-empty', place);
  if (!ACCEPTED_TYPE.test(place.name)) collector.add('image-type', place);
  if (!SAFE_NAME.test(place.name)) collector.add('image-name-characters', place);
}
