import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import {
  Alias,
  ApplicationLogLevel,
  Architecture,
  Code,
  FileSystem,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { logGroupName, type Environment } from '../environment/environment.ts';
import { removalPolicy } from '../environment/removal-policy.ts';
import type { BatchNetwork } from '../network/batch-network.ts';
import { functionRole } from '../permissions/function-role.ts';
import type { BatchQueues } from '../queues/batch-queues.ts';
import type { ScratchFileSystem } from '../scratch/scratch-file-system.ts';
import { ephemeralStorageMiB } from './ephemeral-storage.ts';
import { functionEnvironment, MOUNT_PATH } from './function-environment.ts';

export interface BatchFunctionProps {
  readonly environment: Environment;
  readonly bucketArn: string;
  readonly queues: BatchQueues;
  /** The folder with the built function, `handler.mjs`. */
  readonly bundle: string;
  /** @default the function runs in no network of its own and has no file system */
  readonly storage?: { readonly network: BatchNetwork; readonly scratch: ScratchFileSystem };
}

/** BatchFunction is the Lambda function with its log and its event source. */
export class BatchFunction extends Construct {
  readonly function: LambdaFunction;
  /** What the event source calls. It can be moved back to a version that worked (scripts/ops/roll-back.sh). */
  readonly alias: Alias;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: BatchFunctionProps) {
    super(scope, id);
    const { environment, queues } = props;
    this.logGroup = new LogGroup(this, 'Log', {
      logGroupName: logGroupName(environment.name),
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- checkEnvironment takes only numbers of the enum
      retention: environment.logRetentionDays as RetentionDays,
      removalPolicy: removalPolicy(environment),
    });
    this.function = this.#makeFunction(props);
    this.alias = new Alias(this, 'Live', { aliasName: 'live', version: this.function.currentVersion });
    this.alias.addEventSource(
      new SqsEventSource(queues.trigger, {
        batchSize: 1,
        reportBatchItemFailures: true,
        maxConcurrency: environment.maxConcurrency,
      }),
    );
    // Messages wait until there is a way to S3 and SQS; they are not tried in vain until they are given up.
    if (props.storage !== undefined) this.alias.node.addDependency(props.storage.network);
  }

  #makeFunction({ environment, bucketArn, queues, bundle, storage }: BatchFunctionProps): LambdaFunction {
    const { logGroup } = this;
    return new LambdaFunction(this, 'Function', {
      functionName: environment.functionName,
      description: 'Splits exports of BIOSPEX into batches for Zooniverse',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(bundle),
      handler: 'handler.handler',
      memorySize: environment.memoryMiB,
      timeout: Duration.seconds(environment.timeoutSeconds),
      ephemeralStorageSize: Size.mebibytes(ephemeralStorageMiB(environment.maxTmpBytes)),
      reservedConcurrentExecutions: environment.reservedConcurrency,
      environment: functionEnvironment(environment),
      role: functionRole(this, 'Role', { environment, bucketArn, queues, logGroup }),
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      // The function filters by LOG_LEVEL. Its lines call their time `time`, and Lambda takes such lines for INFO.
      applicationLogLevelV2: ApplicationLogLevel.TRACE,
      systemLogLevelV2: SystemLogLevel.INFO,
      tracing: Tracing.ACTIVE,
      // A version that is replaced may be at work for another quarter of an hour, or be rolled back to.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
      ...(storage === undefined ? {} : inNetwork(storage)),
    });
  }
}

function inNetwork({ network, scratch }: NonNullable<BatchFunctionProps['storage']>) {
  return {
    vpc: network.vpc,
    vpcSubnets: network.subnets,
    securityGroups: [network.securityGroup],
    filesystem: FileSystem.fromEfsAccessPoint(scratch.accessPoint, MOUNT_PATH),
  };
}
