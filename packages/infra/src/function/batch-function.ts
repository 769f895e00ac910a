import { RemovalPolicy, Size } from 'aws-cdk-lib';
import {
  Alias,
  EventSourceMapping,
  FileSystem,
  Function as LambdaFunction,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { logGroupName, queueNames } from '../environment/names.ts';
import type { BatchNetwork } from '../network/batch-network.ts';
import { bucketAccess } from '../permissions/bucket-statements.ts';
import { functionRole } from '../permissions/function-role.ts';
import { eventSourceAccess, queueAccess } from '../permissions/queue-statements.ts';
import { removalPolicy } from '../removal-policy.ts';
import type { ScratchFileSystem } from '../scratch/scratch-file-system.ts';
import { lambdaSettings, lambdaVariables, type LambdaProps } from './lambda-settings.ts';

export interface BatchFunctionProps extends LambdaProps {
  /** @default the function runs in no network of its own and has no file system */
  readonly storage: { readonly network: BatchNetwork; readonly scratch: ScratchFileSystem } | undefined;
}

/** Where Lambda mounts the file system: one name below /mnt/, as Lambda demands. */
const MOUNT_PATH = '/mnt/efs';
const MIB = 1024 ** 2;
/** Of /tmp, beside a spool: for the manifest, and for what the runtime itself writes. */
const TMP_HEADROOM_MIB = 1024;
/** Of the memory: for buffers, code and runtime, which are not on Node's heap. */
const OFF_HEAP_SHARE = 0.25;

/** BatchFunction is the Lambda function that splits exports, with its log and its event source. */
export class BatchFunction extends Construct {
  readonly function: LambdaFunction;
  /** What the event source calls. It can be moved back to a version that worked (scripts/ops/roll-back.sh). */
  readonly alias: Alias;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: BatchFunctionProps) {
    super(scope, id);
    const { environment, queues, storage } = props;
    this.logGroup = new LogGroup(this, 'Log', {
      logGroupName: logGroupName(environment.name),
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- checkEnvironment takes only numbers of the enum
      retention: environment.logRetentionDays as RetentionDays,
      removalPolicy: removalPolicy(environment),
    });
    this.function = this.#makeFunction(props);
    this.alias = new Alias(this, 'Live', { aliasName: 'live', version: this.function.currentVersion });
    // Not SqsEventSource: its id changes with `queues`, and CloudFormation would make a second mapping before it removes the first.
    const trigger = new EventSourceMapping(this, 'Trigger', {
      target: this.alias,
      eventSourceArn: queues.arnOf(queueNames(environment.name).trigger),
      batchSize: 1,
      reportBatchItemFailures: true,
      maxConcurrency: environment.concurrency,
    });
    trigger.node.addDependency(queues);
    // Messages wait until there is a way to S3 and SQS; they are not tried in vain until they are given up.
    if (storage !== undefined) trigger.node.addDependency(storage.network);
  }

  #makeFunction(props: BatchFunctionProps): LambdaFunction {
    const { environment, bucketArn, queues, storage } = props;
    const { logGroup } = this;
    const { functionName, maxTmpBytes, bucketKeyArn } = environment;
    return new LambdaFunction(this, 'Function', {
      ...lambdaSettings(props, { logGroup, ...environment }),
      functionName,
      description: 'Splits exports of BIOSPEX into batches for Zooniverse',
      handler: 'handler.handler',
      ephemeralStorageSize: Size.mebibytes(Math.ceil(maxTmpBytes / MIB) + TMP_HEADROOM_MIB),
      reservedConcurrentExecutions: environment.concurrency,
      environment: variables(props),
      role: functionRole(this, 'Role', {
        functionName,
        access: [...bucketAccess(bucketArn), ...queueAccess(queues), eventSourceAccess(queues.trigger)],
        bucketKeyArn,
        logGroup,
        isInNetwork: storage !== undefined,
      }),
      tracing: Tracing.ACTIVE,
      // A replaced version may be at work for another quarter of an hour, or be rolled back to. One that was made in a deployment that
      // failed goes: the next try with the same code would find it there.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
      ...(storage === undefined ? {} : inNetwork(storage)),
    });
  }
}

function variables(props: BatchFunctionProps): Record<string, string> {
  const { memoryMiB, maxTmpBytes } = props.environment;
  const heapMiB = Math.floor(memoryMiB * (1 - OFF_HEAP_SHARE));
  return {
    ...lambdaVariables(props),
    MAX_TMP_SIZE: String(maxTmpBytes),
    // Small objects of thousands of requests are collected early: docs/decisions/0008-s3-composition.md. With one heap flag given, Node
    // would take half of the memory for the other. Not --enable-source-maps: the function would take twice as long to load.
    NODE_OPTIONS: `--max-semi-space-size=8 --max-old-space-size=${heapMiB}`,
    ...(props.storage === undefined ? {} : { EFS_PATH: `${MOUNT_PATH}/batch` }),
  };
}

function inNetwork({ network, scratch }: NonNullable<BatchFunctionProps['storage']>) {
  return {
    vpc: network.vpc,
    vpcSubnets: network.subnets,
    securityGroups: [network.securityGroup],
    filesystem: FileSystem.fromEfsAccessPoint(scratch.accessPoint, MOUNT_PATH),
  };
}
