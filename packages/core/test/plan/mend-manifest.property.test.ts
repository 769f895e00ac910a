import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import Papa from 'papaparse';
import type { BatchError } from '../../src/errors.ts';
import { readBatchRows } from '../../src/index.ts';
import { mendManifest } from '../../src/plan/mend-manifest.ts';
import { planZip, splitZip } from '../helpers/plan-zip.ts';
import { manifestIn } from '../helpers/unpack-zip.ts';
import { exportOf } from '../helpers/zip-of.ts';

/** What Zooniverse's project builder takes for file names, in its own words. */
const zooniverse = /([^/\\:,]+(?:\.jpg|\.jpeg|\.png|\.gif|\.svg|\.mp3|\.mp4|\.m4a|\.mpeg|\.txt|\.json))/gi;
const header = ['subjectId', 'imageName', 'references', 'note'];

const texts = ['x', 'é', '€', ',', '"', '""', '\\"', '\\', '\\x', '\n', ' ', '.', '/.jpg', ' (', '<', ')'];
const links = [
  ...['http://example.org/a.jpg', 'HTTPS://Example.org:80/é/B.JPEG?f=c.png#d.json', 'https://x.org?q=a.txt'],
  ...['https://x.org/..jpg.gif', 'https://x.org/a.jpgs/b', 'https://x.org/jpg', 'http://x.org/a,b\\c.m4a'],
];
const cell = fc
  .array(fc.constantFrom(...texts, ...links), { maxLength: 8 })
  // A link goes on to the next blank, so what follows it is a part of it.
  .map((parts) => parts.join(''));
const row = fc.record({ references: cell, note: cell });
const rows = fc.array(row, { minLength: 1, maxLength: 5 });

/** As PHP's fputcsv does: a quote after a backslash is not doubled. */
function putPhpCell(value: string): string {
  return /[,"\\\s]/.test(value) ? `"${value.replaceAll(/(?<!\\)"/g, '""')}"` : value;
}

function manifestOf(cells: readonly { references: string; note: string }[]): string {
  const lines = cells.map(({ references, note }, i) => [`"s-${i}"`, `${i}.jpg`, references, note]);
  return [header, ...lines.map((line) => line.map((text, i) => (i < 2 ? text : putPhpCell(text))))]
    .map((line) => `${line.join(',')}\n`)
    .join('');
}

describe('a mended manifest', () => {
  test('has one file name a row for Zooniverse, as many cells as its header, and means the same', async () => {
    let mendedCount = 0;
    await fc.assert(
      fc.asyncProperty(rows, async (cells) => {
        const text = manifestOf(cells);
        const names = cells.map((_, i) => `${i}.jpg`);
        const zip = exportOf(text, names);
        // Rows of backslashes and quotes that neither PHP nor Papa Parse reads as the header's cells.
        const plan = await planZip(zip, { mend: true }).catch((error: unknown) => (error as BatchError).code);
        fc.pre(typeof plan !== 'string');

        const [batch] = await splitZip(zip, { mend: true });
        const manifest = (await manifestIn(batch!)).toString();

        const { data } = Papa.parse(manifest.trim(), { header: true });
        expect(data.map((values) => Object.keys(values))).toEqual(cells.map(() => header));
        expect(
          data.map((values) => Object.values(values).flatMap((value) => value.match(zooniverse) ?? [])),
        ).toEqual(names.map((name) => [name]));
        // A backslash before a quote at the end of a cell may join two rows for all readers alike.
        const before = readBatchRows(await planZip(zip), 1, 0, cells.length);
        expect(data.map(({ subjectId }) => subjectId)).toEqual(before.map((read) => read.cells[0]));
        const codes = plan.findings.map(({ code }) => code);
        expect(codes).not.toContain('php-escapes');
        expect(codes).not.toContain('phantom-file-name');
        expect(manifest === text).toBe(codes.length === 0);
        mendedCount += Number(codes.length > 0);
      }),
    );
    expect(mendedCount).toBeGreaterThan(0);
  });

  test('is not changed when it is mended again', () => {
    fc.assert(
      fc.property(rows, (cells) => {
        const once = mendManifest(Buffer.from(manifestOf(cells)));

        expect(mendManifest(once)).toBe(once);
      }),
    );
  });
});
