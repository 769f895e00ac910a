import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { queueNames } from '../../src/environment/names.ts';
import { bundle, runCommand } from '../helpers/run-program.ts';
import { templateOf, type FunctionName } from '../helpers/synthesis.ts';
import { VARIANTS } from '../helpers/variants.ts';
import { LocalAccount, type LocalAccountOptions } from './local-account.ts';
import { readPolicies, type Policies, type PolicyDocument } from './policies.ts';

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

/** With a network and a bucket key, and with neither. */
const PLACES = { 'all settings': 'prod', loc: 'loc' } as const;
type Variant = keyof typeof PLACES;

async function start(variant: Variant, policies?: LocalAccountOptions['policies']): Promise<void> {
  const { bucketKeyArn } = variant === 'loc' ? { bucketKeyArn: undefined } : VARIANTS[variant];
  account = await LocalAccount.start({ template: templateOf(variant), bundle, bucketKeyArn, policies });
  await account.put('export/a.zip', archive);
}

interface Job {
  readonly stem: string;
  readonly isReturned: boolean;
}

/** Sends a trigger as BIOSPEX does, each time under another name, and runs the function. */
async function split(variant: Variant, changes: Readonly<Record<string, unknown>> = {}): Promise<Job> {
  const stem = `job${++jobs}`;
  const { trigger, update } = queueNames(PLACES[variant]);
  await account.send(trigger, {
    downloadId: jobs,
    file: `${stem}.zip`,
    exportPath: 'export/a.zip',
    totalSize: archive.length,
    s3Bucket: account.bucket,
    updatesQueueUrl: account.urlOf(update),
    batchSize: 10,
    ...changes,
  });
  return { stem, ...(await account.deliver()) };
}

/** Lets a job fail until it is exhausted, then runs the teller. */
async function exhaust(variant: Variant): Promise<Job> {
  const { trigger } = queueNames(PLACES[variant]);
  account.handler.code.breaks = ({ method, url }) => method === 'POST' && url.includes('-part');
  const job = await split(variant);
  let isExhausted = false;
  while (!isExhausted) {
    await account.unhide(trigger);
    isExhausted = await account.deliver().then(
      () => false,
      () => true,
    );
  }
  return { ...job, ...(await account.deliver('teller')) };
}

/** The messages about a job in a queue. */
function messagesOf({ stem }: Job, queue: string): Record<string, unknown>[] {
  return account.messages(queue).filter(({ file }) => file === `${stem}.zip`);
}

/** The policies of a role without one action. */
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

