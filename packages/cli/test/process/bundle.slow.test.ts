import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import type { CommandRun } from '../helpers/run-command.ts';
import { runProcess, startProcess } from '../helpers/run-process.ts';
import { until } from '../../../local-stack/test/helpers/until.ts';
import { useWorkspace } from '../helpers/use-workspace.ts';

const bundle = fileURLToPath(new URL('../../dist/biospex-batch.js', import.meta.url));
const workspace = useWorkspace();

/** Each Node on this machine that the command promises to run on, by its version. */
const nodes = [
  ...new Set([
    process.execPath,
    ...(process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'node')),
  ]),
]
  .filter((path) => existsSync(path))
  .map((path) => ({
    path,
    version: execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim(),
  }))
  .filter(({ version }) => version.localeCompare('20.15', 'en', { numeric: true }) >= 0)
  .filter(({ version }, i, all) => all.findIndex((other) => other.version === version) === i);

describe.each(nodes)('the bundle on Node $version', ({ path: node }) => {
  const run = (...args: string[]): Promise<CommandRun> =>
    runProcess(args, { cwd: workspace.path(), node, program: [bundle] });

  test('prints its version', async () => {
    const { version } = JSON.parse(
      await readFile(new URL('../../package.json', import.meta.url), 'utf8'),
    ) as {
      version: string;
    };

    expect(await run('--version')).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('plans, splits and verifies as the source does, without warnings', async () => {
    await workspace.writeExport('a.zip', { images: 4 }, { image: { method: 8 } });
    const options = ['a.zip', '--batch-size', '3', '--json'];

    const planned = await run('plan', ...options);
    const split = await run('split', ...options, '--out', 'out');
    const verified = await run('verify', 'a.zip', 'out');

    expect(planned).toMatchObject({ exitCode: 0, stderr: '' });
    expect(planned).toEqual(await workspace.run('plan', ...options));
    const { next, ...predicted } = JSON.parse(split.stdout) as { next: unknown[] };
    expect(predicted).toEqual(JSON.parse(planned.stdout));
    expect(next).toHaveLength(2);
    expect(verified).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await workspace.list('out')).toEqual(['a-part1.zip', 'a-part2.zip']);
  });

  test('writes a sample', async () => {
    const sampled = await run('sample', 'a.zip', '--images', '2', '--size', '5000');

    expect(sampled).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('serves the page that was built with it', async () => {
    const { child, ended } = startProcess(['page', '--port', '0'], {
      cwd: workspace.path(),
      node,
      program: [bundle],
    });
    let printed = '';
    child.stdout?.on('data', (text: string) => {
      printed += text;
    });
    await until(() => /http:\S+/.test(printed) || child.exitCode !== null);

    const html = await (await fetch(/http:\S+/.exec(printed)![0])).text();
    child.kill('SIGINT');

    expect(html).toContain('<title>BIOSPEX batches for Zooniverse</title>');
    expect(await ended).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(
        /^The page: http:\/\/127\.0\.0\.1:\d+\/\nPress Ctrl-C to stop it\.\nThe page has stopped\.\n$/,
      ),
      stderr: '',
    });
  });

  test('plans a TAR.GZ', async () => {
    await run('sample', 'a.tar.gz', '--images', '2', '--size', '5000');

    const planned = await run('plan', 'a.tar.gz', '--json');

    expect(planned).toMatchObject({ exitCode: 0, stderr: '' });
    expect(planned).toEqual(await workspace.run('plan', 'a.tar.gz', '--json'));
  });

  test.each([
    ['an address', ['plan', 's3://'], /^ADDRESS_INVALID: .+\n$/],
    ['a message', ['invoke', '--message', 'none.json'], /^MESSAGE_\w+: .+\n$/],
  ])('fails in one line if %s of AWS is wrong', async (_, args, line) => {
    expect(await run(...args)).toEqual({ exitCode: 1, stdout: '', stderr: expect.stringMatching(line) });
  });

  test('does not contain the local stack, and says where it runs', async () => {
    expect(await run('stack')).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(/^STACK_FAILED: the stack runs only in the repository; /),
    });
  });

  test('fails in one line, without a stack', async () => {
    expect(await run('plan', 'none.zip')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'ARCHIVE_UNREADABLE: "none.zip" does not exist; check its name and folder\n',
    });
  });
});
