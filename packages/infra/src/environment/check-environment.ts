import { ephemeralStorageMiB } from '../function/ephemeral-storage.ts';
import { REGION, type Environment } from './environment.ts';

/** EnvironmentError lists everything that is wrong with an environment, in one line. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** What CloudWatch Logs takes (PutRetentionPolicy), up to a year. */
const RETENTION_DAYS: readonly number[] = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365];
/** All settings, and whether they have to be there. Nothing but this sees a name that is misspelt: Node takes types for comments. */
const SETTINGS: Readonly<Record<keyof Environment, 'required' | 'optional'>> = {
  name: 'required',
  bucket: 'required',
  bucketKeyArn: 'optional',
  functionName: 'required',
  queues: 'required',
  removal: 'required',
  memoryMiB: 'required',
  timeoutSeconds: 'required',
  maxTmpBytes: 'required',
  reservedConcurrency: 'required',
  maxConcurrency: 'required',
  maxReceiveCount: 'required',
  efs: 'required',
  availabilityZones: 'required',
  alarmEmail: 'optional',
  batchExpiryDays: 'required',
  logRetentionDays: 'required',
};
/** Below some 134, the reserve in which the function stops by itself would begin before the alarm near-timeout rings; this has room to spare. */
const MIN_TIMEOUT_SECONDS = 180;
/** Fewer would lose messages to the dead-letter queue that were only throttled. */
const MIN_RECEIVES_WHEN_THROTTLED = 5;

/**
 * Holds an environment to what AWS and the function ask of it, much of which nothing else would notice before the stack runs.
 *
 * @throws EnvironmentError
 */
export function checkEnvironment(environment: Environment): void {
  const missing = missingSettings(environment);
  const faults = [
    ...unknownSettings(environment).map((key) => `${key} is no setting`),
    ...missing.map((key) => `${key} is missing`),
    // What is missing would be complained of again.
    ...(missing.length > 0 ? [] : faultsOfValues(environment)),
  ];
  if (faults.length > 0)
    throw new EnvironmentError(`environment ${environment.name} is wrong: ${faults.join('; ')}`);
}

function unknownSettings(environment: Environment): string[] {
  return Object.keys(environment).filter((key) => !Object.hasOwn(SETTINGS, key));
}

function missingSettings(environment: Environment): string[] {
  const values: Readonly<Record<string, unknown>> = { ...environment };
  return Object.entries(SETTINGS)
    .filter(([key, need]) => need === 'required' && values[key] === undefined)
    .map(([key]) => key);
}

function faultsOfValues(environment: Environment): string[] {
  return [
    ...faultsOfChoices(environment),
    ...faultsOfNames(environment),
    ...faultsOfFunction(environment),
    ...faultsOfConcurrency(environment),
    ...faultsOfNetwork(environment),
    ...faultsOfRetention(environment),
  ];
}

function faultsOfChoices({ name, queues, removal, efs }: Environment): string[] {
  return [
    ...oneOf('name', name, ['prod', 'dev', 'loc']),
    ...oneOf('queues', queues, ['create', 'import']),
    ...oneOf('removal', removal, ['retain', 'destroy']),
    ...oneOf('efs', efs, [true, false]),
  ];
}

function faultsOfNames({ bucket, bucketKeyArn, functionName, alarmEmail }: Environment): string[] {
  return [
    ...match('bucket', bucket, /^(?!.*\.\.)[a-z\d][a-z\d.-]{1,61}[a-z\d]$/),
    ...match('functionName', functionName, /^[\w-]{1,64}$/),
    ...match('bucketKeyArn', bucketKeyArn, new RegExp(`^arn:aws:kms:${REGION}:\\d{12}:key/[\\w-]+$`)),
    ...match('alarmEmail', alarmEmail, /^[^\s@]+@[^\s@]+\.[^\s@]+$/),
  ];
}

function faultsOfFunction(environment: Environment): string[] {
  const { memoryMiB, timeoutSeconds, maxTmpBytes } = environment;
  return [
    ...within('memoryMiB', memoryMiB, 128, 10_240),
    ...within('timeoutSeconds', timeoutSeconds, MIN_TIMEOUT_SECONDS, 900),
    ...within('maxTmpBytes', maxTmpBytes, 0, Number.MAX_SAFE_INTEGER),
    // Lambda has no more than 10,240 MiB.
    ...within('ephemeral storage in MiB for maxTmpBytes', ephemeralStorageMiB(maxTmpBytes), 512, 10_240),
  ];
}

/** The two numbers of concurrency only work as a pair: whatever is polled and not run is throttled. */
function faultsOfConcurrency(environment: Environment): string[] {
  const { reservedConcurrency, maxConcurrency, maxReceiveCount } = environment;
  const faults = [
    ...within('reservedConcurrency', reservedConcurrency, 1, 1000),
    ...within('maxConcurrency', maxConcurrency, 2, 1000),
    ...within('maxReceiveCount', maxReceiveCount, 1, 1000),
  ];
  if (reservedConcurrency >= maxConcurrency) return faults;
  if (reservedConcurrency !== 1 || maxConcurrency !== 2)
    faults.push(
      `reservedConcurrency ${reservedConcurrency} is less than maxConcurrency ${maxConcurrency}, so messages are throttled: ` +
        'make them equal, or 1 and 2, which is the least that an event source takes',
    );
  if (maxReceiveCount < MIN_RECEIVES_WHEN_THROTTLED)
    faults.push(
      `maxReceiveCount ${maxReceiveCount} is less than ${MIN_RECEIVES_WHEN_THROTTLED}, with which throttled messages may end in the dead-letter queue`,
    );
  return faults;
}

function faultsOfNetwork({ efs, availabilityZones }: Environment): string[] {
  if (!efs) return [];
  const isList: boolean = Array.isArray(availabilityZones);
  if (!isList) return ['availabilityZones is no list'];
  const faults = within('number of availabilityZones', availabilityZones.length, 1, 3);
  for (const zone of availabilityZones)
    faults.push(...match('availability zone', zone, new RegExp(`^${REGION}[a-c]$`)));
  if (new Set(availabilityZones).size < availabilityZones.length)
    faults.push('availabilityZones has one twice');
  return faults;
}

function faultsOfRetention({ logRetentionDays, batchExpiryDays }: Environment): string[] {
  return [
    ...within('batchExpiryDays', batchExpiryDays, 1, 3650),
    ...oneOf('logRetentionDays', logRetentionDays, RETENTION_DAYS),
  ];
}

function oneOf(name: string, value: unknown, choices: readonly unknown[]): string[] {
  if (choices.includes(value)) return [];
  const words = choices.map((choice) => JSON.stringify(choice)).join(', ');
  return [`${name} ${JSON.stringify(value)} is none of ${words}`];
}

function within(name: string, value: number, minimum: number, maximum: number): string[] {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return [];
  return [`${name} ${JSON.stringify(value)} is not a whole number from ${minimum} to ${maximum}`];
}

function match(name: string, value: string | undefined, pattern: RegExp): string[] {
  if (value === undefined || pattern.test(value)) return [];
  return [`${name} ${JSON.stringify(value)} does not look like one`];
}
