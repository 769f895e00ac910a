import { InputError } from '../errors.ts';
import { MAX_SHOWN } from '../limits.ts';
import type { ByteSource } from '../ports/byte-source.ts';
import type { Inflate } from '../ports/inflate.ts';
import { listSome, quote } from '../quote.ts';
import { baseName } from '../zip/entry-name.ts';
import { unpackEntryHead } from '../zip/unpack-entry.ts';
import type { ZipIndex } from '../zip/zip-index.ts';
import { hasImageColumn } from './header.ts';

const MANIFEST_NAME = 'manifest.csv';
const ARCHIVE = /\.(?:zip|tar|t?gz)$/i;
const SPREADSHEET = /\.(?:xlsx?|ods|numbers|tsv)$/i;
/** A header is recognized only if it ends within so many bytes. */
const HEADER_PROBE_BYTES = 65_536;

/**
 * Finds the manifest: `manifest.csv` in any case, at the root before elsewhere; else the only CSV at the root; else the
 * only CSV with an `imageName` column. Until 2025 BIOSPEX named it after the expedition.
 *
 * @throws InputError MANIFEST_MISSING, MANIFEST_AMBIGUOUS
 */
export async function findManifest(source: ByteSource, index: ZipIndex, inflate?: Inflate): Promise<number> {
  const tables = findTables(index);
  const named = tables.filter(({ name }) => baseName(name).toLowerCase() === MANIFEST_NAME);
  const rules = [
    named.filter(({ name }) => isAtRoot(name)),
    named,
    tables.filter(({ name }) => isAtRoot(name)),
  ];
  for (const matches of rules) {
    if (matches.length === 1 && matches[0] !== undefined) return matches[0].entry;
    if (matches.length > 1 && matches !== rules[2]) throw ambiguous(matches);
  }
  return findByColumn(source, index, tables, inflate);
}

interface Table {
  readonly entry: number;
  readonly name: string;
}

function findTables(index: ZipIndex): Table[] {
  const tables: Table[] = [];
  for (let entry = 0; entry < index.count; entry++) {
    if (index.isIgnored(entry) || !endsWithCsv(index.storedName(entry))) continue;
    tables.push({ entry, name: index.name(entry) });
  }
  return tables;
}

/** Most names do not end in `v`, and are not decoded. */
function endsWithCsv(name: Uint8Array): boolean {
  return (name.at(-1)! | 0x20) === 0x76 && /\.csv$/i.test(String.fromCharCode(...name.subarray(-4)));
}

function isAtRoot(name: string): boolean {
  return baseName(name) === name.replace(/^(?:\.\/)+/, '');
}

async function findByColumn(
  source: ByteSource,
  index: ZipIndex,
  tables: readonly Table[],
  inflate: Inflate | undefined,
): Promise<number> {
  if (tables.length === 0) throw noTable(index);
  if (tables.length > MAX_SHOWN) throw ambiguous(tables);
  const matches: Table[] = [];
  for (const table of tables) {
    const head = await unpackEntryHead(source, index, table.entry, HEADER_PROBE_BYTES, inflate);
    if (hasImageColumn(head)) matches.push(table);
  }
  if (matches.length === 1 && matches[0] !== undefined) return matches[0].entry;
  if (matches.length > 1) throw ambiguous(matches);
  const message = `no CSV file in the archive has an imageName column: ${namesOf(tables)}`;
  throw new InputError('MANIFEST_MISSING', message);
}

function noTable(index: ZipIndex): InputError {
  let remedy = '';
  for (let entry = 0; entry < index.count && remedy === ''; entry++)
    if (index.isIgnored(entry)) continue;
    else if (SPREADSHEET.test(index.name(entry))) remedy = `; save ${quote(index.name(entry))} as CSV`;
    else if (ARCHIVE.test(index.name(entry)))
      remedy = `; it contains the archive ${quote(index.name(entry))}`;
  return new InputError('MANIFEST_MISSING', `the archive contains no CSV file${remedy}`);
}

function ambiguous(matches: readonly Table[]): InputError {
  const message = `${matches.length} files could be the manifest: ${namesOf(matches)}`;
  const entries = matches.slice(0, MAX_SHOWN).map(({ name }) => name);
  return new InputError('MANIFEST_AMBIGUOUS', message, { details: { entries } });
}

function namesOf(tables: readonly Table[]): string {
  const names = tables.map(({ name }) => quote(name));
  return listSome(names, names.length);
}