describe.each<Variant>(['all settings', 'loc'])('the template of %s, run', (variant) => {
  const { trigger, exhausted, triggerDeadLetters, update, smoke } = queueNames(PLACES[variant]);

  beforeAll(() => start(variant));
  beforeEach(() => account.forget());
  afterAll(() => account.stop());

  test('lets the function split an export, and grants every permission it needs', async () => {
    const job = await split(variant);
    const files = [1, 2].map((n) => `${job.stem}-part${n}.zip`);

    expect(job.isReturned).toBe(false);
    expect(messagesOf(job, update)).toEqual([
      expect.objectContaining({ status: 'success', batchFiles: files }),
    ]);
    expect(messagesOf(job, trigger)).toEqual([]);
    expect(account.refused).toEqual([]);
    await mkdir(join(folder, variant));
    for (const file of files)
      await writeFile(join(folder, variant, file), await account.get(`batch/${file}`));
    await runCommand('verify', join(folder, 'a.zip'), join(folder, variant), '--name', job.stem);
  });

  test('lets the function unpack a TAR.GZ export in /tmp, and upload its batches', async () => {
    await account.put('export/a.tar.gz', await readFile(join(folder, 'a.tar.gz')));
    const job = await split(variant, { exportPath: 'export/a.tar.gz' });

    expect(messagesOf(job, update)).toEqual([expect.objectContaining({ status: 'success', images: 12 })]);
    expect(account.handler.log.join('')).toContain('TAR archive was unpacked');
    expect(account.refused).toEqual([]);
  });

  test('lets the teller report an exhausted job with its last reason, and send a dead letter', async () => {
    const job = await exhaust(variant);

    expect(messagesOf(job, update)).toEqual([
      expect.objectContaining({ status: 'failed', code: expect.not.stringMatching('FUNCTION_DIED') }),
    ]);
    expect([messagesOf(job, trigger), messagesOf(job, exhausted)]).toEqual([[], []]);
    expect(messagesOf(job, triggerDeadLetters)).toHaveLength(1);
    expect(account.refused).toEqual([]);
  });

  test('moves an unreadable message to the dead-letter queue, without a result', async () => {
    await account.send(trigger, { note: 'not a trigger' });
    for (let i = 0; i < 5; i++) {
      expect(await account.deliver()).toEqual({ isReturned: true });
      await account.unhide(trigger);
    }
    await expect(account.deliver()).rejects.toThrow('there is no message');
    await account.deliver('teller');

    expect(account.messages(triggerDeadLetters)).toContainEqual({ note: 'not a trigger' });
  });

  test.each<FunctionName>(['handler', 'teller'])(
    'grants the %s no unused permission for S3, SQS or KMS',
    async (name) => {
      await split(variant);
      // After a failed copy the upload is aborted.
      account.handler.code.breaks = ({ headers }) => headers['x-amz-copy-source'] !== undefined;
      await split(variant);
      await exhaust(variant);
      const { code, poller } = account[name];
      const used = new Set([...code.needed, ...poller.needed].map(({ action }) => action));

      expect(grantedActions(variant, name).filter((action) => !used.has(action))).toEqual([]);
    },
  );

  test('lets the function report a missing export', async () => {
    const job = await split(variant, { exportPath: 'export/none.zip' });

    expect(messagesOf(job, update)).toEqual([
      expect.objectContaining({ status: 'failed', code: 'ARCHIVE_MISSING' }),
    ]);
  });

  test('lets the function answer a smoke test on a queue of its own', async () => {
    const job = await split(variant, { updatesQueueUrl: account.urlOf(smoke) });

    expect(messagesOf(job, smoke)).toHaveLength(1);
    expect(messagesOf(job, update)).toEqual([]);
  });

  test('does not let the function answer another environment; the message comes back', async () => {
    const { isReturned } = await split(variant, { updatesQueueUrl: account.urlOf('other-batch-update') });

    expect(isReturned).toBe(true);
    expect(account.refused).not.toEqual([]);
    for (const { action, resource } of account.refused)
      expect([action, resource]).toEqual(['sqs:SendMessage', expect.stringMatching(/:other-batch-update$/)]);
  });
});

describe('a template without a permission', () => {
  afterEach(() => account.stop());

  test.each([
    ['loc', 's3:GetObject'],
    ['loc', 's3:PutObject'],
    ['loc', 's3:PutObjectTagging'],
    ['loc', 's3:ListBucket'],
    ['loc', 'sqs:SendMessage'],
    ['all settings', 'kms:Decrypt'],
    ['all settings', 'kms:GenerateDataKey'],
  ] as const)('of %s for %s fails here, before it does in AWS', async (variant, action) => {
    await start(variant, without(action));
    expect(await split(variant)).toMatchObject({ isReturned: true });

    expect(account.refused.map((needed) => needed.action)).toContain(action);
    expect(account.messages(queueNames(PLACES[variant]).update)).toEqual([]);
    expect(account.handler.log.join('')).toMatch(/AccessDenied/);
  });
});

function grantedActions(variant: Variant, name: FunctionName): string[] {
  const { role } = readPolicies(templateOf(variant), name);
  const actions = role.flatMap(({ Statement }) =>
    Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => [Action].flat()),
  );
  return [...new Set(actions)].filter((action) => /^(s3|sqs|kms):/.test(action)).sort();
}
