import { afterEach, describe, expect, test } from '@jest/globals';
import { identity, refused, Sandbox, type Answer, type ScriptRun } from './sandbox.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.remove());

async function run(
  script: string,
  answers: readonly Answer[],
  ...flags: readonly string[]
): Promise<ScriptRun> {
  sandbox = await Sandbox.create([identity, ...answers]);
  return sandbox.run(`scripts/ops/${script}.sh`, ['--env', 'prod', '--yes', ...flags]);
}

const queueUrl = (host = 'sqs.us-east-2.amazonaws.com'): Answer => ({
  call: /get-queue-url/,
  stdout: `https://${host}/123456789012/queue\n`,
});
const callsOf = ({ calls }: ScriptRun, word: string): string[] => calls.filter((call) => call.includes(word));

test.each(['redrive', 'roll-back', 'queue-attributes', 'bucket-lifecycle', 'smoke-test'])(
  '%s.sh prints its usage',
  async (script) => {
    const { status, stdout } = await run(script, [], '--help');

    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: scripts/ops/${script}\\.sh --env NAME`));
  },
);

describe('redrive.sh', () => {
  const count = (number: number): Answer => ({ call: /get-queue-attributes/, stdout: `${number}\n` });
  const move: Answer = { call: /start-message-move-task/ };

  test.each(['trigger', 'update'])('moves the dead letters of %s back to their queue', async (queue) => {
    const result = await run('redrive', [queueUrl(), count(3), move], '--queue', queue);

    const arn = `arn:aws:sqs:us-east-2:123456789012:prod-batch-${queue}`;
    expect(result.stdout).toContain(`prod-batch-${queue}-dlq has about 3 messages`);
    expect(callsOf(result, 'move-task')).toEqual([
      `aws sqs start-message-move-task --source-arn ${arn}-dlq --destination-arn ${arn} --output text`,
    ]);
  });

  test.each<[string, number, string[]]>([
    ['there are no messages', 0, []],
    ['it is a dry run', 3, ['--dry-run']],
  ])('moves nothing if %s', async (_, number, flags) => {
    const result = await run('redrive', [queueUrl(), count(number)], ...flags);

    expect(result.status).toBe(0);
    expect(callsOf(result, 'move-task')).toEqual([]);
  });
});

describe('roll-back.sh', () => {
  const versions: Answer = {
    call: /list-versions-by-function/,
    stdout: ['$LATEST', '1', '2', '10'].map((version) => `${version}\t2026-11-24\tNone\n`).join(''),
  };
  const rollBack = (live: number, flags: string[]): Promise<ScriptRun> =>
    run(
      'roll-back',
      [{ call: /get-alias/, stdout: `${live}\n` }, versions, { call: /update-alias/ }],
      ...flags,
    );

  test.each<[string, string[], string]>([
    ['the previous version', [], '2'],
    ['a given version', ['--version', '1'], '1'],
  ])('goes back to %s', async (_, flags, to) => {
    const [update] = callsOf(await rollBack(10, flags), 'update-alias');

    expect(update).toContain(`--function-name BiospexBatchCreator --name live --function-version ${to} `);
  });

  test.each<[number, string[], string]>([
    [1, [], 'has no version before 1'],
    [10, ['--version', '7'], 'has no version 7'],
    [10, ['--version', '10'], 'version 10 is already live'],
    [10, ['--version', 'x'], '--version must be a number, not x'],
  ])('changes nothing from version %i with %j', async (live, flags, message) => {
    const result = await rollBack(live, flags);

    expect(result.status).toBeGreaterThan(0);
    expect(result.stderr).toContain(message);
    expect(callsOf(result, 'update-alias')).toEqual([]);
  });
});

describe('queue-attributes.sh', () => {
  const arn = 'arn:aws:sqs:us-east-2:123456789012:prod-batch-trigger-exhausted';
  const compare = (changes: Readonly<Record<string, unknown>>, url = queueUrl()): Promise<ScriptRun> => {
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 5 });
    const Attributes = { VisibilityTimeout: '960', RedrivePolicy, ...changes };
    const found = { call: /get-queue-attributes/, stdout: JSON.stringify({ Attributes }) };
    return run('queue-attributes', [url, found, { call: /set-queue-attributes/ }]);
  };
  const given = (result: ScriptRun): unknown =>
    callsOf(result, 'set-queue').map((call) => JSON.parse(/ --attributes (.*)$/.exec(call)![1]!) as unknown);

  test('changes nothing if the queue has what the function needs', async () => {
    expect(given(await compare({}))).toEqual([]);
  });

  test('sets only attributes that differ', async () => {
    expect(given(await compare({ VisibilityTimeout: '30' }))).toEqual([{ VisibilityTimeout: '960' }]);
  });

  test('sends exhausted messages to the teller', async () => {
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: '5' });

    expect(given(await compare({ RedrivePolicy: undefined }))).toEqual([{ RedrivePolicy }]);
  });

  test('uses the present URL of a queue, not the older form', async () => {
    const result = await compare({}, queueUrl('us-east-2.queue.amazonaws.com'));

    expect(result.calls.at(-1)).toContain(
      '--queue-url https://sqs.us-east-2.amazonaws.com/123456789012/queue ',
    );
  });
});

describe('bucket-lifecycle.sh', () => {
  const expire = {
    ID: 'biospex-batch-creator-expire-batches',
    Filter: { And: { Prefix: 'batch/', Tags: [{ Key: 'biospex', Value: 'batch' }] } },
    Status: 'Enabled',
    Expiration: { Days: 90 },
    NoncurrentVersionExpiration: { NoncurrentDays: 7 },
  };
  const abort = {
    ID: 'biospex-batch-creator-abort-uploads',
    Filter: { Prefix: 'batch/' },
    Status: 'Enabled',
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
  };
  const other = { ID: 'reports', Filter: { Prefix: 'report/' }, Status: 'Enabled', Expiration: { Days: 30 } };
  const { Filter: _, ...rest } = other;

  /** Returns the rules that the bucket gets, if any, and the command line that sets them. */
  async function merge(
    found: Answer,
    ...flags: string[]
  ): Promise<{ status: number | null; rules?: unknown; put?: string }> {
    const call = /get-bucket-lifecycle-configuration/;
    const result = await run('bucket-lifecycle', [{ ...found, call }, { call: /put-bucket/ }], ...flags);
    const [put] = callsOf(result, 'put-bucket');
    if (put === undefined) return { status: result.status };
    return {
      status: result.status,
      rules: (JSON.parse(await sandbox.read('given')) as { Rules: unknown }).Rules,
      put,
    };
  }
  const having = (...Rules: unknown[]): Answer => ({ call: /x/, stdout: JSON.stringify({ Rules }) });

  test.each<[string, Answer, unknown[]]>([
    ['both rules to a bucket without rules', refused(/x/, 'NoSuchLifecycleConfiguration'), [expire, abort]],
    ['both rules to a bucket with others', having(other), [other, expire, abort]],
    // S3 refuses bare prefixes beside filters.
    ['a filter to rules of the older form', having({ ...rest, Prefix: 'report/' }), [other, expire, abort]],
    ['new days to its own rules', having({ ...expire, Expiration: { Days: 30 } }, abort), [expire, abort]],
  ])('gives %s', async (__, found, rules) => {
    expect(await merge(found)).toMatchObject({ status: 0, rules });
  });

  test.each<[string, Answer, string[], number]>([
    ['the bucket has the rules', having(abort, other, expire), [], 0],
    ['it is a dry run', having(other), ['--dry-run'], 0],
    ['the rules cannot be read, because they would be lost', refused(/x/, 'AccessDenied'), [], 1],
  ])('sets nothing if %s', async (__, found, flags, status) => {
    expect(await merge(found, ...flags)).toEqual({ status });
  });

  test('keeps the minimum object size, and never touches the bucket of another account', async () => {
    const configuration = { TransitionDefaultMinimumObjectSize: 'varies_by_storage_class', Rules: [other] };

    const { put } = await merge({ call: /x/, stdout: JSON.stringify(configuration) });
    expect(put).toMatch(/ --bucket biospex-app --expected-bucket-owner 123456789012 /);
    expect(put).toMatch(/ --transition-default-minimum-object-size varies_by_storage_class$/);
  });
});

describe('smoke-test.sh', () => {
  test.each(['', '{}'])('gives up if SQS only answers "%s", and removes its export', async (nothing) => {
    const result = await run('smoke-test', [
      queueUrl(),
      { call: /receive-message/, stdout: nothing },
      { call: /^aws (s3 (cp|rm)|sqs send-message) / },
    ]);

    expect(result.status).toBe(1);
    expect(result.stderr).toContain(
      'no result in 5 minutes; is the function paused, or busy? docs/runbook.md#no-result',
    );
    expect(callsOf(result, 'receive-message')).toHaveLength(15);
    expect(callsOf(result, 'aws s3 rm s3://biospex-app/')).toHaveLength(2);
  });
});
