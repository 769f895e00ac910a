import { afterEach, describe, expect, test } from '@jest/globals';
import { identity, refused, Sandbox, type Answer, type RunOptions, type ScriptRun } from './sandbox.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.remove());

const answer = (call: RegExp, stdout = ''): Answer => ({ call, stdout: `${stdout}\n` });
const stack = (status: string): Answer =>
  answer(/describe-stacks --stack-name BatchCreator-\w+ --query/, status);
/** An account that passes all checks, with the environment already deployed. Answers before these take precedence. */
const READY: readonly Answer[] = [
  identity,
  answer(/^aws s3api head-bucket .*--expected-bucket-owner 123456789012/),
  answer(/get-bucket-location/, 'us-east-2'),
  answer(/get-bucket-encryption/, 'None'),
  answer(/LiveVersion/, '7'),
  stack('UPDATE_COMPLETE'),
  answer(/get-alias/, '7'),
  answer(/get-account-settings/, '1000'),
  answer(/describe-vpcs/, '4'),
  answer(/get-service-quota/, '5.0'),
  answer(/describe-stacks --stack-name CDKToolkit/),
  answer(/^cdk /, 'cdk was here'),
  answer(/describe-change-set .*--query Status/, 'CREATE_COMPLETE'),
  answer(/describe-change-set .*--output table/, 'Modify False AWS::Lambda::Function'),
  answer(/delete-change-set/),
  refused(/get-bucket-lifecycle-configuration/, 'NoSuchLifecycleConfiguration'),
];

async function deploy(
  answers: readonly Answer[],
  args: readonly string[],
  options?: RunOptions,
): Promise<ScriptRun> {
  sandbox = await Sandbox.create([...answers, ...READY]);
  return sandbox.run('deploy.sh', ['--no-smoke-test', ...args], options);
}

/** Calls of the CDK, without names that change each time. */
const cdkCalls = ({ calls }: ScriptRun): string[] =>
  calls
    .filter((call) => call.startsWith('cdk '))
    .map((call) => call.replaceAll(/ \/\S+/g, ' DIR').replaceAll(/deploy-\d+-\d+/g, 'NAME'));

const SHOWN = [
  'cdk synth --quiet --output DIR BatchCreator-dev',
  'cdk diff --app DIR --method template BatchCreator-dev',
];
const prepared = (name: string): string =>
  `cdk deploy --app DIR --method prepare-change-set --change-set-name NAME --require-approval never BatchCreator-${name}`;
const executed = (name: string): string => prepared(name).replace('prepare', 'execute');

