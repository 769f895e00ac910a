// For the scripts of operators: `print-environment.ts NAME` prints an environment as lines `key=value`; without a name, the names.
import {
  deadLetterQueueOf,
  logGroupName,
  queueNames,
  REGION,
  stackName,
  visibilityTimeoutSeconds,
  type Environment,
} from './environment/environment.ts';
import { checkEnvironment } from './environment/check-environment.ts';
import { sayingWhatIsWrong } from './environment/saying-what-is-wrong.ts';
import { ENVIRONMENTS } from './environment/environments.ts';

function describe(environment: Environment): Record<string, string | number> {
  checkEnvironment(environment);
  const { trigger, update, smoke } = queueNames(environment.name);
  return {
    environment: environment.name,
    stack: stackName(environment.name),
    region: REGION,
    bucket: environment.bucket,
    function: environment.functionName,
    trigger_queue: trigger,
    trigger_dead_letters: deadLetterQueueOf(trigger),
    update_queue: update,
    update_dead_letters: deadLetterQueueOf(update),
    smoke_queue: smoke,
    log_group: logGroupName(environment.name),
    queues: environment.queues,
    visibility_timeout: visibilityTimeoutSeconds(environment),
    max_receive_count: environment.maxReceiveCount,
    memory_mib: environment.memoryMiB,
    timeout_seconds: environment.timeoutSeconds,
    reserved_concurrency: environment.reservedConcurrency,
    file_system: environment.efs ? 'yes' : 'no',
    alarm_email: environment.alarmEmail ?? '',
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
    console.error(
      `error: there is no environment ${JSON.stringify(name)}, only ${environments.map((each) => each.name).join(', ')}`,
    );
    process.exit(2);
  }
  sayingWhatIsWrong(() => {
    for (const [key, value] of Object.entries(describe(environment))) console.log(`${key}=${value}`);
  });
}
