import { afterEach, describe, expect, test } from '@jest/globals';
import { identity, Sandbox, type Answer, type ScriptRun } from './sandbox.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.remove());

const expire = {
  ID: 'biospex-batch-creator-expire-batches',
  Filter: { And: { Prefix: 'batch/', Tags: [{ Key: 'biospex', Value: 'batch' }] } },
  Status: 'Enabled',
  Expiration: { Days: 90 },
};
const abort = {
  ID: 'biospex-batch-creator-abort-uploads',
  Filter: { Prefix: 'batch/' },
  Status: 'Enabled',
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
};
const others = { ID: 'reports', Filter: { Prefix: 'report/' }, Status: 'Enabled', Expiration: { Days: 30 } };

const found = (configuration: unknown): Answer => ({
  call: /get-bucket-lifecycle-configuration/,
  stdout: JSON.stringify(configuration),
});
const failed = (stderr: string): Answer => ({
  call: /get-bucket-lifecycle-configuration/,
  status: 254,
  stderr,
});
const put: Answer = { call: /put-bucket-lifecycle-configuration/ };

interface Outcome extends ScriptRun {
  readonly put: string | undefined;
}

async function run(rules: Answer, ...flags: string[]): Promise<Outcome> {
  sandbox = await Sandbox.create([identity, rules, put]);
  const result = await sandbox.run('scripts/ops/bucket-lifecycle.sh', ['--env', 'prod', ...flags]);
  return { ...result, put: result.calls.find((call) => call.includes('put-bucket')) };
}

/** The rules that the bucket was given. */
async function givenRules(): Promise<unknown> {
  return (JSON.parse(await sandbox.read('given')) as { Rules: unknown }).Rules;
}

describe('bucket-lifecycle.sh', () => {
  test('gives a bucket without rules the two', async () => {
    const result = await run(failed('An error occurred (NoSuchLifecycleConfiguration)'), '--yes');

    expect(result.status).toBe(0);
    expect(await givenRules()).toEqual([expire, abort]);
    expect(result.put).toMatch(
      /--bucket biospex-app --expected-bucket-owner 123456789012 --lifecycle-configuration file:\/\/\S+merged\.json$/,
    );
  });

  test('keeps the rules that a bucket has', async () => {
    await run(found({ Rules: [others] }), '--yes');

    expect(await givenRules()).toEqual([others, expire, abort]);
  });

  test('puts rules of the older form as filters, since S3 takes no two forms together', async () => {
    const { Filter, ...rest } = others;
    const noPrefix = { ID: 'old', Prefix: '', Status: 'Disabled', Expiration: { Days: 1 } };

    await run(found({ Rules: [{ ...rest, ...Filter }, noPrefix] }), '--yes');

    const { Prefix, ...old } = noPrefix;
    expect(await givenRules()).toEqual([others, { ...old, Filter: { Prefix } }, expire, abort]);
  });

  test.each([
    ['first', [expire, abort, others]],
    ['in the midst', [abort, others, expire]],
  ])('puts nothing where S3 gives its own %s', async (_, rules) => {
    const result = await run(found({ Rules: rules }), '--yes');

    expect(result.put).toBeUndefined();
  });

  test('replaces its own where they are of another day', async () => {
    const old = { ...expire, Expiration: { Days: 30 } };

    const result = await run(found({ Rules: [old, abort] }), '--yes');

    expect(result.stdout).toMatch(/^- +"Days": 30$/m);
    expect(result.stdout).toMatch(/^\+ +"Days": 90$/m);
    expect(result.put).toBeDefined();
  });

  test('puts nothing where all is as it should be', async () => {
    const result = await run(found({ Rules: [others, expire, abort] }), '--yes');

    expect(result.stdout).toContain('the rules of biospex-app are as they should be');
    expect(result.put).toBeUndefined();
  });

  test('puts nothing in a dry run', async () => {
    const result = await run(found({ Rules: [others] }), '--dry-run');

    expect(result.status).toBe(0);
    expect(result.put).toBeUndefined();
  });

  test('puts nothing where the rules cannot be read: they would be lost', async () => {
    const result = await run(failed('An error occurred (AccessDenied)'), '--yes');

    expect(result.status).toBe(1);
    expect(result.stderr).toContain(
      'the rules of biospex-app cannot be read: An error occurred (AccessDenied)',
    );
    expect(result.put).toBeUndefined();
  });

  test('keeps what stands beside the rules', async () => {
    const TransitionDefaultMinimumObjectSize = 'varies_by_storage_class';

    const result = await run(found({ TransitionDefaultMinimumObjectSize, Rules: [others] }), '--yes');

    expect(result.put).toMatch(/--transition-default-minimum-object-size varies_by_storage_class$/);
  });
});
