import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { expectFailure } from '../helpers/expect-failure.ts';
import { commandSource, runProcess } from '../helpers/run-process.ts';
import { useWorkspace } from '../helpers/use-workspace.ts';

const workspace = useWorkspace();

describe('the process of the command', () => {
  test('exits with the status of the command, and prints the result on stdout', async () => {
    await workspace.writeExport('a.zip', { images: 2 });
    const cwd = workspace.path();

    const planned = await runProcess(['plan', 'a.zip'], { cwd });
    const failed = await runProcess(['plan', 'none.zip'], { cwd });
    const misused = await runProcess(['plan'], { cwd });

    expect(planned).toEqual(await workspace.run('plan', 'a.zip'));
    expectFailure(failed, 'ARCHIVE_UNREADABLE');
    expect(misused).toMatchObject({ exitCode: 2, stdout: '' });
  });

  test('reports in one line that the result cannot be printed', async () => {
    await workspace.writeExport('a.zip', { images: 2 });
    const intoFullDisk = ['-c', 'exec "$0" "$@" > /dev/full', process.execPath, ...commandSource];

    const run = await runProcess(['plan', 'a.zip'], {
      cwd: workspace.path(),
      node: '/bin/sh',
      program: intoFullDisk,
    });

    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(/^OUTPUT_FAILED: the result cannot be printed: .*ENOSPC.*\n$/);
  });

  test('exits quietly when nobody reads the result', async () => {
    await workspace.writeExport('a.zip', { images: 2 });
    const child = spawn(process.execPath, [...commandSource, 'plan', 'a.zip'], { cwd: workspace.path() });
    child.stdout.destroy();
    let printed = '';
    child.stderr.on('data', (text: Buffer) => {
      printed += text.toString();
    });

    const [exitCode] = (await once(child, 'close')) as [number];

    expect({ exitCode, printed }).toEqual({ exitCode: 0, printed: '' });
  });

  test('needs a folder for temporary files to unpack a TAR.GZ', async () => {
    await workspace.run('sample', 'export.tar.gz', '--images', '2', '--size', '5000');

    const run = await runProcess(['split', 'export.tar.gz', '--out', 'out'], {
      cwd: workspace.path(),
      environment: { TMPDIR: workspace.path('none', 'here') },
    });

    expect(expectFailure(run, 'SPOOL_FAILED')).toMatch(
      /none\/here cannot be used \(ENOENT.*\(TMPDIR=\/another\/folder\)\.$/,
    );
  });
});
