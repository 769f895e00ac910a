import type { Environment, EnvironmentName } from './environment.ts';

const COMMON = {
  queues: 'create',
  memoryMiB: 2048,
  timeoutSeconds: 900,
  maxTmpBytes: 7_516_192_768,
  concurrency: 2,
  maxReceiveCount: 5,
  batchExpiryDays: 90,
} as const;

/** The environments. Edit this file to change settings; a synthesis reports all wrong ones. */
export const ENVIRONMENTS: Readonly<Record<EnvironmentName, Environment>> = {
  prod: {
    ...COMMON,
    name: 'prod',
    bucket: 'biospex-app',
    functionName: 'BiospexBatchCreator',
    removal: 'retain',
    efs: true,
    availabilityZones: ['us-east-2a'],
    logRetentionDays: 90,
  },
  dev: {
    ...COMMON,
    name: 'dev',
    bucket: 'biospex-dev',
    functionName: 'BiospexBatchCreator-dev',
    removal: 'destroy',
    efs: true,
    availabilityZones: ['us-east-2a'],
    logRetentionDays: 30,
  },
  loc: {
    ...COMMON,
    name: 'loc',
    bucket: 'biospex-loc',
    functionName: 'BiospexBatchCreator-loc',
    removal: 'destroy',
    efs: false,
    availabilityZones: [],
    logRetentionDays: 7,
  },
};
