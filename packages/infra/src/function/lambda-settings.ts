import { Duration } from 'aws-cdk-lib';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Environment } from '../environment/environment.ts';
import { metricsNamespace } from '../environment/names.ts';
import type { BatchQueues } from '../queues/batch-queues.ts';

export interface LambdaProps {
  readonly environment: Environment;
  readonly bucketArn: string;
  readonly queues: BatchQueues;
  /** Folder of the built functions, `handler.mjs`. */
  readonly bundle: string;
}

export function lambdaSettings(
  { bundle }: LambdaProps,
  own: { logGroup: ILogGroup; memoryMiB: number; timeoutSeconds: number },
) {
  return {
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: Code.fromAsset(bundle),
    memorySize: own.memoryMiB,
    timeout: Duration.seconds(own.timeoutSeconds),
    logGroup: own.logGroup,
    loggingFormat: LoggingFormat.JSON,
    // The functions filter by LOG_LEVEL. Lambda looks for `timestamp`, their lines have `time`, so all would count as INFO.
    applicationLogLevelV2: ApplicationLogLevel.TRACE,
    systemLogLevelV2: SystemLogLevel.INFO,
  };
}

/** Environment variables of both functions. The program has defaults for the others. */
export function lambdaVariables({ environment: { name, bucket } }: LambdaProps): Record<string, string> {
  return { ALLOWED_BUCKETS: bucket, METRICS_NAMESPACE: metricsNamespace(name) };
}
