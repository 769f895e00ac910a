import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { writeSampleExport } from '../src/sample/write-sample-export.ts';
import { startCommand, type CommandRun } from './helpers/run-command.ts';

const batchCount = 30;
const split = ['split', 'large.zip', '--out', 'new/out', '--batch-size', '50'];

let folder = '';
let output = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'biospex-batch-'));
  output = join(folder, 'new', 'out');
  await writeSampleExport(join(folder, 'large.zip'), {
    images: 1500,
    imageBytes: 60_000,
    order: 'shuffled',
    seed: 1,
    content: 'noise',
  });
});

beforeEach(() => rm(join(folder, 'new'), { recursive: true, force: true }));

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts a split and sends signals to it once its output is as `isTime` wants it. */
async function interrupt(
  signals: readonly NodeJS.Signals[],
  isTime: (names: readonly string[]) => boolean,
): Promise<CommandRun> {
  const { child, ended } = startCommand(split, { cwd: folder });
  while (child.exitCode === null && !isTime(await readdir(output, { recursive: true }).catch(() => [])))
    await wait(1);
  // Held while they are sent, so that it finds all of them at once.
  child.kill('SIGSTOP');
  for (const signal of signals) child.kill(signal);
  child.kill('SIGCONT');
  return ended;
}

const partials = (names: readonly string[]): number =>
  names.filter((name) => name.startsWith('.biospex-batch.partial/')).length;

describe('a split that is interrupted', () => {
  test.each([
    ['SIGINT', 130, 1],
    ['SIGTERM', 143, 1],
    ['SIGINT', 130, 4],
    ['SIGTERM', 143, 12],
    ['SIGHUP', 129, 24],
  ] as const)(
    'by %s exits with %d and leaves nothing, with %d batches begun',
    async (signal, exitCode, begun) => {
      const run = await interrupt([signal], (names) => partials(names) >= begun);

      expect(run).toEqual({
        exitCode,
        stdout: '',
        stderr: `ABORTED: stopped by ${signal}; nothing half-written was left behind\n`,
      });
      expect(await readdir(output)).toEqual([]);
    },
  );

  test('while batches are getting their names gives all of them', async () => {
    const run = await interrupt(['SIGTERM'], (names) => names.some((name) => !name.startsWith('.')));

    expect(run.exitCode).toBe(0);
    expect(await readdir(output)).toHaveLength(batchCount);
  });

  test('keeps a directory and files that were there before', async () => {
    await mkdir(output, { recursive: true });
    await writeFile(join(output, 'notes.txt'), '');

    const run = await interrupt(['SIGINT'], (names) => partials(names) >= 2);

    expect(run.exitCode).toBe(130);
    expect(await readdir(output)).toEqual(['notes.txt']);
  });

  test('leaves nothing either when the signal comes twice, as from a terminal and a package manager', async () => {
    const run = await interrupt(['SIGINT', 'SIGTERM'], (names) => partials(names) >= 8);

    expect(run.stdout).toBe('');
    expect([130, 143]).toContain(run.exitCode);
    expect(await readdir(output)).toEqual([]);
  });

  test('that nobody interrupts gives all batches', async () => {
    const run = await interrupt([], () => true);

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await readdir(output)).toHaveLength(batchCount);
  });
});

describe('a sample that is interrupted', () => {
  test('leaves nothing', async () => {
    const { child, ended } = startCommand(['sample', 'sample.zip', '--images', '100000'], { cwd: folder });
    while (child.exitCode === null && !(await readdir(folder)).some((name) => name.startsWith('sample.')))
      await wait(1);
    child.kill('SIGINT');

    expect(await ended).toMatchObject({
      exitCode: 130,
      stdout: '',
      stderr: expect.stringMatching(/^ABORTED: /),
    });
    expect(await readdir(folder)).toEqual(['large.zip']);
  });
});
