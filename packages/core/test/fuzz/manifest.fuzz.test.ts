import { describe, expect, test } from '@jest/globals';
import { checkManifestCode } from './check-manifest-code.ts';
import { fuzz } from './fuzz.ts';
import { readRows } from './read-rows.ts';

const CASES = 150;

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
    ['a\r"1\n2"\r', [['a'], ['1\n2']]],
    ['a\r\n1\n"2" \r\n3\r', [['a'], ['1'], ['2'], ['3\r']]],
    // PHP's reading, where Papa Parse finds a cell too many or too few.
    [
      'a,b\n"1 \\"2\\", 3",4\n',
      [
        ['a', 'b'],
        ['1 \\"2\\", 3', '4'],
      ],
    ],
    [
      'a,b\n"C:\\",4\n',
      [
        ['a', 'b'],
        ['C:\\', '4'],
      ],
    ],
    ['a\n"1\\", 2\r\n3"\n4', [['a'], ['1\\", 2\r\n3'], ['4']]],
  ])('are those of %j', (text, cells) => {
    const [reading] = readRows(Buffer.from(text));

    expect(reading?.faults).toEqual(new Set());
    expect(reading?.rows.map((row) => row.cells)).toEqual(cells);
  });

  test.each<[string, string[]]>([
    ['"a', ['MANIFEST_UNCLOSED_QUOTE']],
    ['a\n"b,c\n', ['MANIFEST_UNCLOSED_QUOTE']],
    ['"a"b', ['MANIFEST_UNCLOSED_QUOTE']],
    ['a,b\n1\n"2\\",3\n', ['MANIFEST_RAGGED']],
  ])('have a fault: %j', (text, faults) => {
    expect(readRows(Buffer.from(text)).map((reading) => [...reading.faults])).toEqual([faults]);
  });

  test('make a refusal for a fault that is not there a failure', () => {
    expect(checkManifestCode(Buffer.from('imageName\na.jpg\n'), 'MANIFEST_RAGGED')).toHaveLength(1);
    expect(checkManifestCode(Buffer.from('imageName\na.jpg,\n'), 'MANIFEST_RAGGED')).toEqual([]);
    expect(checkManifestCode(Buffer.from('imageName\na.jpg,\n'), 'split')).toHaveLength(1);
  });
});
