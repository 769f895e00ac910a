import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { expectFailure, expectUsageError } from './helpers/expect-failure.ts';
import { useWorkspace } from './helpers/use-workspace.ts';

const workspace = useWorkspace();

describe('the command line', () => {
  test.each([
    [['--help'], ['split', 'plan', 'verify', 'sample', '--version']],
    [
      ['split', '--help'],
      ['--out', '--batch-size', '--missing', '--name', '--json', '2000', 'fail', 'skip'],
    ],
    [
      ['plan', '--help'],
      ['--batch-size', '--missing', '--name', '--json', 'write no batches'],
    ],
    [
      ['verify', '--help'],
      ['<archive>', '<dir>', '--name', '--json'],
    ],
    [
      ['sample', '--help'],
      ['--images', '--order', '--size', 'manifest', 'shuffled', '60000'],
    ],
  ])('%j explains itself on stdout', async (args, mentioned) => {
    const run = await workspace.run(...args);

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    for (const word of mentioned) expect(run.stdout).toContain(word);
    expect(run.stdout).not.toMatch(/^.{81}/m);
  });

  test('--version is the version of the package', async () => {
    const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };

    expect(await workspace.run('--version')).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('shows its help on stderr without arguments', async () => {
    const run = await workspace.run();

    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toMatch(/^Usage: biospex-batch/);
  });

  test.each([
    [['shred'], "unknown command 'shred'"],
    [['--shred'], "unknown option '--shred'"],
    [['split', '--out', 'o'], "missing required argument 'archive'"],
    [['verify', 'a.zip'], "missing required argument 'dir'"],
    [['split', 'a.zip'], "required option '--out <dir>' not specified"],
    [['split', 'a.zip', '--out'], "'--out <dir>' argument missing"],
    [['split', 'a.zip', '--out', 'o', '--shred'], "unknown option '--shred'"],
    [['split', 'a.zip', 'b.zip', '--out', 'o'], 'too many arguments'],
    [['split', 'a.zip', '--out', ''], '--out'],
    [['plan', '-a.zip'], "unknown option '-a.zip'"],
  ])('%j is a usage error', async (args, reason) => {
    await workspace.writeExport('a.zip', { images: 1 });

    expectUsageError(await workspace.run(...args), reason);
    expect(await workspace.list()).toEqual(['a.zip']);
  });

  test.each(['0', '1.5', '1e3', '9007199254740992'])('refuses a batch size of %j', async (size) => {
    expectUsageError(await workspace.run('plan', 'a.zip', `--batch-size=${size}`), '--batch-size <n>');
  });

  test.each([
    ['plan', '--missing', 'keep', 'fail, skip'],
    ['sample', '--order', 'random', 'manifest, shuffled'],
    ['sample', '--images', '0', '--images'],
    ['sample', '--images', '10000001', /--images.*10,?000,?000/],
    ['sample', '--size', '1', /--size.*4,?096/],
  ])('%s refuses %s %s', async (command, option, value, reason) => {
    expectUsageError(await workspace.run(command, 'a.zip', option, value), reason);
    expect(await workspace.list()).toEqual([]);
  });

  test.each([
    ['plan', 'a/b'],
    ['plan', ''],
    ['split', '../b'],
    ['verify', 'a/b'],
  ])('%s refuses the name %j', async (command, name) => {
    await workspace.writeExport('a.zip', { images: 1 });
    const more = { plan: [], split: ['--out', 'o'], verify: ['.'] }[command] ?? [];

    expectUsageError(await workspace.run(command, 'a.zip', ...more, '--name', name), '--name');
    expect(await workspace.list()).toEqual(['a.zip']);
  });

  test('accepts a file whose name begins with a dash after --', async () => {
    await workspace.writeExport('-x.zip', { images: 2 });

    const run = await workspace.run('plan', '--json', '--', '-x.zip');

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toContain('"-x-part1.zip"');
    expectFailure(await workspace.run('plan', '--', '-y.zip'), 'ARCHIVE_UNREADABLE');
  });
});

describe('the README', () => {
  test('lists every option and every error code', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const source = await readFile(new URL('../src/command-error.ts', import.meta.url), 'utf8');
    const codes = source.match(/'[A-Z0-9_]+'/g)?.map((code) => code.slice(1, -1)) ?? [];

    expect(codes.length).toBeGreaterThan(10);
    for (const code of codes) expect(readme).toContain(`| \`${code}\` `);
    for (const command of ['split', 'plan', 'verify', 'sample', 'page', 'invoke', 'stack']) {
      const { stdout } = await workspace.run(command, '--help');
      for (const [, option] of stdout.matchAll(/^ {2}(--[a-z-]+)/gm)) {
        expect(readme).toMatch(new RegExp(`^\\| \`${option}[ \`].*\\| [a-z, ]*\\b${command}\\b`, 'm'));
      }
    }
  });
});
