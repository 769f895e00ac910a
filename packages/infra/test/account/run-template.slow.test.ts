import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { deadLetterQueueOf, queueNames } from '../../src/environment/environment.ts';
import type { ResolvedTemplate } from '../helpers/resolved-template.ts';
import { bundle, runCommand } from '../helpers/run-program.ts';
import { templateOf } from '../helpers/synthesis.ts';
import { LocalAccount, type FunctionProperties, type LocalAccountOptions } from './local-account.ts';
import type { Policies, PolicyDocument } from './policies.ts';

let folder: string;
let archive: Buffer;
let account: LocalAccount;
let jobs = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'biospex-infra-'));
  // Large enough for S3 to copy ranges of it.
  await runCommand('sample', join(folder, 'a.zip'), '--images', '12', '--size', '700000');
  archive = await readFile(join(folder, 'a.zip'));
  await runCommand('sample', join(folder, 'a.tar.gz'), '--images', '12', '--size', '700000');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Name = 'prod' | 'loc';

async function start(name: Name, policies?: LocalAccountOptions['policies']): Promise<void> {
  account = await LocalAccount.start({ template: templateOf(name), bundle, policies });
  await account.put('export/a.zip', archive);
}

interface Job {
  readonly stem: string;
  readonly isReturned: boolean;
}

/** Asks for the batches of the export as BIOSPEX does, each time under another name, and has the function make them. */
async function split(name: Name, changes: Readonly<Record<string, unknown>> = {}): Promise<Job> {
  const stem = `job${++jobs}`;
  await account.send(queueNames(name).trigger, {
    downloadId: jobs,
    file: `${stem}.zip`,
    exportPath: 'export/a.zip',
    totalSize: archive.length,
    s3Bucket: account.bucket,
    updatesQueueUrl: account.urlOf(queueNames(name).update),
    batchSize: 10,
    ...changes,
  });
  return { stem, ...(await account.deliver()) };
}

/** The messages about a job in a queue. */
function messagesOf({ stem }: Job, queue: string): Record<string, unknown>[] {
  return account.messages(queue).filter(({ file }) => file === `${stem}.zip`);
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
  const { trigger, update, smoke } = queueNames(name);

  beforeAll(() => start(name));
  beforeEach(() => account.forget());
  afterAll(() => account.stop());

  test('lets the function split an export, and is asked for nothing that it does not grant', async () => {
    const job = await split(name);
    const files = [1, 2].map((n) => `${job.stem}-part${n}.zip`);

    expect(job.isReturned).toBe(false);
    expect(messagesOf(job, update)).toEqual([
      expect.objectContaining({ status: 'success', batchFiles: files }),
    ]);
    expect(messagesOf(job, trigger)).toEqual([]);
    expect([...account.code.refused, ...account.poller.refused]).toEqual([]);
    await mkdir(join(folder, name));
    for (const file of files) await writeFile(join(folder, name, file), await account.get(`batch/${file}`));
    await runCommand('verify', join(folder, 'a.zip'), join(folder, name), '--name', job.stem);
  });

  test('lets it unpack a TAR.GZ export in /tmp, and upload its batches', async () => {
    await account.put('export/a.tar.gz', await readFile(join(folder, 'a.tar.gz')));
    const job = await split(name, { exportPath: 'export/a.tar.gz' });

    expect(messagesOf(job, update)).toEqual([expect.objectContaining({ status: 'success', images: 12 })]);
    expect(account.log.join('')).toContain('TAR archive is unpacked');
    expect(account.code.refused).toEqual([]);
  });

  test('grants no more of S3 and SQS than is used', async () => {
    await split(name);
    await split(name, { updatesQueueUrl: account.urlOf('other-batch-update') });
    // A copy that fails ends an upload.
    account.code.breaks = ({ headers }) => headers['x-amz-copy-source'] !== undefined;
    await split(name);
    const used = new Set([...account.code.needed, ...account.poller.needed].map(({ action }) => action));
    const granted = grantedActions(templateOf(name)).filter((action) => /^(s3|sqs):/.test(action));

    // The CDK adds GetQueueUrl to what an event source needs.
    expect(granted.filter((action) => !used.has(action))).toEqual(['sqs:GetQueueUrl']);
  });

  test('lets the function say that there is no export', async () => {
    const job = await split(name, { exportPath: 'export/none.zip' });

    expect(messagesOf(job, update)).toEqual([
      expect.objectContaining({ status: 'failed', code: 'ARCHIVE_MISSING' }),
    ]);
  });

  test('lets it answer a smoke test where BIOSPEX does not listen', async () => {
    const job = await split(name, { updatesQueueUrl: account.urlOf(smoke) });

    expect(messagesOf(job, smoke)).toHaveLength(1);
    expect(messagesOf(job, update)).toEqual([]);
  });

  test('puts a message that nobody can read aside, after as many receives as it says', async () => {
    await account.send(trigger, { note: 'no trigger' });
    const receives = Number(
      templateOf(name).only<FunctionProperties>('AWS::Lambda::Function').Environment.Variables[
        'MAX_RECEIVE_COUNT'
      ],
    );
    for (let i = 0; i < receives; i++) expect(await account.deliver()).toEqual({ isReturned: true });

    expect(account.messages(deadLetterQueueOf(trigger))).toEqual([]);
    await expect(account.deliver()).rejects.toThrow('there is no message');
    expect(account.messages(deadLetterQueueOf(trigger))).toEqual([{ note: 'no trigger' }]);
  });

  test('keeps it out of the buckets of other environments', async () => {
    const job = await split(name, { s3Bucket: 'biospex-dev' });

    expect(messagesOf(job, update)).toEqual([
      expect.objectContaining({ status: 'failed', code: 'MESSAGE_REFUSED' }),
    ]);
    expect(account.code.needed.filter(({ resource }) => resource.includes('biospex-dev'))).toEqual([]);
  });

  test('keeps it from answering another environment, and gives the message back soon', async () => {
    const { isReturned } = await split(name, { updatesQueueUrl: account.urlOf('other-batch-update') });

    expect(isReturned).toBe(true);
    expect(account.code.refused).not.toEqual([]);
    for (const { action, resource } of account.code.refused)
      expect([action, resource]).toEqual(['sqs:SendMessage', expect.stringMatching(/:other-batch-update$/)]);
    expect(account.code.needed.map(({ action }) => action)).toContain('sqs:ChangeMessageVisibility');
  });
});

describe('a template without a permission', () => {
  afterEach(() => account.stop());

  test.each(['s3:GetObject', 's3:PutObject', 's3:PutObjectTagging', 's3:ListBucket', 'sqs:SendMessage'])(
    '%s fails here, and not in AWS',
    async (action) => {
      await start('loc', without(action));
      expect(await split('loc')).toMatchObject({ isReturned: true });

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
