import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext, type Context } from 'node:vm';
import { beforeAll, describe, expect, test } from '@jest/globals';
import * as core from '../src/index.ts';
import { MemorySource, MemoryStore, splitArchive } from '../src/index.ts';
import { buildZip } from './helpers/build-zip.ts';
import { exportEntries, makeExport } from './helpers/export-fixture.ts';
import { runTool } from './helpers/run-tool.ts';

/** All that the core may ask of its host (`src/web-platform.d.ts`). */
const host = { TextEncoder, TextDecoder, ReadableStream, DecompressionStream };
/** What the language has that would make the same archive give other batches. */
const unsteady = ['Date', 'Intl', 'Math.random', 'performance', 'crypto', 'console'];

const fixture = makeExport({
  images: 9,
  order: 'shuffled',
  byteOrderMark: true,
  cell: (value, row, column) =>
    column === 'references' && row === 4 ? 'https://example.org/photo.jpg' : value,
});
// One image in a folder, so that it gets a new local header.
const files = fixture.files.map((file, i) => (i === 3 ? { ...file, name: `folder/${file.name}` } : file));
const zip = buildZip(exportEntries(files));
const options = { stem: 'export', batchSize: 4 };

let bundle: string;

beforeAll(async () => {
  bundle = await bundleForBrowser();
});

describe('the root export', () => {
  test('has 25 values at most', () => {
    expect(Object.keys(core).length).toBeLessThanOrEqual(25);
  });

  test('splits an archive in a host that has nothing but the language and four classes of the web', async () => {
    const bare = bareContext();
    const expected = new MemoryStore();
    const expectedPlan = await splitArchive(new MemorySource(zip), expected, options);

    const { plan, batches } = (await runInContext(
      `(async () => {
        const source = new core.MemorySource(zip);
        const store = new core.MemoryStore();
        const plan = await core.planArchive(source, options);
        await core.splitArchive(source, store, options);
        return { plan, batches: [...store.files] };
      })()`,
      bare,
    )) as { plan: typeof expectedPlan; batches: [string, Uint8Array][] };

    expect(batches.map(([key]) => key)).toEqual([...expected.files.keys()]);
    for (const [key, bytes] of batches)
      expect(Buffer.from(bytes).equals(expected.files.get(key)!)).toBe(true);
    expect(summaryOf(plan)).toBe(summaryOf(expectedPlan));
    expect(plan.findings).toHaveLength(1);
  });

  test('rejects there with errors of its own', async () => {
    const failure = (await runInContext(
      `core.planArchive(new core.MemorySource(zip.slice(0, -30)), options).catch((error) => ({
        code: error.code,
        isInputError: error instanceof core.InputError,
      }))`,
      bareContext(),
    )) as object;

    expect({ ...failure }).toEqual({ code: 'TRUNCATED_ARCHIVE', isInputError: true });
  });

  test('is loaded there and leaves nothing but its name', () => {
    const names = runInContext('Object.getOwnPropertyNames(globalThis)', bareContext()) as string[];
    const language = runInContext('Object.getOwnPropertyNames(globalThis)', createContext()) as string[];

    const added = names.filter((name) => !language.includes(name));
    expect(added.sort()).toEqual([...Object.keys(host), 'core', 'options', 'zip'].sort());
  });
});

/** A context with the bundle loaded as `core`, and nothing of Node. */
function bareContext(): Context {
  const bare = createContext({ ...host, zip, options });
  runInContext(unsteady.map((name) => `delete globalThis.${name};`).join(' '), bare);
  runInContext(bundle, bare);
  return bare;
}

function summaryOf({
  batches,
  rows,
  images,
  bytes,
  findings,
}: Awaited<ReturnType<typeof splitArchive>>): string {
  return JSON.stringify({ batches, rows, images, bytes, findings });
}

/** The core and what it imports as one script, as a bundler makes it for a page. */
async function bundleForBrowser(): Promise<string> {
  const ofCli = createRequire(new URL('../../cli/package.json', import.meta.url));
  const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url));
  const parameters = [
    '--bundle',
    '--platform=browser',
    '--format=iife',
    '--global-name=core',
    '--log-level=error',
  ];
  const run = await runTool(ofCli.resolve('esbuild/bin/esbuild'), [entry, ...parameters]);
  if (run?.exitCode !== 0) throw new Error(`esbuild failed: ${run?.output ?? 'it is not installed'}`);
  return run.stdout.toString();
}
