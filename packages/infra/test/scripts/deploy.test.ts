import { afterEach, describe, expect, test } from '@jest/globals';
import { identity, nothing, Sandbox, type Answer, type RunOptions, type ScriptRun } from './sandbox.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.remove());

const bucket: Answer = { call: /^aws s3api head-bucket/ };
const stackIsThere: Answer = { call: /describe-stacks --stack-name BatchCreator-/ };
const cdkIsSetUp: Answer = { call: /describe-stacks --stack-name CDKToolkit/ };
const noStack = nothing(/describe-stacks --stack-name BatchCreator-/);
const noFunction = nothing(/^aws lambda get-function /);
const noQueue = nothing(/^aws sqs get-queue-url/);
const cdk: Answer = { call: /^cdk /, stdout: 'cdk was here\n' };
const noRules: Answer = {
  call: /get-bucket-lifecycle-configuration/,
  status: 254,
  stderr: 'An error occurred (NoSuchLifecycleConfiguration)\n',
};
/** An account in which everything is ready, for an environment that is deployed already. */
const READY = [identity, bucket, stackIsThere, cdkIsSetUp, cdk, noRules];

async function deploy(
  answers: readonly Answer[],
  args: readonly string[],
  options?: RunOptions,
): Promise<ScriptRun> {
  sandbox = await Sandbox.create(answers);
  return sandbox.run('deploy.sh', args, options);
}

/** Everything that changes something. */
const changesOf = ({ calls }: ScriptRun): string[] =>
  calls.filter((call) => !/^aws \w+ (get|list|describe|head)-/.test(call) && !call.startsWith('cdk diff '));

