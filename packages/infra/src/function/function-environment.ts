import { metricsNamespace, type Environment } from '../environment/environment.ts';

/** Where Lambda mounts the file system: it takes one name below /mnt/, and nothing else. */
export const MOUNT_PATH = '/mnt/efs';

/** The environment variables of the function. What is not here has the function's own default. */
export function functionEnvironment(environment: Environment): Record<string, string> {
  return {
    ALLOWED_BUCKETS: environment.bucket,
    MAX_RECEIVE_COUNT: String(environment.maxReceiveCount),
    MAX_TMP_SIZE: String(environment.maxTmpBytes),
    METRICS_NAMESPACE: metricsNamespace(environment.name),
    // Small objects of thousands of requests are collected early: docs/decisions/0008-s3-composition.md. Not --enable-source-maps: it
    // doubles the time that the function takes to load.
    NODE_OPTIONS: '--max-semi-space-size=8',
    ...(environment.efs ? { EFS_PATH: MOUNT_PATH } : {}),
  };
}
