// For scripts/ops: `print-environment.ts NAME` prints an environment as `key=value` lines; without NAME, the names.
import {
  checkEnvironment,
  exitingOnWrongSettings,
  REGION,
  type Environment,
} from './environment/environment.ts';
import { ENVIRONMENTS } from './environment/environments.ts';
import { queueNames, stackName, visibilityTimeoutSeconds } from './environment/names.ts';

function describe(environment: Environment): Record<string, string | number | undefined> {
  checkEnvironment(environment);
  const queues = queueNames(environment.name);
  return {
    environment: environment.name,
    stack: stackName(environment.name),
    region: REGION,
    bucket: environment.bucket,
    bucket_key: environment.bucketKeyArn,
    function: environment.functionName,
    trigger_queue: queues.trigger,
    trigger_exhausted: queues.exhausted,
    trigger_dead_letters: queues.triggerDeadLetters,
    update_queue: queues.update,
    update_dead_letters: queues.updateDeadLetters,
    smoke_queue: queues.smoke,
    queues: environment.queues,
    visibility_timeout: visibilityTimeoutSeconds(environment),
    max_receive_count: environment.maxReceiveCount,
    memory_mib: environment.memoryMiB,
    timeout_seconds: environment.timeoutSeconds,
    concurrency: environment.concurrency,
    file_system: environment.efs ? 'yes' : 'no',
    alarm_email: environment.alarmEmail,
    runbook_url: environment.runbookUrl,
    expiry_days: environment.batchExpiryDays,
  };
}

const [name] = process.argv.slice(2);
const environments = Object.values(ENVIRONMENTS);
if (name === undefined) {
  for (const environment of environments) console.log(environment.name);
} else {
  const environment = environments.find((each) => each.name === name);
  if (environment === undefined) {
    const names = environments.map((each) => each.name).join(', ');
    console.error(`error: unknown environment ${JSON.stringify(name)}; choose one of ${names}`);
    process.exit(2);
  }
  exitingOnWrongSettings(() => {
    for (const [key, value] of Object.entries(describe(environment))) console.log(`${key}=${value ?? ''}`);
  });
}