describe('deploy.sh', () => {
  test('refuses to wait for an answer where there is no terminal, and asks AWS nothing', async () => {
    const run = await deploy(READY, ['--env', 'dev']);

    expect(run).toMatchObject({ status: 1, calls: [] });
    expect(run.stderr).toBe(
      'error: there is no terminal to ask: give --yes to go ahead without a question, or --dry-run to change nothing\n',
    );
  });

  test('shows environment and difference in a dry run, and changes nothing', async () => {
    const run = await deploy(READY, ['--env', 'dev', '--dry-run']);

    expect(run.status).toBe(0);
    expect(run.stdout).toContain('account 123456789012, region us-east-2, environment dev');
    expect(run.stdout).toMatch(/bucket +biospex-dev\n/);
    expect(run.stdout).toContain('cdk was here');
    expect(run.stdout).toContain('dry run: nothing was changed');
    expect(run.calls).toContain('cdk diff --method template BatchCreator-dev');
    expect(changesOf(run)).toEqual([]);
  });

  test('deploys without a question with --yes, and compares what the stack does not manage', async () => {
    const run = await deploy(READY, ['--env', 'dev', '--yes', '--no-smoke-test']);

    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(changesOf(run)).toEqual(['cdk deploy BatchCreator-dev --require-approval never']);
    expect(run.stdout).toContain('biospex-batch-creator-expire-batches');
    expect(run.stdout).toMatch(/BatchCreator-dev is deployed\. Back to the version before/);
  });

  test('asks at a terminal, and goes on with yes', async () => {
    const run = await deploy(READY, ['--env', 'dev', '--no-smoke-test'], { typed: ['y'] });

    expect(run.stdout).toContain('Deploy BatchCreator-dev to account 123456789012? [y/N]');
    expect(run.status).toBe(0);
    expect(changesOf(run)).toEqual(['cdk deploy BatchCreator-dev --require-approval never']);
  });

  test('asks for the environment that is not said', async () => {
    const run = await deploy(READY, ['--no-smoke-test'], { typed: ['loc', 'yes'] });

    expect(run.stdout).toContain('Which environment (prod dev loc)?');
    expect(changesOf(run)).toEqual(['cdk deploy BatchCreator-loc --require-approval never']);
  });

  test.each([
    ['dev', 'n'],
    ['dev', ''],
    ['prod', 'y'],
    ['prod', 'yes'],
    ['prod', 'PROD'],
  ])('changes nothing in %s for the answer "%s"', async (name, answer) => {
    const run = await deploy(READY, ['--env', name], { typed: [answer] });

    expect(run.status).toBe(1);
    expect(run.stdout).toContain('not confirmed; nothing was changed');
    expect(changesOf(run)).toEqual([]);
  });

  test('deploys production for its name only', async () => {
    const run = await deploy(READY, ['--env', 'prod', '--no-smoke-test'], { typed: ['prod'] });

    expect(run.stdout).toContain('Type prod to go ahead:');
    expect(changesOf(run)).toEqual(['cdk deploy BatchCreator-prod --require-approval never']);
  });

  test('sets the CDK up where it is not, after the question', async () => {
    const answers = [identity, bucket, stackIsThere, nothing(/CDKToolkit/), cdk, noRules];
    const run = await deploy(answers, ['--env', 'dev', '--yes', '--no-smoke-test']);

    expect(changesOf(run)).toEqual([
      'cdk bootstrap aws://123456789012/us-east-2',
      'cdk deploy BatchCreator-dev --require-approval never',
    ]);
  });

  test('takes an environment that is deployed for the first time', async () => {
    const answers = [identity, bucket, noStack, noFunction, noQueue, cdkIsSetUp, cdk, noRules];
    const run = await deploy(answers, ['--env', 'dev', '--yes', '--no-smoke-test']);

    expect(run.status).toBe(0);
    expect(run.stdout).toContain('BatchCreator-dev is not deployed yet');
    expect(changesOf(run)).toHaveLength(1);
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
      'the function is somebody else’s',
      [identity, bucket, noStack, { call: /get-function / }],
      'docs/deploying.md#a-function-of-that-name-exists',
    ],
    [
      'the queues are somebody else’s',
      [identity, bucket, noStack, noFunction, { call: /get-queue-url/ }],
      'docs/deploying.md#the-queues-exist',
    ],
    [
      'AWS does not answer',
      [identity, bucket, { call: /describe-stacks/, status: 255, stderr: 'Could not connect' }],
      'Could not connect',
    ],
  ])('stops before it changes anything where %s', async (_, answers, message) => {
    const run = await deploy([...answers, cdk], ['--env', 'dev', '--yes']);

    expect(run.status).toBe(1);
    expect(run.stderr).toContain(message);
    expect(changesOf(run)).toEqual([]);
  });

  test('stops where the stack cannot be synthesized', async () => {
    const answers = [
      identity,
      bucket,
      stackIsThere,
      cdkIsSetUp,
      { call: /^cdk diff/, status: 1, stderr: 'wrong' },
    ];
    const run = await deploy(answers, ['--env', 'dev', '--yes']);

    expect(run.status).toBe(1);
    expect(changesOf(run)).toEqual([]);
  });

  test('says in one line what is wrong with a setting', async () => {
    sandbox = await Sandbox.create(READY);
    await sandbox.edit('packages/infra/src/environment/environments.ts', 'memoryMiB: 2048', 'memoryMiB: 20');
    const run = await sandbox.run('deploy.sh', ['--env', 'dev', '--yes']);

    expect(run).toMatchObject({ status: 1, calls: [] });
    expect(run.stderr).toBe(
      'error: environment dev is wrong: memoryMiB 20 is not a whole number from 128 to 10240\n',
    );
  });

  test('stops where the shell is set to another region', async () => {
    const run = await deploy(READY, ['--env', 'dev', '--yes'], { env: { AWS_REGION: 'eu-west-1' } });

    expect(run).toMatchObject({ status: 1, calls: [] });
    expect(run.stderr).toContain('the region is set to eu-west-1, but BIOSPEX is in us-east-2');
  });

  test.each([
    [['--env', 'test', '--yes'], 1, 'error: there is no environment "test", only prod, dev, loc'],
    [['--yes'], 2, 'which environment? --env, one of: prod dev loc'],
    [['--env'], 2, '--env needs a name'],
    [['--force'], 2, 'unknown argument --force'],
  ])('says what is wrong with %j', async (args, status, message) => {
    const run = await deploy(READY, args);

    expect(run).toMatchObject({ status, calls: [] });
    expect(run.stderr).toContain(message);
  });
});
