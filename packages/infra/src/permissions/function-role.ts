import { Stack, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Environment } from '../environment/environment.ts';
import type { BatchQueues } from '../queues/batch-queues.ts';
import { bucketKeyStatement, bucketStatements } from './bucket-statements.ts';
import { queueStatements } from './queue-statements.ts';

export interface FunctionRoleProps {
  readonly environment: Environment;
  readonly bucketArn: string;
  readonly queues: BatchQueues;
  readonly logGroup: ILogGroup;
}

/** What Lambda needs to place a function in a network (AWSLambdaVPCAccessExecutionRole, without the logs). */
const NETWORK_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** Makes the role of the function: written out by hand, since the grants of the CDK allow far more. */
export function functionRole(scope: Construct, id: string, props: FunctionRoleProps): Role {
  const { environment, bucketArn, queues, logGroup } = props;
  const role = new Role(scope, id, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: `What ${environment.functionName} may do`,
  });
  const statements = [
    ...bucketStatements(bucketArn),
    ...(environment.bucketKeyArn === undefined ? [] : [bucketKeyStatement(environment.bucketKeyArn)]),
    ...queueStatements(queues),
    new PolicyStatement({
      sid: 'WriteLog',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    }),
    ...(environment.efs ? networkStatements(scope, environment.functionName) : []),
  ];
  for (const statement of statements) role.addToPolicy(statement);
  acknowledgeWildcards(role, bucketArn);
  return role;
}

function networkStatements(scope: Construct, functionName: string): PolicyStatement[] {
  const functionArn = Stack.of(scope).formatArn({
    service: 'lambda',
    resource: `function:${functionName}`,
  });
  return [
    new PolicyStatement({ sid: 'EnterNetwork', actions: NETWORK_ACTIONS, resources: ['*'] }),
    new PolicyStatement({
      // Lambda uses the role's permissions to enter the network; the code that runs later may not.
      sid: 'CodeLeavesNetworkAlone',
      effect: Effect.DENY,
      actions: NETWORK_ACTIONS,
      resources: ['*'],
      conditions: { ArnLike: { 'lambda:SourceFunctionArn': [functionArn, `${functionArn}:*`] } },
    }),
  ];
}

function acknowledgeWildcards(role: Role, bucketArn: string): void {
  const reasons = {
    [`${bucketArn}/export/*`]: 'Exports have names that BIOSPEX makes; nothing else lies below export/.',
    [`${bucketArn}/batch/*`]: 'Batches have names that are made of those of exports.',
    '*': 'EC2 and X-Ray know no resources for these actions. The code itself is denied those of EC2.',
  };
  Validations.of(role).acknowledge(
    ...Object.entries(reasons).map(([resource, reason]) => ({
      id: `AwsSolutions-IAM5[Resource::${resource}]`,
      reason,
    })),
  );
}
