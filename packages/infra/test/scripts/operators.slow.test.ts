import { afterEach, describe, expect, test } from '@jest/globals';
import { identity, Sandbox, type Answer, type RunOptions, type ScriptRun } from './sandbox.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.remove());

async function run(
  script: string,
  answers: readonly Answer[],
  args: readonly string[],
  options?: RunOptions,
): Promise<ScriptRun> {
  sandbox = await Sandbox.create([identity, ...answers]);
  return sandbox.run(`scripts/ops/${script}.sh`, args, options);
}

const queueUrl: Answer = {
  call: /get-queue-url/,
  stdout: 'https://sqs.us-east-2.amazonaws.com/123456789012/queue\n',
};
const json = (value: unknown): string => JSON.stringify(value);

describe.each(['redrive', 'roll-back', 'queue-attributes', 'bucket-lifecycle', 'smoke-test'])(
  '%s.sh',
  (script) => {
    test('asks nobody where there is nobody to ask', async () => {
      const { status, stderr, calls } = await run(script, [], ['--env', 'dev']);

      expect({ status, calls }).toEqual({ status: 1, calls: [] });
      expect(stderr).toMatch(/^error: there is no terminal to ask/);
    });

    test('tells how it is used', async () => {
      const { status, stdout } = await run(script, [], ['--help']);

      expect(status).toBe(0);
      expect(stdout).toMatch(new RegExp(`^Usage: scripts/ops/${script}\\.sh --env NAME`));
    });
  },
);

describe('redrive.sh', () => {
  const count = (number: number): Answer => ({ call: /get-queue-attributes/, stdout: `${number}\n` });
  const move: Answer = { call: /start-message-move-task/ };
  const moves = ({ calls }: ScriptRun): string[] => calls.filter((call) => call.includes('move-task'));

  test.each(['trigger', 'update'])('moves the dead letters of %s back', async (queue) => {
    const result = await run(
      'redrive',
      [queueUrl, count(3), move],
      ['--env', 'prod', '--queue', queue, '--yes'],
    );

    expect(result.stdout).toContain(`prod-batch-${queue}-dlq has about 3 messages`);
    expect(moves(result)).toEqual([
      `aws sqs start-message-move-task --source-arn arn:aws:sqs:us-east-2:123456789012:prod-batch-${queue}-dlq --output text`,
    ]);
  });

  test.each<[string, number, string[]]>([
    ['there are none', 0, ['--yes']],
    ['it is a dry run', 3, ['--dry-run']],
  ])('moves nothing where %s', async (_, number, flags) => {
    const result = await run('redrive', [queueUrl, count(number)], ['--env', 'dev', ...flags]);

    expect(result.status).toBe(0);
    expect(moves(result)).toEqual([]);
  });

  test('moves nothing in production without its name', async () => {
    const result = await run('redrive', [queueUrl, count(3)], ['--env', 'prod'], { typed: ['y'] });

    expect(result.status).toBe(1);
    expect(moves(result)).toEqual([]);
  });
});

describe('roll-back.sh', () => {
  const live = (version: number): Answer => ({ call: /get-alias/, stdout: `${version}\n` });
  const versions: Answer = {
    call: /list-versions-by-function/,
    stdout: ['$LATEST', '1', '2', '10'].map((version) => `${version}\t2026-11-24\tNone\n`).join(''),
  };
  const update: Answer = { call: /update-alias/ };
  const updates = ({ calls }: ScriptRun): string[] => calls.filter((call) => call.includes('update-alias'));

  test.each<[string, string[], number, string]>([
    ['the version before', [], 10, '2'],
    ['the version that is named', ['--version', '1'], 10, '1'],
  ])('goes back to %s', async (_, flags, from, to) => {
    const result = await run(
      'roll-back',
      [live(from), versions, update],
      ['--env', 'dev', '--yes', ...flags],
    );

    expect(updates(result)).toEqual([
      `aws lambda update-alias --function-name BiospexBatchCreator-dev --name live --function-version ${to} --output text`,
    ]);
  });

  test.each<[string, string[], number, string]>([
    ['there is no version before', [], 1, 'there is no version before 1'],
    ['the version is unknown', ['--version', '7'], 10, 'has no version 7'],
    ['the version is live', ['--version', '10'], 10, 'version 10 is live already'],
    ['the version is no number', ['--version', 'x'], 10, '--version is a number, not x'],
  ])('changes nothing where %s', async (_, flags, from, message) => {
    const result = await run('roll-back', [live(from), versions], ['--env', 'dev', '--yes', ...flags]);

    expect(result.status).toBeGreaterThan(0);
    expect(result.stderr).toContain(message);
    expect(updates(result)).toEqual([]);
  });
});

