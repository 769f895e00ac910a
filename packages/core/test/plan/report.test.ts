import { describe, expect, test } from '@jest/globals';
import { FINDING_RULES } from '../../src/plan/finding-rules.ts';
import { FindingCollector } from '../../src/plan/finding-collector.ts';
import type { Finding, FindingCode } from '../../src/plan/finding.ts';
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

  test.each([19, 20, 21, 45])('shows the first 20 places, and the count of all: %d', async (count) => {
    const names = upTo(count).map((i) => `${i}.tif`);

    const finding = await findingOf(exportOf(manifestOf(names), names), 'image-type');

    expect(finding).toMatchObject({
      count,
      places: names.slice(0, 20).map((name, i) => ({ row: i + 1, name })),
    });
  });

  test.each([19, 20, 21, 45])('shows the first 20 columns, and the count of all cells: %d', async (count) => {
    const columns = upTo(count).map((i) => `c${i}`);
    const manifest = `imageName,${columns.join(',')}\na.jpg${',x.jpg'.repeat(count)}\n`;

    const finding = await findingOf(exportOf(manifest, ['a.jpg']), 'phantom-file-name');

    expect(finding).toMatchObject({ count, columns: columns.slice(0, 20) });
  });

  test('shows as many places as are asked for, with rows as a spreadsheet counts them', async () => {
    const manifest = '\nimageName,note\n\n,\na.jpg,"x.jpg\n"\n\na.jpg,y.jpg\na.jpg,z.jpg\n';

    const finding = await findingOf(exportOf(manifest, ['a.jpg']), 'phantom-file-name', { maxPlaces: 2 });

    expect(finding).toMatchObject({
      count: 3,
      places: [
        { row: 1, line: 5, column: 'note' },
        { row: 2, line: 7, column: 'note' },
      ],
    });
  });

  test('names a column once, though it is counted again', async () => {
    const manifest = 'x,imageName,y\np.jpg,a.jpg,q.jpg\np.jpg,a.jpg,\n,a.jpg,\n';

    const { findings } = await planZip(exportOf(manifest, ['a.jpg']));

    expect(findings).toMatchObject([
      { code: 'phantom-file-name', count: 3, columns: ['x', 'y'] },
      { code: 'image-shared', count: 2 },
    ]);
  });

  test.each(codes)('says what %s is, what happens and what to do', (code) => {
    for (const count of [1, 2, 12_345]) {
      const { title, consequence, remedy = 'None is needed.' } = reportOf(code, count);

      expect(title).toMatch(
        count === 1
          ? /^1 (?:blank )?(?:image name|[a-z]+)(?<!s)\b/
          : /^(?:2|12,345) (?:blank |image )?[a-z]+s\b/,
      );
      expect(title).toMatch(/[^.\s]$/);
      for (const sentence of [consequence, remedy]) expect(sentence).toMatch(/^[A-Z][^\n]{5,180}\.$/);
    }
  });

  test('leaves out lists that are empty', () => {
    expect(Object.keys(reportOf('blank-lines', 3))).toEqual([
      ...['code', 'severity', 'title', 'consequence', 'count'],
    ]);
  });
});

function reportOf(code: FindingCode, count: number): Finding {
  const collector = new FindingCollector();
  collector.addCount(code, count);
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
