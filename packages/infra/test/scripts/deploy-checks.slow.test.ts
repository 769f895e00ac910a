import { afterEach, describe, expect, test } from '@jest/globals';
import {
  bucket,
  bucketIsHere,
  stack,
  cdkIsSetUp,
  noStack,
  noFunction,
  noLog,
  concurrency,
  cdk,
  HERE,
  NOTHING,
  changesOf,
} from './deploy-answers.ts';
import { identity, Sandbox, type Answer, type ScriptRun } from './sandbox.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.remove());

async function deploy(answers: readonly Answer[], args: readonly string[]): Promise<ScriptRun> {
  sandbox = await Sandbox.create(answers);
  return sandbox.run('deploy.sh', args);
}

describe('before it changes anything, deploy.sh', () => {
  describe('with queues that are imported', () => {
    const hidden = (seconds: number): Answer => ({ call: /get-queue-attributes/, stdout: `${seconds}\n` });
    const deployImported = async (answers: readonly Answer[]): Promise<ScriptRun> => {
      sandbox = await Sandbox.create(answers);
      await sandbox.edit(
        'packages/infra/src/environment/environments.ts',
        "queues: 'create'",
        "queues: 'import'",
      );
      return sandbox.run('deploy.sh', ['--env', 'dev', '--dry-run']);
    };
    const url = 'https://sqs.us-east-2.amazonaws.com/123456789012/queue\n';
    const queues: Answer = { call: /get-queue-url --queue-name dev-batch-(trigger|update) /, stdout: url };

    test('goes on where they are as the function needs them', async () => {
      const run = await deployImported([...HERE, noStack, queues, hidden(900), ...NOTHING]);

      expect(run).toMatchObject({ status: 0, stderr: '' });
    });

    test.each<[string, Answer[], string]>([
      ['are not there', [], 'error: there is no queue dev-batch-update'],
      [
        'hide messages for less than the function runs',
        [queues, hidden(899)],
        'error: dev-batch-trigger hides messages for 899 seconds, and the function runs for up to 900',
      ],
    ])('stops where they %s', async (_, answers, message) => {
      const run = await deployImported([...HERE, noStack, ...answers, ...NOTHING]);

      expect(run.status).toBe(1);
      expect(run.stderr).toContain(message);
      expect(run.calls.filter((call) => call.startsWith('cdk'))).toEqual([]);
    });
  });

  test.each<[string, Answer[], string]>([
    ['nobody is signed in', [{ ...identity, status: 255, stdout: '' }], 'AWS does not know you'],
    [
      'the bucket is not there',
      [
        identity,
        { ...bucket, status: 254, stderr: 'An error occurred (404) when calling HeadBucket: Not Found' },
      ],
      'there is no bucket biospex-dev',
    ],
    [
      'the bucket may not be looked at',
      [identity, { ...bucket, status: 254, stderr: 'An error occurred (403): Forbidden' }],
      'An error occurred (403): Forbidden',
    ],
    [
      'the bucket is in another region',
      [identity, bucket, { ...bucketIsHere, stdout: 'None\n' }],
      'error: bucket biospex-dev is in us-east-1, and the function only reaches one in us-east-2',
    ],
    [
      'the function is somebody else’s',
      [...HERE, noStack, { call: /get-function / }],
      'docs/deploying.md#a-function-of-that-name-exists',
    ],
    [
      'the queues are somebody else’s',
      [...HERE, noStack, noFunction, { call: /get-queue-url/ }],
      'docs/deploying.md#the-queues-exist',
    ],
    [
      'dead letters are left of an earlier stack',
      [...HERE, noStack, { call: /get-queue-url --queue-name dev-batch-update-dlq/ }, ...NOTHING],
      'error: there is a queue dev-batch-update-dlq already: docs/deploying.md#an-earlier-stack-has-left-something',
    ],
    [
      'a log is left of an earlier stack',
      [...HERE, noStack, { ...noLog, stdout: '/biospex/batch-creator/dev\n' }, ...NOTHING],
      'error: there is a log group /biospex/batch-creator/dev already: docs/deploying.md#an-earlier-stack-has-left-something',
    ],
    [
      'the account has no executions to reserve',
      [...HERE, noStack, concurrency(100), ...NOTHING],
      'error: the account has 100 executions left, and Lambda reserves none of the last 100',
    ],
    [
      'somebody else is deploying',
      [...HERE, stack('UPDATE_IN_PROGRESS')],
      'error: BatchCreator-dev is being changed (UPDATE_IN_PROGRESS): wait for its end',
    ],
    [
      'the last deployment is stuck',
      [...HERE, stack('UPDATE_ROLLBACK_FAILED')],
      'docs/deploying.md#a-deployment-that-failed',
    ],
    [
      'a first deployment could not be taken back',
      [...HERE, stack('ROLLBACK_FAILED')],
      'docs/deploying.md#a-deployment-that-failed',
    ],
    [
      'AWS does not answer',
      [...HERE, { call: /describe-stacks/, status: 255, stderr: '\nCould not connect' }],
      'error: Could not connect (aws cloudformation describe-stacks --stack-name BatchCreator-dev)',
    ],
  ])('stops before it changes anything where %s', async (_, answers, message) => {
    const run = await deploy([...answers, cdk], ['--env', 'dev', '--yes']);

    expect(run.status).toBe(1);
    expect(run.stderr).toContain(message);
    expect(changesOf(run)).toEqual([]);
  });

  test('stops where nobody can tell whether there is a log', async () => {
    const refused: Answer = { ...noLog, status: 254, stdout: '', stderr: 'AccessDenied' };

    const run = await deploy([...HERE, noStack, refused, ...NOTHING], ['--env', 'dev', '--yes']);

    expect(run.status).not.toBe(0);
    expect(run.stderr).toContain('AccessDenied');
    expect(changesOf(run)).toEqual([]);
  });

  test('stops where the stack cannot be synthesized', async () => {
    const answers = [
      ...HERE,
      stack('UPDATE_COMPLETE'),
      cdkIsSetUp,
      { call: /^cdk diff/, status: 1, stderr: 'wrong' },
    ];
    const run = await deploy(answers, ['--env', 'dev', '--yes']);

    expect(run.status).toBe(1);
    expect(changesOf(run)).toEqual([]);
  });
});
