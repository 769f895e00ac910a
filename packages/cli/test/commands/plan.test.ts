import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { expectFailure } from '../helpers/expect-failure.ts';
import { useWorkspace } from '../helpers/use-workspace.ts';

const workspace = useWorkspace();

describe('plan', () => {
  test('shows the batches of a split and writes nothing', async () => {
    await workspace.writeExport('my export.zip', { images: 5 });

    const run = await workspace.run('plan', 'my export.zip', '--batch-size', '2');

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toMatch(/^split would make these batches of my export\.zip\n/);
    expect(run.stdout).toContain('my export-part1.zip');
    expect(run.stdout).toContain('my export-part3.zip');
    expect(run.stdout).toMatch(/total: 3 batches +5 +5 +[\d.]+ KB/);
    expect(run.stdout).toContain('nothing that Zooniverse is known to refuse');
    expect(await workspace.list()).toEqual(['my export.zip']);
  });

  test('predicts the result of split', async () => {
    await workspace.writeExport('a.zip', { images: 7, rows: 9, seed: 3 });
    const options = ['a.zip', '--batch-size', '3', '--missing', 'skip', '--name', 'b', '--json'];

    const planned = await workspace.run('plan', ...options);
    const split = await workspace.run('split', ...options, '--out', 'out');

    expect(planned).toMatchObject({ exitCode: 0, stderr: '' });
    const { next, ...predicted } = JSON.parse(split.stdout) as { next: unknown[] };
    expect(predicted).toEqual(JSON.parse(planned.stdout));
    expect(next).toHaveLength(3);
  });

  test('prints its report as one JSON object and nothing else', async () => {
    await workspace.writeExport('a.zip', {
      images: 3,
      cell: (value, row, column) =>
        column === 'references' && row === 1 ? 'https://example.org/x.jpg' : value,
    });

    const run = await workspace.run('plan', 'a.zip', '--json');

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toMatch(/^\{.*\}\n$/);
    const bytes = expect.any(Number);
    expect(JSON.parse(run.stdout)).toEqual({
      batches: [{ file: 'a-part1.zip', rows: 3, images: 3, bytes }],
      rows: 3,
      images: 3,
      bytes,
      findings: [
        {
          code: 'phantom-file-name',
          severity: 'warning',
          title: '1 cell that Zooniverse takes for a file name',
          consequence: expect.any(String),
          remedy: expect.any(String),
          count: 1,
          places: [{ row: 2, line: 3, column: 'references', before: 'https://example.org/x.jpg' }],
          columns: ['references'],
        },
      ],
    });
  });

  test('names the rows and images of its findings', async () => {
    const fixture = await workspace.writeExport('a.zip', { images: 4, rows: 6, imageBytes: 0 });

    const run = await workspace.run('plan', 'a.zip', '--missing', 'skip');

    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain('! 2 rows left out');
    expect(run.stdout).toContain('row 5 (line 6)');
    expect(run.stdout).toContain(fixture.rowImages[5]);
    expect(run.stdout).toContain('! 4 images of 0 bytes');
  });

  test('writes every row of the report to a CSV', async () => {
    await workspace.writeExport('a.zip', { images: 30, imageBytes: 0 });

    const run = await workspace.run('plan', 'a.zip', '--report', 'report.csv');
    const split = await workspace.run('split', 'a.zip', '--out', 'out', '--report', 'split.csv');

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const report = await readFile(workspace.path('report.csv'), 'utf8');
    expect(report.match(/^warning,30 images of 0 bytes,\d+,/gm)).toHaveLength(30);
    expect(split.exitCode).toBe(0);
    expect(await readFile(workspace.path('split.csv'), 'utf8')).toEqual(report);
  });

  test('replaces an older report, but no other file', async () => {
    await workspace.writeExport('a.zip', { images: 2, imageBytes: 0 });
    await writeFile(workspace.path('mine.csv'), 'imageName\na.jpg\n');

    await workspace.run('plan', 'a.zip', '--report', 'report.csv');
    const again = await workspace.run('plan', 'a.zip', '--report', 'report.csv');
    const refused = await workspace.run('plan', 'a.zip', '--report', 'mine.csv');

    expect(again.stdout).toContain('The rows are in report.csv.');
    expect(expectFailure(refused, 'REPORT_FAILED')).toBe(
      'the report "mine.csv" cannot be written: it exists and is not a report; choose another --report',
    );
    expect(await readFile(workspace.path('mine.csv'), 'utf8')).toBe('imageName\na.jpg\n');
  });

  test.each([
    ['another extension', 'a.zip', 2, 'Its name must end in .csv.'],
    [
      'a folder that does not exist',
      'none/report.csv',
      1,
      'REPORT_FAILED: the report "none/report.csv" cannot',
    ],
  ])('refuses a report with %s', async (_, report, exitCode, sentence) => {
    await workspace.writeExport('a.zip', { images: 1 });

    const run = await workspace.run('split', 'a.zip', '--out', 'out', '--report', report);

    expect(run.exitCode).toBe(exitCode);
    expect(run.stderr).toContain(sentence);
    expect(await workspace.list()).toEqual(['a.zip']);
  });

  test('shows the exact image name in its findings', async () => {
    const fixture = await workspace.writeExport('a.zip', { images: 1, rows: 2 });

    const run = await workspace.run('plan', 'a.zip', '--missing', 'skip', '--json');

    const { findings } = JSON.parse(run.stdout) as { findings: object[] };
    expect(findings).toMatchObject([
      { code: 'image-missing', places: [{ row: 2, name: fixture.rowImages[1] }] },
    ]);
  });

  test('names the rows whose images are missing', async () => {
    const fixture = await workspace.writeExport('a.zip', { images: 2, rows: 4 });

    const sentence = expectFailure(await workspace.run('plan', 'a.zip', '--json'), 'IMAGES_MISSING');

    expect(sentence).toContain(fixture.rowImages[2]);
    expect(sentence).toContain(fixture.rowImages[3]);
  });

  test.each(['été  2025 .zip', '採集 “旅行”.zip', "it's a&b;$(c).zip"])(
    'accepts an archive called %s',
    async (name) => {
      await workspace.writeExport(name, { images: 1 });

      const run = await workspace.run('plan', name);

      expect(run).toMatchObject({ exitCode: 0, stderr: '' });
      expect(run.stdout).toContain(`${name.slice(0, -4)}-part1.zip`);
    },
  );

  test('leaves out of batch names the characters that some systems forbid', async () => {
    await workspace.writeExport('export 12:30.zip', { images: 1 });

    const run = await workspace.run('plan', 'export 12:30.zip');

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toContain('export 12-30-part1.zip');
  });
});
