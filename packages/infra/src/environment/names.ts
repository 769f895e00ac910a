import type { Environment, EnvironmentName } from './environment.ts';

/** The names of an environment's queues; BIOSPEX knows the first and the last. */
export function queueNames(environment: EnvironmentName) {
  const trigger = `${environment}-batch-trigger`;
  const update = `${environment}-batch-update`;
  return {
    trigger,
    /** Triggers that were delivered too often, for the teller. */
    exhausted: `${trigger}-exhausted`,
    triggerDeadLetters: `${trigger}-dlq`,
    /** Results of smoke tests, which BIOSPEX must not see. */
    smoke: `${environment}-batch-smoke`,
    updateDeadLetters: `${update}-dlq`,
    update,
  } as const;
}

export function tellerName({ functionName }: Environment): string {
  return `${functionName}-teller`;
}

/** Not /aws/lambda/…, which an earlier function of the same name has left behind. */
export function logGroupName(environment: EnvironmentName): string {
  return `/biospex/batch-creator/${environment}`;
}

export function stackName(environment: EnvironmentName): string {
  return `BatchCreator-${environment}`;
}

/** Each environment has metrics of its own: within one namespace they would be added up. */
export function metricsNamespace(environment: EnvironmentName): string {
  return `BiospexBatchCreator/${environment}`;
}

/** A minute longer than the function may run, as the function itself sets it: docs/decisions/0011-infrastructure.md. */
export function visibilityTimeoutSeconds({ timeoutSeconds }: Environment): number {
  return timeoutSeconds + 60;
}