describe('queue-attributes.sh', () => {
  const arn = 'arn:aws:sqs:us-east-2:123456789012:prod-batch-trigger-dlq';
  const attributes = (changes: Readonly<Record<string, unknown>> = {}): Answer => ({
    call: /get-queue-attributes/,
    stdout: json({
      Attributes: {
        VisibilityTimeout: '5400',
        RedrivePolicy: json({ deadLetterTargetArn: arn, maxReceiveCount: 5 }),
        ...changes,
      },
    }),
  });
  const set: Answer = { call: /set-queue-attributes/ };

  test('leaves a queue alone that is as the function needs it', async () => {
    const { stdout, calls } = await run(
      'queue-attributes',
      [queueUrl, attributes()],
      ['--env', 'prod', '--yes'],
    );

    expect(stdout).toContain('prod-batch-trigger is as the function needs it');
    expect(calls.filter((call) => call.includes('set-queue'))).toEqual([]);
  });

  test('calls a queue by the name that SQS has today', async () => {
    const old = {
      ...queueUrl,
      stdout: 'https://us-east-2.queue.amazonaws.com/123456789012/prod-batch-trigger\n',
    };
    const { calls } = await run('queue-attributes', [old, attributes()], ['--env', 'prod', '--yes']);

    expect(calls.at(-1)).toContain(
      '--queue-url https://sqs.us-east-2.amazonaws.com/123456789012/prod-batch-trigger --attribute-names',
    );
  });

  test('sets just what differs', async () => {
    const answers = [queueUrl, attributes({ VisibilityTimeout: '30' }), set];
    const { stdout, calls } = await run('queue-attributes', answers, ['--env', 'prod', '--yes']);

    expect(stdout).toContain('VisibilityTimeout: 30, should be 5400');
    expect(calls.at(-1)).toMatch(/set-queue-attributes .* --attributes \{"VisibilityTimeout":"5400"\}$/);
  });

  test('gives a queue its dead-letter queue', async () => {
    const answers = [queueUrl, attributes({ RedrivePolicy: undefined }), set];
    const { calls } = await run('queue-attributes', answers, ['--env', 'prod', '--yes']);

    const [, set_] = / --attributes (.*)$/.exec(calls.at(-1)!)!;
    expect(JSON.parse((JSON.parse(set_!) as { RedrivePolicy: string }).RedrivePolicy)).toEqual({
      deadLetterTargetArn: arn,
      maxReceiveCount: '5',
    });
  });
});

describe('smoke-test.sh', () => {
  test.each(['', '{}'])('waits in vain where SQS answers "%s", and removes its export', async (nothing) => {
    const answers = [
      queueUrl,
      { call: /receive-message/, stdout: nothing },
      { call: /^aws (s3 (cp|rm)|sqs send-message) / },
    ];
    const { status, stderr, calls } = await run('smoke-test', answers, ['--env', 'dev', '--yes']);

    expect(status).toBe(1);
    expect(stderr).toBe(
      'error: no result came. Is the function paused, or busy? docs/runbook.md#no-result\n',
    );
    expect(calls.filter((call) => call.includes('receive-message'))).toHaveLength(15);
    expect(calls.filter((call) => call.startsWith('aws s3 rm s3://biospex-dev/'))).toHaveLength(2);
  });
});
