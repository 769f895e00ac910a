import { describe, expect, test } from '@jest/globals';
import { planZip, splitZip } from '../helpers/plan-zip.ts';
import { manifestIn, unpackZip } from '../helpers/unpack-zip.ts';
import { exportOf, zipOf } from '../helpers/zip-of.ts';

const images = ['a.jpg', 'b.jpg', 'c.jpg'];
const own = (text: string): { name: string; bytes: Uint8Array } => ({
  name: 'fixed.csv',
  bytes: Buffer.from(text),
});

describe('a manifest of its own', () => {
  test("takes the place of the archive's, with its rows, order and columns", async () => {
    const zip = exportOf('imageName,x\na.jpg,1\nb.jpg,2\n', images);
    const manifest = own('\ufeffnote,imageName\r\nnew,c.jpg\r\nold,a.jpg\r\n');

    const plan = await planZip(zip, { manifest });
    const [batch] = await splitZip(zip, { manifest });

    expect(plan).toMatchObject({ manifestRows: 2, columns: ['note', 'imageName'], imageColumn: 1 });
    expect((await manifestIn(batch!)).toString()).toBe('note,imageName\r\nnew,c.jpg\r\nold,a.jpg\r\n');
    expect([...(await unpackZip(batch!)).keys()]).toEqual(['manifest.csv', 'c.jpg', 'a.jpg']);
  });

  test("gives the same batches as the archive with that manifest in the old one's place", async () => {
    const text = 'imageName,x\nb.jpg,https://e.org/b.jpg\nc.jpg,3\n';

    const beside = await splitZip(exportOf('imageName\na.jpg\n', images), { manifest: own(text) });
    const inside = await splitZip(exportOf(text, images));

    expect(beside).toEqual(inside);
  });

  test("is used even if the archive's is missing, ambiguous or wrong", async () => {
    const files = { 'a.jpg': 'a', 'one.csv': 'imageName\n', 'two.csv': '"' };

    const { findings } = await planZip(zipOf(files), { manifest: own('imageName\na.jpg\n') });

    expect(findings).toEqual([]);
  });

  test('is reported like the archive’s own', async () => {
    const zip = exportOf('imageName\na.jpg\n', images);
    const manifest = own('imageName,references\na.jpg,https://e.org/a.jpg\n\n,x\n');

    const { findings } = await planZip(zip, { manifest, missingImages: 'skip' });

    expect(findings).toMatchObject([
      { code: 'image-name-empty', severity: 'warning', places: [{ row: 2, line: 4 }] },
      { code: 'phantom-file-name', places: [{ row: 1, line: 2, column: 'references' }] },
      { code: 'image-unlisted', count: 2 },
      { code: 'blank-lines', count: 1 },
    ]);
  });

  test.each([
    ['MANIFEST_NO_IMAGE_COLUMN', 'image\na.jpg\n'],
    ['MANIFEST_EMPTY', 'imageName\n'],
    ['MANIFEST_ENCODING', '\0'],
    ['MANIFEST_NO_IMAGE_COLUMN', 'imageName;x\na.jpg;1\n'],
  ])('is refused by its name: %s', async (code, text) => {
    const zip = exportOf('imageName\na.jpg\n', images);

    await expect(planZip(zip, { manifest: own(text) })).rejects.toMatchObject({
      code,
      message: expect.stringContaining('manifest "fixed.csv"'),
    });
  });

  test('is refused when it is larger than a manifest may be', async () => {
    const bytes = new Uint8Array(512 * 2 ** 20 + 1);

    await expect(
      planZip(exportOf('imageName\na.jpg\n', images), { manifest: { name: 'big.csv', bytes } }),
    ).rejects.toMatchObject({ code: 'MANIFEST_TOO_LARGE', message: expect.stringContaining('"big.csv"') });
  });
});

test.each([{ name: 'fixed.csv' }, { bytes: new Uint8Array(1) }, 'fixed.csv'])(
  'a manifest that is not a name with its bytes is a mistake: %j',
  async (manifest) => {
    const planning = planZip(exportOf('imageName\na.jpg\n', images), { manifest: manifest as never });

    await expect(planning).rejects.toThrow(
      new TypeError('manifest must be { name: string, bytes: Uint8Array }'),
    );
  },
);
