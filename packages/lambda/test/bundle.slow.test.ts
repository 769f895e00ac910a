import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const run = promisify(execFile);
/** Built once before the slow tests. */
const built = fileURLToPath(new URL('../dist/handler.mjs', import.meta.url));
/** Variables that Lambda sets. */
const lambda = {
  AWS_REGION: 'us-east-2',
  AWS_ACCESS_KEY_ID: 'a',
  AWS_SECRET_ACCESS_KEY: 'b',
  AWS_SESSION_TOKEN: 'c',
  AWS_LAMBDA_FUNCTION_NAME: 'BiospexBatchCreator',
};

let folder: string;
let bundle: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'biospex-test-'));
  // No package can be found from there.
  bundle = join(folder, 'handler.mjs');
  await copyFile(built, bundle);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a module in Node with this environment alone, in a folder without packages. */
function runModule(
  source: string,
  env: Readonly<Record<string, string>>,
): Promise<{ stdout: string; stderr: string }> {
  return run(process.execPath, ['--input-type=module', '--eval', source], { cwd: folder, env });
}

const load = (): string => `import { handler, teller } from ${JSON.stringify(pathToFileURL(bundle).href)};`;

describe('the bundle', () => {
  test('is smaller than 1 MiB, with its source map beside it', async () => {
    expect((await stat(bundle)).size).toBeLessThan(1024 ** 2);
    expect((await stat(`${built}.map`)).size).toBeGreaterThan(0);
  });

  test('loads with only the variables that Lambda sets, and prints nothing', async () => {
    expect(await runModule(`${load()} console.log(typeof handler, typeof teller);`, lambda)).toEqual({
      stdout: 'function function\n',
      stderr: '',
    });
  });

  test('names every wrong variable in one line, at the cold start', async () => {
    const source = `await import(${JSON.stringify(pathToFileURL(bundle).href)}).catch(({ name, message }) => console.log(name + ': ' + message));`;

    const { stdout } = await runModule(source, { ...lambda, BATCH_SIZE: '0', LOG_LEVEL: 'loud' });

    expect(stdout).toBe(
      'ConfigurationError: invalid environment variables: BATCH_SIZE is less than 1 (0); ' +
        'LOG_LEVEL is not one of trace, debug, info, warn, error, fatal, silent ("loud")\n',
    );
  });

  test('prints logs and metrics as JSON lines, and returns the id of the failed message', async () => {
    const source = `${load()}
      const record = { messageId: 'm1', body: 'no trigger', eventSourceARN: '', attributes: { ApproximateReceiveCount: '1' } };
      const context = { awsRequestId: 'r1', getRemainingTimeInMillis: () => 60_000 };
      console.log(JSON.stringify(await handler({ Records: [record] }, context)));`;

    const { stdout, stderr } = await runModule(source, lambda);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);

    expect(stderr).toBe('');
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'warn',
        requestId: 'r1',
        messageId: 'm1',
        code: 'UNREADABLE_MESSAGE',
        message: 'job failed, will retry',
      }),
      expect.objectContaining({
        service: 'batch-creator',
        code: 'UNREADABLE_MESSAGE',
        Retries: 1,
        _aws: expect.objectContaining({
          CloudWatchMetrics: [
            {
              Namespace: 'BiospexBatchCreator',
              Dimensions: [['service'], ['service', 'code']],
              Metrics: [{ Name: 'Retries', Unit: 'Count' }],
            },
          ],
        }),
      }),
      { batchItemFailures: [{ itemIdentifier: 'm1' }] },
    ]);
  });
});
