import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { queueNames, type EnvironmentName } from '../../src/environment/environment.ts';
import type { ResolvedTemplate } from '../helpers/resolved-template.ts';
import { buildBundle, runCommand } from '../helpers/run-program.ts';
import { templateOf } from '../helpers/synthesis.ts';
import { LocalAccount, type LocalAccountOptions } from './local-account.ts';
import type { Policies, PolicyDocument } from './policies.ts';

let folder: string;
let bundle: string;
let archive: Buffer;
let account: LocalAccount;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'biospex-infra-'));
  bundle = await buildBundle(folder);
  // Large enough for S3 to copy ranges of it.
  await runCommand('sample', join(folder, 'a.zip'), '--images', '12', '--size', '700000');
  archive = await readFile(join(folder, 'a.zip'));
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => account.stop());

type Name = 'prod' | 'loc';

async function start(name: Name, policies?: LocalAccountOptions['policies']): Promise<void> {
  account = await LocalAccount.start({ template: templateOf(name), bundle, policies });
}

/** The message that BIOSPEX sends. */
function trigger(
  name: EnvironmentName,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    downloadId: 7,
    file: 'a.zip',
    exportPath: 'export/a.zip',
    totalSize: archive.length,
    s3Bucket: account.bucket,
    updatesQueueUrl: account.urlOf(queueNames(name).update),
    batchSize: 10,
    ...changes,
  };
}

/** Puts the export into the bucket, asks for its batches, and has the function make them. */
async function split(
  name: Name,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<{ isReturned: boolean }> {
  await account.put('export/a.zip', archive);
  await account.send(queueNames(name).trigger, trigger(name, changes));
  return account.deliver();
}

/** The policies of the role without one action. */
function without(action: string): (policies: Policies) => Policies {
  const reduce = ({ Statement, ...rest }: PolicyDocument): PolicyDocument => ({
    ...rest,
    Statement: Statement.map((statement) => {
      const actions = [statement.Action].flat().filter((each) => each !== action);
      return { ...statement, Action: actions.length === 0 ? 'none:None' : actions };
    }),
  });
  return (policies) => ({ ...policies, role: policies.role.map(reduce) });
}

describe.each<Name>(['prod', 'loc'])('the template of %s, run', (name) => {
  test('lets the function split an export, and is asked for nothing that it does not grant', async () => {
    await start(name);
    expect(await split(name)).toEqual({ isReturned: false });

    const [result] = account.messages(queueNames(name).update);
    expect(result).toMatchObject({ status: 'success', batchFiles: ['a-part1.zip', 'a-part2.zip'] });
    expect(account.messages(queueNames(name).trigger)).toEqual([]);
    expect([...account.code.refused, ...account.poller.refused]).toEqual([]);
    await mkdir(join(folder, name));
    for (const file of ['a-part1.zip', 'a-part2.zip'])
      await writeFile(join(folder, name, file), await account.get(`batch/${file}`));
    await runCommand('verify', join(folder, 'a.zip'), join(folder, name));
  });

  test('grants no more of S3 and SQS than is used', async () => {
    await start(name);
    await split(name);
    // A copy that fails ends an upload.
    account.code.breaks = ({ headers }) => headers['x-amz-copy-source'] !== undefined;
    await split(name, { batchSize: 9 });
    const used = new Set([...account.code.needed, ...account.poller.needed].map(({ action }) => action));
    const granted = grantedActions(templateOf(name)).filter((action) => /^(s3|sqs):/.test(action));

    // The CDK adds GetQueueUrl to what an event source needs.
    expect(granted.filter((action) => !used.has(action))).toEqual(['sqs:GetQueueUrl']);
  });

  test('lets the function say that there is no export', async () => {
    await start(name);
    await account.send(queueNames(name).trigger, trigger(name, { exportPath: 'export/none.zip' }));
    await account.deliver();

    expect(account.messages(queueNames(name).update)).toEqual([
      expect.objectContaining({ status: 'failed', code: 'ARCHIVE_MISSING' }),
    ]);
  });

  test('lets it answer a smoke test where BIOSPEX does not listen', async () => {
    await start(name);
    await split(name, { updatesQueueUrl: account.urlOf(queueNames(name).smoke) });

    expect(account.messages(queueNames(name).smoke)).toHaveLength(1);
    expect(account.messages(queueNames(name).update)).toEqual([]);
  });

  test('keeps it from answering another environment, and gives the message back soon', async () => {
    await start(name);
    const delivery = await split(name, { updatesQueueUrl: account.urlOf('other-batch-update') });

    expect(delivery).toEqual({ isReturned: true });
    expect(account.code.refused).toContainEqual(
      expect.objectContaining({
        action: 'sqs:SendMessage',
        resource: expect.stringMatching(/:other-batch-update$/),
      }),
    );
    expect(account.code.needed).toContainEqual(
      expect.objectContaining({ action: 'sqs:ChangeMessageVisibility' }),
    );
    expect(account.code.refused).not.toContainEqual(
      expect.objectContaining({ action: 'sqs:ChangeMessageVisibility' }),
    );
  });

  test('keeps it out of the buckets of other environments', async () => {
    await start(name);
    await split(name, { s3Bucket: 'biospex-dev' });

    expect(account.messages(queueNames(name).update)).toEqual([
      expect.objectContaining({ status: 'failed', code: 'MESSAGE_REFUSED' }),
    ]);
    expect(account.code.needed.filter(({ resource }) => resource.includes('biospex-dev'))).toEqual([]);
  });
});

describe('a template without a permission', () => {
  test.each(['s3:GetObject', 's3:PutObject', 's3:PutObjectTagging', 's3:ListBucket', 'sqs:SendMessage'])(
    '%s fails here, and not in AWS',
    async (action) => {
      await start('loc', without(action));
      expect(await split('loc')).toEqual({ isReturned: true });

      expect(account.code.refused.map((needed) => needed.action)).toContain(action);
      expect(account.messages(queueNames('loc').update)).toEqual([]);
      expect(account.log.join('')).toMatch(/AccessDenied/);
    },
  );
});

function grantedActions(template: ResolvedTemplate): string[] {
  const documents = template.all<{ PolicyDocument: PolicyDocument }>('AWS::IAM::Policy');
  const actions = documents.flatMap(({ PolicyDocument: { Statement } }) =>
    Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => [Action].flat()),
  );
  return [...new Set(actions)].sort();
}
