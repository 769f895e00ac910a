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
  /** @default no network and no file system */
  readonly storage: { readonly network: BatchNetwork; readonly scratch: ScratchFileSystem } | undefined;
}

/** Lambda demands a single name below /mnt/. */
const MOUNT_PATH = '/mnt/efs';
const MIB = 1024 ** 2;
/** A spool needs a quarter more room than its archive; then there is the runtime. */
const TMP_SHARE = 1.25;
const TMP_HEADROOM_MIB = 192;
/** Share of the memory for buffers, code and runtime. */
const OFF_HEAP_SHARE = 0.25;

/** BatchFunction is the Lambda function that splits exports, with its log and event source. */
export class BatchFunction extends Construct {
  readonly function: LambdaFunction;
  /** The event source calls it. scripts/ops/roll-back.sh points it at an earlier version. */
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
    // Not SqsEventSource: its id changes with `queues`, so CloudFormation would make a second mapping before it removes the first.
    const trigger = new EventSourceMapping(this, 'Trigger', {
      target: this.alias,
      eventSourceArn: queues.arnOf(queueNames(environment.name).trigger),
      batchSize: 1,
      reportBatchItemFailures: true,
      maxConcurrency: environment.concurrency,
    });
    trigger.node.addDependency(queues);
    // Without the endpoints, attempts would fail until their messages are exhausted.
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
      ephemeralStorageSize: Size.mebibytes(Math.ceil((maxTmpBytes * TMP_SHARE) / MIB) + TMP_HEADROOM_MIB),
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
      // A replaced version may still run for 15 minutes, or be rolled back to. A version of a failed deployment is deleted: it would
      // block the next deployment of the same code.
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
    // A small semi-space collects the garbage of requests early: docs/decisions/0008-s3-composition.md. Given only that flag, Node would
    // limit the old space to half of the memory. Not --enable-source-maps: it doubles the function's load time.
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
