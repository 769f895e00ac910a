import { describe, expect, test } from '@jest/globals';
import type { PlanOptions } from '../../src/index.ts';
import type { Place } from '../../src/plan/finding.ts';
import { mendManifest, type MendCode } from '../../src/plan/mend-manifest.ts';
import { findingOf } from '../helpers/finding-of.ts';
import { planZip, splitZip } from '../helpers/plan-zip.ts';
import { manifestIn } from '../helpers/unpack-zip.ts';
import { exportOf } from '../helpers/zip-of.ts';

const header = 'subjectId,imageName,references\n';

function mend(manifest: string | Uint8Array): { text: string; mended: [MendCode, Place][] } {
  const mended: [MendCode, Place][] = [];
  const bytes = mendManifest(Buffer.from(manifest), (code, place) => mended.push([code, place]));
  return { text: Buffer.from(bytes).toString('latin1'), mended };
}

describe('mending file names', () => {
  test.each([
    ['https://example.org/media/1.jpg', 'https://example.org/media/1%2Ejpg'],
    ['http://example.org/A.JPEG?as=b.png#c.gif', 'http://example.org/A%2EJPEG?as=b%2Epng#c%2Egif'],
    ['see https://example.org/1.jpg or 2', 'see https://example.org/1%2Ejpg or 2'],
    ['"{""url"":""https://example.org/1.jpg""}"', '"{""url"":""https://example.org/1%2Ejpg""}"'],
    ['"https://example.org/a,b.jpg"', '"https://example.org/a,b%2Ejpg"'],
    ['https://example.org/1.jpg.png', 'https://example.org/1%2Ejpg%2Epng'],
    ['https://www.jpg.org/1.jpg', 'https://www.jpg.org/1%2Ejpg'],
    ['https://example.org/\u00e0.jpg', 'https://example.org/\u00e0%2Ejpg'],
    ['https://example.org/\u{1f33f}.jpg', 'https://example.org/\u{1f33f}%2Ejpg'],
  ])('writes the dot of a link as %%2E: %j', (before, after) => {
    const { text, mended } = mend(`${header}7,a.jpg,${before}\n`);

    expect(Buffer.from(text, 'latin1').toString()).toBe(`${header}7,a.jpg,${after}\n`);
    expect(mended).toEqual([
      [
        'mended-file-name',
        {
          row: 1,
          line: 2,
          column: 'references',
          before: before.replaceAll(/^"|"$/g, ''),
          after: after.replaceAll(/^"|"$/g, ''),
        },
      ],
    ]);
  });

  test.each([
    ['outside of a link', 'photo.jpg'],
    ['in a path without a scheme', 'example.org/photo.jpg'],
    ['in a host', 'https://www.jpg.org/'],
    ['after a slash, which Zooniverse does not take for one', 'https://example.org/.jpg'],
    ['in a link without a file name', 'https://example.org/media/1'],
  ])('leaves what stands %s', (_, cell) => {
    expect(mend(`${header}7,a.jpg,${cell}\n`)).toEqual({
      text: `${header}7,a.jpg,${cell}\n`,
      mended: [],
    });
  });

  test('never touches subjectId and the image, whatever is in them and however they are spelled', () => {
    const link = 'https://example.org/1.jpg';

    const { text, mended } = mend(`SubjectID ,IMAGENAME,x\n${link},${link},${link}\n`);

    expect(text).toBe(`SubjectID ,IMAGENAME,x\n${link},${link},https://example.org/1%2Ejpg\n`);
    expect(mended).toHaveLength(1);
  });

  test('keeps bytes that are not UTF-8', () => {
    const before = Buffer.from(`${header}7,a.jpg,\xe9 https://example.org/\xe9.jpg\n`, 'latin1');

    expect(mend(before).text).toBe(`${header}7,a.jpg,\xe9 https://example.org/\xe9%2Ejpg\n`);
  });

  test('shows a long cell around the first change, and cuts no character in half', () => {
    const { mended } = mend(`${header}7,a.jpg,${'é'.repeat(200)} https://e.org/1.jpg ${'é'.repeat(200)}\n`);

    const { before = '', after = '' } = mended[0]![1];
    expect(before).toMatch(/^é{60,80} https:\/\/e\.org\/1\.jpg é{60,80}$/);
    expect(after).toBe(before.replace('.jpg', '%2Ejpg'));
  });
});

