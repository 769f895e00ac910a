import { describe, expect, test } from '@jest/globals';
import { splitZip } from '../helpers/plan-zip.ts';
import { manifestIn } from '../helpers/unpack-zip.ts';
import { exportOf } from '../helpers/zip-of.ts';

interface Case {
  /** To follow "a manifest …". */
  readonly name: string;
  /** One character a byte; by default the header and the rows joined. */
  readonly manifest?: string;
  readonly header: string;
  readonly rows: readonly string[];
}

const upperHalf = String.fromCharCode(...Array.from({ length: 128 }, (_, i) => 0x80 + i));
const header = 'imageName,note\n';

const cases: readonly Case[] = [
  { name: 'with line feeds', header, rows: ['a.jpg,1\n', 'b.jpg,2\n'] },
  { name: 'without a final line break', header, rows: ['a.jpg,1\n', 'b.jpg,2'] },
  { name: 'with CRLF', header: 'imageName,note\r\n', rows: ['a.jpg,1\r\n', 'b.jpg,2\r\n'] },
  {
    name: 'with the image name last and CRLF',
    header: 'note,imageName\r\n',
    rows: ['1,a.jpg\r\n', '2,b.jpg'],
  },
  { name: 'with CRLF here and LF there', header, rows: ['a.jpg,1\r\n', 'b.jpg,2\n', '"c.jpg","3"\r\n'] },
  { name: 'with CR only', header: 'imageName,note\r', rows: ['a.jpg,1\r', 'b.jpg,2\r'] },
  { name: 'with CR only and no final one', header: 'note,imageName\r', rows: ['1,a.jpg\r', '2,b.jpg'] },
  { name: 'with line feeds in cells', header, rows: ['a.jpg,"one\ntwo\n\nthree"\n', '"b.jpg","\n"\n'] },
  {
    name: 'with CRLF in cells',
    header: 'imageName,note\r\n',
    rows: ['a.jpg,"1\r\n2"\r\n', 'b.jpg,"\r\n"\r\n'],
  },
  { name: 'with carriage returns in cells', header, rows: ['a.jpg,"one\rtwo"\n', 'b.jpg,one\rtwo\n'] },
  {
    name: 'with commas and doubled quotes in cells',
    header,
    rows: ['a.jpg,"1, 2"\n', 'b.jpg,"a ""b"" c"\n'],
  },
  {
    name: "with PHP's escaped quotes",
    header,
    rows: ['a.jpg,"by \\"Bill\\" Godfrey"\n', 'b.jpg,"\\"\\" x"\n'],
  },
  { name: 'with quotes inside unquoted cells', header, rows: ['a.jpg,5" tall\n', 'b.jpg,6" tall\n'] },
  { name: 'with blanks after a closing quote', header, rows: ['"a.jpg" ,1\n', '"b.jpg","2"  \n'] },
  {
    name: 'with blanks beyond ASCII after a closing quote',
    header,
    rows: ['"a.jpg"\xc2\xa0,1\n', '"b.jpg","2"\xe2\x80\xa8\n'],
  },
  {
    name: 'with bytes of any 8-bit encoding',
    header,
    rows: [`a.jpg,${upperHalf}\n`, `b.jpg,"${upperHalf}"\n`],
  },
  { name: 'in UTF-8', header, rows: ['a.jpg,\xc3\x89b\xc3\xa9nus\n', 'b.jpg,\xe6\x97\xa5\n'] },
  {
    name: 'with two columns of a name',
    header: 'note,imageName,note\n',
    rows: ['1,a.jpg,2\n', '3,b.jpg,4\n'],
  },
  { name: 'with one column', header: 'imageName\n', rows: ['a.jpg\n', '"b.jpg"\n'] },
  { name: 'with a column named ImageName', header: 'ImageName\n', rows: ['a.jpg\n'] },
  { name: 'with a column named IMAGENAME in quotes', header: '"x","IMAGENAME"\r\n', rows: ['1,a.jpg\r\n'] },
  { name: 'with blanks around imageName', header: 'x, imageName \n', rows: ['1,a.jpg\n'] },
  { name: 'with a line break in the header', header: '"first\nsecond",imageName\n', rows: ['1,a.jpg\n'] },
  { name: 'with a control character in the header', header: 'x\x01,imageName\n', rows: ['1,a.jpg\n'] },
  {
    name: 'with a byte order mark',
    manifest: '\xef\xbb\xbfimageName\na.jpg\nb.jpg\n',
    header: 'imageName\n',
    rows: ['a.jpg\n', 'b.jpg\n'],
  },
  {
    name: 'with a byte order mark and a quoted header',
    manifest: '\xef\xbb\xbf"imageName"\na.jpg\n',
    header: '"imageName"\n',
    rows: ['a.jpg\n'],
  },
  {
    name: 'with blank lines before, between and after rows',
    manifest: '\n\nimageName\n\na.jpg\n\n\nb.jpg\n\n\n',
    header: 'imageName\n',
    rows: ['a.jpg\n', 'b.jpg\n'],
  },
  {
    name: 'with blank lines in CRLF',
    manifest: '\r\nimageName\r\na.jpg\r\n\r\nb.jpg\r\n\r\n',
    header: 'imageName\r\n',
    rows: ['a.jpg\r\n', 'b.jpg\r\n'],
  },
  {
    name: 'with blank lines in CR',
    manifest: '\rimageName\ra.jpg\r\rb.jpg\r\r',
    header: 'imageName\r',
    rows: ['a.jpg\r', 'b.jpg\r'],
  },
];

describe('the manifests of batches', () => {
  test.each(cases.map((one) => [one.name, one] as const))(
    'are the own bytes of a manifest %s',
    async (_, { header: ownHeader, rows, manifest = ownHeader + rows.join('') }) => {
      const zip = exportOf(Buffer.from(manifest, 'latin1'), ['a.jpg', 'b.jpg', 'c.jpg']);

      const whole = await splitZip(zip);
      const single = await splitZip(zip, { batchSize: 1 });

      const manifests = await Promise.all([...whole, ...single].map(manifestIn));
      expect(manifests.map((bytes) => bytes.toString('latin1'))).toEqual([
        ownHeader + rows.join(''),
        ...rows.map((row) => ownHeader + row),
      ]);
    },
  );
});
