import { describe, expect, test } from '@jest/globals';
import { checkManifestCode } from './check-manifest-code.ts';
import { fuzz } from './fuzz.ts';
import { readRows } from './read-rows.ts';

const CASES = 400;

test('splits an archive with a damaged manifest rightly or refuses it with the fault that is in it', async () => {
  const report = await fuzz({ mode: 'manifest', seed: 1, goesOn: (done) => done < CASES });

  expect(report.failures).toEqual([]);
  expect(report.outcomes['split']).toBeGreaterThan(CASES / 10);
});

describe('the rows that manifests are judged by', () => {
  test.each([
    [
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\r\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['a\r1\r', [['a'], ['1']]],
    ['\n\na\n""\n1\n', [['a'], ['1']]],
    ['"a ""b"", c"\n"1\n2" \n', [['a "b", c'], ['1\n2']]],
    ['"a\\"b",c\n', [['a\\"b', 'c']]],
  ])('are those of %j', (text, cells) => {
    expect(readRows(Buffer.from(text))?.map((row) => row.cells)).toEqual(cells);
  });

  test.each(['"a', 'a\n"b,c\n', '"a"b'])('are none where a quote never closes: %j', (text) => {
    expect(readRows(Buffer.from(text))).toBeUndefined();
  });

  test('make a refusal for a fault that is not there a failure', () => {
    expect(checkManifestCode(Buffer.from('imageName\na.jpg\n'), 'MANIFEST_RAGGED')).toHaveLength(1);
    expect(checkManifestCode(Buffer.from('imageName\na.jpg,\n'), 'MANIFEST_RAGGED')).toEqual([]);
    expect(checkManifestCode(Buffer.from('imageName\na.jpg,\n'), 'split')).toHaveLength(1);
  });
});