describe('deploy.sh', () => {
  test('shows one assembly, makes a change set from it, and executes that', async () => {
    const run = await deploy([], ['--env', 'dev', '--yes']);

    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(cdkCalls(run)).toEqual([...SHOWN, prepared('dev'), executed('dev')]);
    const assemblies = run.calls.flatMap((call) => / --(?:app|output) (\S+)/.exec(call)?.[1] ?? []);
    expect(new Set(assemblies.filter((path) => path.startsWith('/'))).size).toBe(1);
    expect(run.stdout).toContain('biospex-batch-creator-expire-batches');
    expect(run.stdout).toMatch(/BatchCreator-dev is deployed\. To go back to the previous version/);
    expect(run.calls.join()).not.toContain('delete-change-set');
  });

  test('changes nothing in a dry run', async () => {
    const run = await deploy([], ['--env', 'dev', '--dry-run']);

    expect(run.status).toBe(0);
    expect(run.stdout).toContain('account 123456789012, region us-east-2, environment dev');
    expect(cdkCalls(run)).toEqual(SHOWN);
  });

  test('asks at a terminal, and for production demands its name', async () => {
    const run = await deploy([], [], { typed: ['prod', 'prod'] });

    expect(run.stdout).toContain('Which environment (prod dev loc)?');
    expect(run.stdout).toMatch(
      /Modify False[^]*Deploy BatchCreator-prod to account 123456789012\? Type prod/,
    );
    expect(cdkCalls(run).at(-1)).toBe(executed('prod'));
  });

  test('removes the change set if the answer is not yes', async () => {
    const run = await deploy([], ['--env', 'prod'], { typed: ['y'] });

    expect(run.status).toBe(1);
    expect(run.stdout).toContain('not confirmed; nothing was changed');
    expect(cdkCalls(run).at(-1)).toBe(prepared('prod'));
    expect(run.calls.at(-1)).toContain('delete-change-set');
  });

  test('goes on if nothing has to change', async () => {
    const run = await deploy([refused(/describe-change-set/)], ['--env', 'dev', '--yes']);

    expect(run.stdout).toContain('BatchCreator-dev is up to date');
    expect(cdkCalls(run).at(-1)).toBe(prepared('dev'));
  });

  test('warns if alarms are mailed to nobody or lack the runbook, and of a version that was made live by hand', async () => {
    const run = await deploy([answer(/get-alias/, '5')], ['--env', 'dev', '--dry-run']);

    expect(run.stdout).toContain('warning: nobody gets alarms by mail: set alarmEmail');
    expect(run.stdout).toContain('warning: alarms do not link to the runbook: set runbookUrl');
    expect(run.stdout).toContain('warning: version 5 was made live by hand; the stack deployed version 7');
  });

  const first = refused(/describe-stacks --stack-name BatchCreator/, 'ValidationError');
  test.each<[string, Answer[], string]>([
    [
      'nobody is signed in',
      [refused(/get-caller-identity/)],
      'Without an account, npx cdk synth --quiet BatchCreator-dev',
    ],
    ['the bucket is missing', [refused(/head-bucket/, '404')], 'bucket biospex-dev cannot be reached'],
    [
      'the bucket is in another region',
      [answer(/get-bucket-location/, 'None')],
      'is in us-east-1; it must be in us-east-2',
    ],
    [
      'the bucket has a key that the function may not use',
      [answer(/get-bucket-encryption/, 'alias/own'), answer(/describe-key/, 'arn:aws:kms:own CUSTOMER')],
      'is encrypted with arn:aws:kms:own, a key that the function may not use: set bucketKeyArn',
    ],
    [
      'the account has too few executions',
      [first, answer(/get-account-settings/, '101')],
      'the account has 101 free executions; 102 are needed',
    ],
    [
      'the account has used up its quota of networks',
      [first, answer(/describe-vpcs/, '5')],
      'the account has 5 networks in us-east-2, and its quota is 5',
    ],
    ['the CDK is not set up', [refused(/CDKToolkit/)], 'npx cdk bootstrap aws://123456789012/us-east-2'],
    ['the stack cannot be made', [{ call: /^cdk synth/, status: 1, stderr: 'wrong' }], 'wrong'],
    [
      'CloudFormation refuses the change',
      [{ call: /^cdk deploy .*prepare/, status: 1 }],
      'CloudFormation refused the change: docs/deploying.md#a-deployment-that-failed',
    ],
  ])('stops before it changes anything if %s', async (_, answers, message) => {
    const run = await deploy(answers, ['--env', 'dev', '--yes']);

    expect(run.status).toBeGreaterThan(0);
    expect(run.stderr).toContain(message);
    expect(cdkCalls(run)).not.toContain(executed('dev'));
  });

  test('accepts a key that AWS manages', async () => {
    const keys = [
      answer(/get-bucket-encryption/, 'alias/aws/s3'),
      answer(/describe-key/, 'arn:aws:kms:x AWS'),
    ];

    expect(await deploy(keys, ['--env', 'dev', '--dry-run'])).toMatchObject({ status: 0, stderr: '' });
  });

  test.each<[string, Answer[], number, string]>([
    ['are missing', [refused(/get-queue-url/)], 1, 'error: queue dev-batch-update cannot be found'],
    [
      'have a short visibility timeout',
      [answer(/get-queue-attributes/, '899')],
      1,
      'visibility timeout of 899 s',
    ],
    ['have what the function needs', [answer(/get-queue-attributes/, '900')], 0, ''],
  ])('checks whether imported queues %s', async (_, answers, status, message) => {
    sandbox = await Sandbox.create([...answers, answer(/get-queue-url/, 'https://sqs/queue'), ...READY]);
    const settings = 'packages/infra/src/environment/environments.ts';
    await sandbox.edit(settings, "queues: 'create'", "queues: 'import'");
    const run = await sandbox.run('deploy.sh', ['--env', 'dev', '--dry-run']);

    expect(run.status).toBe(status);
    expect(run.stderr).toContain(message);
  });

  test('names the documentation if CloudFormation fails, and runs no smoke test', async () => {
    const run = await deploy([{ call: /^cdk deploy .*execute/, status: 1 }], ['--env', 'dev', '--yes']);

    expect(run.status).toBe(1);
    expect(run.stderr).toContain('the deployment failed, and CloudFormation rolls it back');
    expect(run.calls.at(-1)).toMatch(/^cdk deploy /);
  });

  test('names a wrong setting in one line', async () => {
    sandbox = await Sandbox.create(READY);
    await sandbox.edit('packages/infra/src/environment/environments.ts', 'memoryMiB: 2048', 'memoryMiB: 20');
    const run = await sandbox.run('deploy.sh', ['--env', 'dev', '--yes']);

    expect(run).toMatchObject({ status: 1, calls: [] });
    expect(run.stderr).toBe(
      'error: wrong settings of environment dev: memoryMiB is not a whole number from 512 to 10240\n',
    );
  });

  test.each([
    [['--env', 'dev'], 1, 'cannot ask without a terminal: give --yes'],
    [['--env', 'test', '--yes'], 1, 'error: unknown environment "test"; choose one of prod, dev, loc'],
    [['--yes'], 2, '--env is missing; choose one of: prod dev loc'],
    [['--env'], 2, '--env needs a value'],
    [['--force'], 2, 'unknown argument --force'],
    [['force'], 2, 'unknown argument force'],
  ])('refuses %j before it calls AWS', async (args, status, message) => {
    const run = await deploy([], args);

    expect(run).toMatchObject({ status, calls: [] });
    expect(run.stderr).toContain(message);
  });
});
