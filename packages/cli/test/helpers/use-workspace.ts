import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import { buildZip, type ZipEntryOptions, type ZipOptions } from '../../../core/test/helpers/build-zip.ts';
import {
  exportEntries,
  makeExport,
  type ExportFixture,
  type ExportOptions,
} from '../../../core/test/helpers/export-fixture.ts';
import { startCommand, type CommandRun } from './run-command.ts';

/** An empty working directory for each test. */
export interface Workspace {
  /** The folder, or a path in it. */
  readonly path: (...parts: string[]) => string;
  /** The names in the folder, or in a folder of it, sorted. */
  readonly list: (...parts: string[]) => Promise<string[]>;
  /** Writes an export archive, images stored and the manifest deflated unless told otherwise. */
  readonly writeExport: (
    name: string,
    options: ExportOptions,
    entries?: EntryChanges,
  ) => Promise<ExportFixture>;
  readonly writeZip: (
    name: string,
    entries: readonly ZipEntryOptions[],
    options?: ZipOptions,
  ) => Promise<void>;
  /** Runs the command in this process. */
  readonly run: (...args: string[]) => Promise<CommandRun>;
}

type EntryChanges = NonNullable<Parameters<typeof exportEntries>[1]>;

/** Call it once in a test file. */
export function useWorkspace(): Workspace {
  let folder = '';
  const before = process.cwd();
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'biospex-batch-'));
    process.chdir(folder);
  });
  afterEach(async () => {
    process.chdir(before);
    await rm(folder, { recursive: true, force: true });
  });

  const path = (...parts: string[]): string => join(folder, ...parts);
  const writeZip: Workspace['writeZip'] = (name, entries, options) =>
    writeFile(path(name), buildZip(entries, options));
  return {
    path,
    list: async (...parts) => (await readdir(path(...parts))).sort(),
    writeExport: async (name, options, entries) => {
      const fixture = makeExport(options);
      await writeZip(name, exportEntries(fixture.files, entries));
      return fixture;
    },
    writeZip,
    run: (...args) => startCommand(args).ended,
  };
}
