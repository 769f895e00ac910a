import { Stack, Validations } from 'aws-cdk-lib';
import {
  Effect,
  PolicyStatement,
  Role,
  ServicePrincipal,
  type PolicyStatementProps,
} from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface FunctionRoleProps {
  readonly functionName: string;
  /** Access of the code and of its event source. */
  readonly access: readonly PolicyStatementProps[];
  /** KMS key of the bucket, if it has one. */
  readonly bucketKeyArn: string | undefined;
  readonly logGroup: ILogGroup;
  /** @default false */
  readonly isInNetwork?: boolean;
}

/** Lambda needs these to place a function in a network (AWSLambdaVPCAccessExecutionRole, without the logs). */
const NETWORK_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** Makes the role of a function from explicit statements: the CDK's grants allow far more. */
export function functionRole(scope: Construct, id: string, props: FunctionRoleProps): Role {
  const { functionName, access, bucketKeyArn, logGroup, isInNetwork = false } = props;
  const role = new Role(scope, id, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: `What ${functionName} may do`,
  });
  const statements: PolicyStatementProps[] = [
    ...access,
    ...(bucketKeyArn === undefined ? [] : [bucketKeyAccess(bucketKeyArn)]),
    {
      sid: 'WriteLog',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    },
    ...(isInNetwork ? networkAccess(role, functionName) : []),
  ];
  for (const statement of statements) role.addToPolicy(new PolicyStatement(statement));
  acknowledgeWildcards(role, statements);
  return role;
}

/** A multipart upload needs both, too. */
function bucketKeyAccess(keyArn: string): PolicyStatementProps {
  return { sid: 'UseBucketKey', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [keyArn] };
}

function networkAccess(scope: Construct, functionName: string): PolicyStatementProps[] {
  const functionArn = Stack.of(scope).formatArn({ service: 'lambda', resource: `function:${functionName}` });
  const common = { actions: NETWORK_ACTIONS, resources: ['*'] };
  return [
    { sid: 'EnterNetwork', ...common },
    {
      // Lambda itself enters the network with this role; the function's code must not.
      sid: 'CodeLeavesNetworkAlone',
      effect: Effect.DENY,
      ...common,
      conditions: { ArnLike: { 'lambda:SourceFunctionArn': [functionArn, `${functionArn}:*`] } },
    },
  ];
}

function acknowledgeWildcards(role: Role, statements: readonly PolicyStatementProps[]): void {
  const keys = statements.flatMap(({ resources = [] }) => resources).filter((each) => each.endsWith('/*'));
  const acknowledge = (resource: string, reason: string): void =>
    Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason });
  for (const key of keys) acknowledge(key, 'Names below this prefix come from exports and messages.');
  acknowledge('*', 'EC2 and X-Ray have no resources for these actions. The code is denied those of EC2.');
}
