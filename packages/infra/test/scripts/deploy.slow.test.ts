import { afterEach, describe, expect, test } from '@jest/globals';
import {
  stack,
  cdkIsSetUp,
  noStack,
  cdk,
  noRules,
  HERE,
  READY,
  NOTHING,
  changesOf,
} from './deploy-answers.ts';
import { nothing, Sandbox, type Answer, type RunOptions, type ScriptRun } from './sandbox.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.remove());

async function deploy(
  answers: readonly Answer[],
  args: readonly string[],
  options?: RunOptions,
): Promise<ScriptRun> {
  sandbox = await Sandbox.create(answers);
  return sandbox.run('deploy.sh', args, options);
}

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
    const answers = [...HERE, stack('UPDATE_COMPLETE'), nothing(/CDKToolkit/), cdk, noRules];
    const run = await deploy(answers, ['--env', 'dev', '--yes', '--no-smoke-test']);

    expect(changesOf(run)).toEqual([
      'cdk bootstrap aws://123456789012/us-east-2',
      'cdk deploy BatchCreator-dev --require-approval never',
    ]);
  });

  test('takes an environment that is deployed for the first time', async () => {
    const run = await deploy([...HERE, noStack, ...NOTHING], ['--env', 'dev', '--yes', '--no-smoke-test']);

    expect(run.status).toBe(0);
    expect(run.stdout).toContain('BatchCreator-dev is not deployed yet');
    expect(changesOf(run)).toHaveLength(1);
  });

  test('takes one whose first deployment failed, which the CDK has protected from being deleted', async () => {
    const answers = [
      ...HERE,
      stack('ROLLBACK_COMPLETE'),
      { call: /^aws cloudformation update-/ },
      ...NOTHING,
    ];
    const run = await deploy(answers, ['--env', 'prod', '--yes', '--no-smoke-test']);

    expect(run.stdout).toContain('the first deployment of BatchCreator-prod failed');
    expect(changesOf(run)).toEqual([
      'aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name BatchCreator-prod',
      'cdk deploy BatchCreator-prod --require-approval never',
    ]);
  });

  test('says that the stack is deployed where the rules of the bucket may not be read', async () => {
    const refused = { ...noRules, stderr: 'An error occurred (AccessDenied)\n' };
    const answers = READY.map((answer) => (answer === noRules ? refused : answer));
    const run = await deploy(answers, ['--env', 'dev', '--yes', '--no-smoke-test']);

    expect(run.status).toBe(0);
    expect(run.stdout).toMatch(/The rules could not be looked at\.\n[^]*BatchCreator-dev is deployed\. /);
  });

  test('says where to look on when CloudFormation fails, and sends no sample through', async () => {
    const answers = [...HERE, stack('UPDATE_COMPLETE'), cdkIsSetUp, { call: /^cdk deploy/, status: 1 }, cdk];
    const run = await deploy(answers, ['--env', 'dev', '--yes']);

    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(
      /^error: the deployment failed, .*: docs\/deploying\.md#a-deployment-that-failed$/m,
    );
    expect(run.calls.at(-1)).toMatch(/^cdk deploy /);
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
