import { describe, expect, test } from '@jest/globals';
import { FINDING_RULES } from '../../src/plan/finding-rules.ts';
import { FindingCollector } from '../../src/plan/finding-collector.ts';
import type { FindingCode } from '../../src/plan/finding.ts';
import { findingOf } from '../helpers/finding-of.ts';
import { manifestOf, planZip } from '../helpers/plan-zip.ts';
import { exportOf, zipOf } from '../helpers/zip-of.ts';

const codes = Object.keys(FINDING_RULES) as FindingCode[];
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

describe('the pre-flight report', () => {
  test('has every kind of finding once, warnings first, in a fixed order', async () => {
    const { findings } = await planZip(everythingWrong(), { missingImages: 'skip', mend: true });

    expect(findings.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      'warning image-missing',
      'warning image-name-empty',
      'warning image-too-large',
      'warning image-empty',
      'warning image-type',
      'warning phantom-file-name',
      'warning image-name-characters',
      'warning image-name-case',
      'warning image-names-alike',
      'warning cell-not-utf8',
      'warning php-escapes',
      'warning mixed-line-ends',
      'warning too-many-rows',
      'info image-shared',
      'info image-unlisted',
      'info blank-lines',
      'info mended-file-name',
      'info mended-escapes',
    ]);
    expect(findings.map(({ code }) => code)).toEqual(codes);
  });

  test.each([19, 20, 21, 45])(
    'shows the first 20 rows and names, and the count of all: %d',
    async (count) => {
      const names = upTo(count).map((i) => `${i}.tif`);

      const finding = await findingOf(exportOf(manifestOf(names), names), 'image-type');

      expect(finding).toMatchObject({
        count,
        rows: upTo(Math.min(count, 20)),
        names: names.slice(0, 20),
      });
    },
  );

  test.each([19, 20, 21, 45])('shows the first 20 columns, and the count of all cells: %d', async (count) => {
    const columns = upTo(count).map((i) => `c${i}`);
    const manifest = `imageName,${columns.join(',')}\na.jpg${',x.jpg'.repeat(count)}\n`;

    const finding = await findingOf(exportOf(manifest, ['a.jpg']), 'phantom-file-name');

    expect(finding).toMatchObject({ count, rows: [1], columns: columns.slice(0, 20) });
  });

  test('shows as many places as are asked for, with rows as a spreadsheet counts them', async () => {
    const manifest = '\nimageName,note\n\n,\na.jpg,"x.jpg\n"\n\na.jpg,y.jpg\na.jpg,z.jpg\n';

    const finding = await findingOf(exportOf(manifest, ['a.jpg']), 'phantom-file-name', { maxPlaces: 2 });

    expect(finding).toMatchObject({
      count: 3,
      rows: [1, 2],
      places: [
        { row: 1, line: 5, column: 'note' },
        { row: 2, line: 7, column: 'note' },
      ],
    });
  });

  test('names a row, a column and an image once, though they are counted again', async () => {
    const manifest = 'x,imageName,y\np.jpg,a.jpg,q.jpg\np.jpg,a.jpg,\n,a.jpg,\n';

    const { findings } = await planZip(exportOf(manifest, ['a.jpg']));

    expect(findings).toMatchObject([
      { code: 'phantom-file-name', count: 3, rows: [1, 2], columns: ['x', 'y'] },
      { code: 'image-shared', count: 2, rows: [2, 3], names: ['a.jpg'] },
    ]);
  });

  test.each(codes)('speaks of %s in one sentence that begins with its count and fits it', (code) => {
    for (const count of [1, 2, 12_345]) {
      const { message } = reportOf(code, count);

      expect(message).toMatch(new RegExp(`^${count} [^\\n]{10,220}[^.\\s]$`));
      expect(message).not.toMatch(/\. [A-Z]/);
      expect(message).toMatch(
        count === 1 ? /^1 (?:blank )?(?:image name|[a-z]+)(?<!s)\b/ : /^\d+ (?:blank |image )?[a-z]+s\b/,
      );
    }
  });

  test('leaves out lists that are empty', () => {
    expect(Object.keys(reportOf('blank-lines', 3))).toEqual(['code', 'severity', 'message', 'count']);
  });
});

function reportOf(code: FindingCode, count: number): { message: string } {
  const collector = new FindingCollector();
  if (['phantom-file-name', 'mended-file-name', 'mended-escapes'].includes(code))
    for (let i = 0; i < count; i++) collector.add(code, { column: 'references' });
  else collector.addCount(code, count);
  return collector.findings()[0]!;
}

function everythingWrong(): Buffer {
  const rows = [
    'gone.jpg,,',
    'large.jpg,,',
    'empty.jpg,,',
    'type.tif,,',
    'ok.jpg,x.jpg,',
    '\xc3\xa9.jpg,,',
    'CASE.jpg,,',
    'alike.jpg,,\r',
    'Alike.jpg,,',
    'ok.jpg,\xff,',
    'ok.jpg,"\\", x",',
    'ok.jpg,,"\\", x"',
    'ok.jpg,https://example.org/x.jpg,',
    ',x,',
    '',
    ...Array.from({ length: 10_000 }, () => 'ok.jpg,,'),
  ];
  return zipOf({
    'large.jpg': Buffer.alloc(1_024_000),
    'empty.jpg': '',
    ...Object.fromEntries(
      ['type.tif', 'ok.jpg', 'é.jpg', 'case.jpg', 'alike.jpg', 'Alike.jpg', 'unlisted.jpg'].map((name) => [
        name,
        'x',
      ]),
    ),
    'manifest.csv': Buffer.from(`imageName,note,subjectId\n${rows.join('\n')}\n`, 'latin1'),
  });
}
