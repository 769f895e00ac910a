import { existsSync } from 'node:fs';
import { mkdir, readdir, readlink, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { writeSampleExport } from '@biospex/batch-sample';
import { startProcess, type StartedProcess } from '../helpers/run-process.ts';
import type { CommandRun } from '../helpers/run-command.ts';
import { useWorkspace } from '../helpers/use-workspace.ts';

const workspace = useWorkspace();
const split = ['--out', 'new/out', '--batch-size', '20'];

const writeSample = (file: string, images: number): Promise<unknown> =>
  writeSampleExport(workspace.path(file), {
    images,
    imageBytes: 60_000,
    order: 'shuffled',
    seed: 1,
    content: 'noise',
    format: file.endsWith('.zip') ? 'zip' : 'tar.gz',
  });

/** The files below the workspace, sorted. */
async function listFiles(): Promise<string[]> {
  const entries = await readdir(workspace.path(), { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? entry.name : [])).sort();
}

/** Sends signals to the command when `isTime` resolves to true. */
async function interrupt(
  { child, ended }: StartedProcess,
  signals: readonly NodeJS.Signals[],
  isTime: () => Promise<boolean>,
): Promise<CommandRun> {
  while (child.exitCode === null && !(await isTime())) await wait(1);
  // The process is paused, so that it gets all signals at once.
  child.kill('SIGSTOP');
  for (const signal of signals) child.kill(signal);
  child.kill('SIGCONT');
  return ended;
}

/** Whether at least one batch is being written. */
const isComposing = async (): Promise<boolean> => (await listFiles()).some((name) => name.includes('-part'));

describe('a split that is interrupted', () => {
  beforeEach(() => writeSample('large.zip', 600));

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('by %s exits with %d and leaves nothing', async (signal, exitCode) => {
    const started = startProcess(['split', 'large.zip', ...split], { cwd: workspace.path() });

    const run = await interrupt(started, [signal], isComposing);

    expect(run).toEqual({ exitCode, stdout: '', stderr: `ABORTED: stopped by ${signal}\n` });
    expect(await listFiles()).toEqual(['large.zip']);
  });

  test('by two signals at once, from a terminal and a package manager, keeps other files', async () => {
    await mkdir(workspace.path('new', 'out'), { recursive: true });
    await writeFile(workspace.path('new', 'out', 'notes.txt'), '');
    const started = startProcess(['split', 'large.zip', ...split], { cwd: workspace.path() });

    const run = await interrupt(started, ['SIGINT', 'SIGTERM'], isComposing);

    expect([130, 143]).toContain(run.exitCode);
    expect(await listFiles()).toEqual(['large.zip', 'notes.txt']);
  });
});

test('a sample that is interrupted leaves nothing', async () => {
  const started = startProcess(['sample', 'sample.zip', '--images', '100000'], { cwd: workspace.path() });

  const run = await interrupt(started, ['SIGINT'], async () => (await listFiles()).length > 0);

  expect(run).toMatchObject({ exitCode: 130, stdout: '', stderr: 'ABORTED: stopped by SIGINT\n' });
  expect(await listFiles()).toEqual([]);
});

/** Whether a process has an open spool, whose name is already removed. Only Linux shows this; elsewhere it may not have started. */
async function isSpooling(pid: number): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  if (!existsSync(folder)) return true;
  const files = (await readdir(folder).catch(() => [])).map((file) =>
    readlink(`${folder}/${file}`).catch(() => ''),
  );
  return (await Promise.all(files)).some((file) => /biospex-spool-.* \(deleted\)$/.test(file));
}

test.each(['SIGINT', 'SIGKILL'] as const)(
  'an interrupted split of a TAR.GZ leaves nothing after %s',
  async (signal) => {
    await writeSample('large.tar.gz', 500);
    const temporary = workspace.path('tmp');
    await mkdir(temporary);
    const started = startProcess(['split', 'large.tar.gz', ...split], {
      cwd: workspace.path(),
      environment: { TMPDIR: temporary },
    });

    await interrupt(started, [signal], () => isSpooling(started.child.pid!));

    expect(await listFiles()).toEqual(['large.tar.gz']);
  },
);
