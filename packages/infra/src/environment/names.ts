import type { Environment, EnvironmentName } from './environment.ts';

/** The names of an environment's queues. BIOSPEX uses `trigger` and `update`. */
export function queueNames(environment: EnvironmentName) {
  const trigger = `${environment}-batch-trigger`;
  const update = `${environment}-batch-update`;
  return {
    trigger,
    /** Triggers that used up their deliveries, for the teller. */
    exhausted: `${trigger}-exhausted`,
    triggerDeadLetters: `${trigger}-dlq`,
    /** Results of smoke tests: BIOSPEX must not get them. */
    smoke: `${environment}-batch-smoke`,
    updateDeadLetters: `${update}-dlq`,
    update,
  } as const;
}

export function tellerName({ functionName }: Environment): string {
  return `${functionName}-teller`;
}

/** Not /aws/lambda/…: an earlier function of the same name left that log group behind. */
export function logGroupName(environment: EnvironmentName): string {
  return `/biospex/batch-creator/${environment}`;
}

export function stackName(environment: EnvironmentName): string {
  return `BatchCreator-${environment}`;
}

/** One namespace for each environment, or CloudWatch would add up their metrics. */
export function metricsNamespace(environment: EnvironmentName): string {
  return `BiospexBatchCreator/${environment}`;
}

/** The timeout and a minute, as the function itself sets it: docs/decisions/0011-infrastructure.md. */
export function visibilityTimeoutSeconds({ timeoutSeconds }: Environment): number {
  return timeoutSeconds + 60;
}