describe('mending escapes', () => {
  test.each([
    ['"say ""hi\\", x"', '"say ""hi\\"", x"'],
    ['"\\"a\\", \\"b\\""', '"\\""a\\"", \\""b\\"""'],
    ['"\\"""x\\", y"', '"\\""""x\\"", y"'],
  ])('doubles quotes after a backslash: %s', (before, after) => {
    const { text, mended } = mend(`${header}7,a.jpg,${before}\n8,b.jpg,x\n`);

    expect(text).toBe(`${header}7,a.jpg,${after}\n8,b.jpg,x\n`);
    expect(mended).toEqual([
      [
        'mended-escapes',
        { row: 1, line: 2, column: 'references', before: before.slice(1, -1), after: after.slice(1, -1) },
      ],
    ]);
  });

  test('leaves a row that Papa Parse reads rightly', () => {
    const row = '7,a.jpg,"C:\\dir\\"\n';

    expect(mend(header + row)).toEqual({ text: header + row, mended: [] });
  });

  test('leaves an unquoted cell, which every reader takes literally', () => {
    const { text } = mend('subjectId,imageName,size,note\n1\\"2,a.jpg,5\\"x,"\\", y"\n');

    expect(text).toBe('subjectId,imageName,size,note\n1\\"2,a.jpg,5\\"x,"\\"", y"\n');
  });

  test('leaves a row whose subjectId would need a change, because a half-mended row is worse', () => {
    const row = '"\\", x",a.jpg,"\\", y"\n';

    expect(mend(header + row)).toEqual({ text: header + row, mended: [] });
  });

  test('mends both faults of one cell', () => {
    const { text, mended } = mend(`${header}7,a.jpg,"\\", https://e.org/1.jpg"\n`);

    expect(text).toBe(`${header}7,a.jpg,"\\"", https://e.org/1%2Ejpg"\n`);
    expect(mended.map(([code]) => code)).toEqual(['mended-escapes', 'mended-file-name']);
  });
});

describe('a plan that mends', () => {
  const manifest = `${header}7,a.jpg,https://e.org/1.jpg\n\n8,b.jpg,photo.jpg\n`;
  const zip = exportOf(manifest, ['a.jpg', 'b.jpg']);
  const mending: Partial<PlanOptions> = { mend: true };

  test('reports each change with its place, and the remaining findings as before', async () => {
    expect(await findingOf(zip, 'mended-file-name', mending)).toMatchObject({
      severity: 'info',
      count: 1,
      places: [
        {
          row: 1,
          line: 2,
          column: 'references',
          before: 'https://e.org/1.jpg',
          after: 'https://e.org/1%2Ejpg',
        },
      ],
    });
    expect(await findingOf(zip, 'phantom-file-name', mending)).toMatchObject({
      count: 1,
      places: [{ row: 2, line: 4 }],
    });
  });

  test('sizes its batches exactly, whole or as a dry run', async () => {
    const { batches } = await planZip(zip, mending);
    const [batch] = await splitZip(zip, mending);

    expect(batches[0]!.bytes).toBe(batch!.length);
    expect((await planZip(zip, { ...mending, dryRun: true })).batches).toEqual(batches);
    expect((await manifestIn(batch!)).toString()).toBe(
      `${header}7,a.jpg,https://e.org/1%2Ejpg\n8,b.jpg,photo.jpg\n`,
    );
  });

  test.each([
    ['MANIFEST_UNCLOSED_QUOTE', 'imageName,note\na.jpg,"x\n'],
    ['MANIFEST_NO_IMAGE_COLUMN', 'image\na.jpg\n'],
    ['MANIFEST_ENCODING', Buffer.from('\ufeffimageName\na.jpg\n', 'utf16le')],
    ['MANIFEST_RAGGED', 'imageName\na.jpg,https://e.org/1.jpg\n'],
    ['MANIFEST_EMPTY', ''],
  ])('refuses the same manifests as without mending: %s', async (code, wrong) => {
    await expect(planZip(exportOf(wrong, ['a.jpg']), mending)).rejects.toMatchObject({ code });
  });
});
