import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CommandError } from '../command-error.ts';

/** Where the page's files are: beside the built command's chunks, or where the repository builds them. */
const PLACES = ['../page/', '../../../web/dist/'];

/** @throws CommandError PAGE_FAILED where the page has not been built */
export function findPage(): string {
  const folder = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((path) =>
    existsSync(`${path}index.html`),
  );
  if (folder !== undefined) return folder;
  throw new CommandError('PAGE_FAILED', 'the page is not built: run npx --yes pnpm@10 build first');
}
