import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { MemorySource, MemoryStore, splitArchive } from '../src/index.ts';
import { FINDING_RULES } from '../src/plan/finding-rules.ts';
import { manifestOf } from './helpers/plan-zip.ts';
import { runTool, withTemporaryFolder } from './helpers/run-tool.ts';
import { exportOf } from './helpers/zip-of.ts';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
const examples = [...readme.matchAll(/^## (.*)$|^```js runnable\n([^]*?)^```$/gm)].reduce<[string, string][]>(
  (found, [, heading, code]) =>
    heading === undefined ? [...found.slice(0, -1), [found.at(-1)![0], code!]] : [...found, [heading, '']],
  [],
);
const runnable = examples.filter(([, code]) => code !== '');

// Rows for more than two batches of 1000, and more than one of 2000.
const images = ['a.jpg', 'b.jpg', 'c.jpg'];
const zip = exportOf(manifestOf(Array.from({ length: 2500 }, (_, i) => images[i % 3]!)), images);

describe('the README', () => {
  test('has an example for the disk, for an own source, for memory and for a browser', () => {
    expect(runnable.map(([heading]) => heading)).toEqual([
      'Split a file on disk',
      'Split with your own source and store, in Node',
      'Split in memory',
      'Split in a browser',
    ]);
  });

  test.each(runnable)('has code that works as it stands under "%s"', async (_, code) => {
    const batchSize = /batchSize: (\d+)/.exec(code)?.[1];
    const expected = await splitNormally(batchSize === undefined ? 2000 : Number(batchSize));

    await withTemporaryFolder(async (folder) => {
      const { exitCode, output } = await runExample(folder, code);

      expect({ exitCode, output }).toEqual({
        exitCode: 0,
        output: expect.stringContaining('export-part1.zip'),
      });
      for (const [name, bytes] of expected)
        expect(output).toMatch(new RegExp(`^${name}\\b.* ${bytes.length}$`, 'm'));
      const written = (await readdir(folder)).includes('batches')
        ? await readdir(join(folder, 'batches'))
        : [];
      expect(written).toEqual(/DirectoryStore|splitExport/.test(code) ? [...expected.keys()] : []);
      for (const name of written) {
        expect((await readFile(join(folder, 'batches', name))).equals(expected.get(name)!)).toBe(true);
      }
    });
  });

  test('explains every error code, and no other', () => {
    const source = readFileSync(join(packageFolder, 'src', 'errors.ts'), 'utf8');
    const documented = [...readme.matchAll(/^\| `([A-Z][A-Z0-9_]+)`/gm)].map(([, code]) => code);

    const codes = [...source.matchAll(/'([A-Z][A-Z0-9_]+)'/g)].map(([, code]) => code);
    expect(codes.length).toBeGreaterThan(20);
    expect(documented.toSorted()).toEqual(codes.toSorted());
  });

  test('explains every finding with its severity, in the order of a report', () => {
    const documented = [...readme.matchAll(/^\| `([a-z][a-z0-9-]+)` *\| (warning|info)/gm)];

    expect(documented.map(([, code, severity]) => [code, severity])).toEqual(
      Object.entries(FINDING_RULES).map(([code, { severity }]) => [code, severity]),
    );
  });
});

async function splitNormally(batchSize: number): Promise<Map<string, Uint8Array>> {
  const store = new MemoryStore();
  await splitArchive(new MemorySource(zip), store, { stem: 'export', batchSize });
  return store.files;
}

/** Runs code as a module of a project that has the package installed and an `export.zip`, also as the global `file`. */
async function runExample(folder: string, code: string): Promise<{ exitCode: number; output: string }> {
  await mkdir(join(folder, 'node_modules', '@biospex'), { recursive: true });
  await symlink(packageFolder, join(folder, 'node_modules', '@biospex', 'batch-core'));
  await writeFile(join(folder, 'export.zip'), zip);
  await writeFile(join(folder, 'example.mjs'), code);
  await writeFile(
    join(folder, 'file.mjs'),
    "import { openAsBlob } from 'node:fs';\nglobalThis.file = await openAsBlob('export.zip');\n",
  );
  const flags = [
    '--disable-warning=ExperimentalWarning',
    '--conditions=biospex-source',
    '--import=./file.mjs',
  ];
  const run = await runTool(process.execPath, [...flags, 'example.mjs'], { cwd: folder });
  if (run === undefined) throw new Error(`${process.execPath} is not there`);
  return run;
}
