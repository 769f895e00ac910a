import { writeFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { useWorkspace } from '../helpers/use-workspace.ts';
import type { CommandRun } from '../helpers/run-command.ts';

const workspace = useWorkspace();

/** Sets a title and a color, breaks the line, clears the screen with an 8-bit sequence, deletes, and reverses text. */
const hostile = '\u001b]0;owned\u0007\u001b[31mred\r\n\u009b2J\u007f\u202egpj';
const jpeg = { data: 'x' };

/** Control characters except line ends, line separators, and characters that change the direction of text. */
const unprintable = /[^\P{Cc}\n]|[\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

/** Only printable text and line ends may reach the terminal. */
function expectPlain({ stdout, stderr }: CommandRun): void {
  expect(stdout + stderr).not.toMatch(unprintable);
  expect(stdout + stderr).not.toContain('\nred');
}

describe('control characters never reach the terminal', () => {
  test('from the name of an unlisted image', async () => {
    await workspace.writeZip('a.zip', [
      { name: `${hostile}.jpg`, ...jpeg },
      { name: 'a.jpg', ...jpeg },
      { name: 'manifest.csv', data: 'imageName\na.jpg\n' },
    ]);

    const run = await workspace.run('plan', 'a.zip');

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toContain('gpj.jpg');
    expectPlain(run);
  });

  test('from the name of a column', async () => {
    await workspace.writeZip('a.zip', [
      { name: 'a.jpg', ...jpeg },
      { name: 'manifest.csv', data: `imageName,"${hostile}"\na.jpg,b.jpg\n` },
    ]);

    const run = await workspace.run('plan', 'a.zip');

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expectPlain(run);
  });

  test.each([
    ['a missing image', 'fail', `"${hostile}.jpg"`],
    ['a missing image with bidirectional controls', 'fail', '\u202egpj.jpg'],
    ['a missing image that is skipped', 'skip', '\u009b2J\u202egpj.jpg'],
  ])('from the name of %s', async (_what, missing, cell) => {
    await workspace.writeZip('a.zip', [
      { name: 'a.jpg', ...jpeg },
      { name: 'manifest.csv', data: `imageName\na.jpg\n${cell}\n` },
    ]);

    const run = await workspace.run('plan', 'a.zip', '--missing', missing);

    expect(run.exitCode).toBe(missing === 'fail' ? 1 : 0);
    expectPlain(run);
    expect(run.stderr.split('\n')).toHaveLength(missing === 'fail' ? 2 : 1);
  });

  test('from the name of a refused entry', async () => {
    await workspace.writeZip('a.zip', [{ name: `../${hostile}.jpg`, ...jpeg }]);

    const run = await workspace.run('plan', 'a.zip');

    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expectPlain(run);
  });

  test('from the name of an image in a batch that is verified', async () => {
    await workspace.writeExport('a.zip', { images: 1 });
    await workspace.writeZip('a-part1.zip', [
      { name: `${hostile}.jpg`, ...jpeg },
      { name: 'manifest.csv', data: 'imageName\n' },
    ]);

    const run = await workspace.run('verify', 'a.zip', '.');

    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expectPlain(run);
  });

  test('from the path of the archive', async () => {
    await writeFile(workspace.path('\u001b[31m.zip'), 'no archive');
    await workspace.writeExport('\u001b[32m.zip', { images: 1 });

    for (const name of ['\u001b[31m.zip', '\u001b[32m.zip', '\u009b33m.zip']) {
      expectPlain(await workspace.run('plan', name, '--name', 'a'));
    }
  });
});
