import { identity, nothing, type Answer, type ScriptRun } from './sandbox.ts';

export const bucket: Answer = { call: /^aws s3api head-bucket .*--expected-bucket-owner 123456789012/ };
export const bucketIsHere: Answer = { call: /^aws s3api get-bucket-location/, stdout: 'us-east-2\n' };
export const stack = (status: string): Answer => ({
  call: /describe-stacks --stack-name BatchCreator-/,
  stdout: `${status}\n`,
});
export const cdkIsSetUp: Answer = { call: /describe-stacks --stack-name CDKToolkit/ };
export const noStack = nothing(/describe-stacks --stack-name BatchCreator-/);
export const noFunction = nothing(/^aws lambda get-function /);
const noQueue = nothing(/^aws sqs get-queue-url/);
export const noLog: Answer = { call: /^aws logs describe-log-groups/, stdout: '\n' };
export const concurrency = (left: number): Answer => ({ call: /get-account-settings/, stdout: `${left}\n` });
export const cdk: Answer = { call: /^cdk /, stdout: 'cdk was here\n' };
export const noRules: Answer = {
  call: /get-bucket-lifecycle-configuration/,
  status: 254,
  stderr: 'An error occurred (NoSuchLifecycleConfiguration)\n',
};
export const HERE = [identity, bucket, bucketIsHere];
/** An account in which everything is ready, for an environment that is deployed already. */
export const READY = [...HERE, stack('UPDATE_COMPLETE'), cdkIsSetUp, cdk, noRules];
/** The same for one that is not. */
export const NOTHING = [noFunction, noQueue, noLog, concurrency(1000), cdkIsSetUp, cdk, noRules];

/** Everything that changes something. */
export const changesOf = ({ calls }: ScriptRun): string[] =>
  calls.filter((call) => !/^aws \w+ (get|list|describe|head)-/.test(call) && !call.startsWith('cdk diff '));
