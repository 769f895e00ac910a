import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LocalAccount } from '../account/local-account.ts';
import { bundle } from '../helpers/run-program.ts';
import { templateOf } from '../helpers/synthesis.ts';
import { Sandbox, type ScriptRun } from './sandbox.ts';

let account: LocalAccount;
let sandbox: Sandbox;

beforeEach(async () => {
  account = await LocalAccount.start({ template: templateOf('loc'), bundle });
  sandbox = await Sandbox.create([]);
  // This `aws` talks to the local account instead of giving prepared answers.
  const program = fileURLToPath(new URL('stubs/local-aws.ts', import.meta.url));
  await writeFile(
    join(sandbox.folder, 'bin/aws'),
    `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`,
  );
  await chmod(join(sandbox.folder, 'bin/aws'), 0o755);
});
afterEach(async () => {
  await sandbox.remove();
  await account.stop();
});

/** Runs the script, while the account's event source delivers the message that it sends. */
async function run(meanwhile: () => Promise<unknown>): Promise<ScriptRun> {
  const ended = sandbox.run('scripts/ops/smoke-test.sh', ['--env', 'loc', '--yes'], {
    env: { LOCAL_ENDPOINT: account.endpoint },
  });
  const isOver = ended.then(() => true);
  while (account.messages('loc-batch-trigger').length === 0) {
    if (await Promise.race([isOver, wait(50, false)])) return ended;
  }
  await meanwhile();
  return ended;
}

describe('smoke-test.sh', () => {
  test('splits an export with the built function, verifies its batches, and leaves nothing behind', async () => {
    const { status, stdout, stderr } = await run(() => account.deliver());

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('"batchFiles":["smoke-test-');
    expect(stdout).toMatch(/3 batches/);
    expect(stdout).toMatch(/The smoke test has passed\.\n$/);
    expect([...(await account.keys('export/')), ...(await account.keys('batch/'))]).toEqual([]);
    expect([account.messages('loc-batch-smoke'), account.messages('loc-batch-update')]).toEqual([[], []]);
  });

  test('shows a failed result, fails, and leaves nothing behind', async () => {
    const { status, stdout, stderr } = await run(async () => {
      const [export_] = await account.keys('export/');
      await account.put(export_!, Buffer.from('no archive'));
      await account.deliver();
    });

    expect({ status, stderr }).toEqual({ status: 1, stderr: 'error: the export was not split\n' });
    expect(stdout).toContain('"code":"NOT_AN_ARCHIVE"');
    expect([...(await account.keys('export/')), ...(await account.keys('batch/'))]).toEqual([]);
  });
});
