import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { LambdaProcess } from '../src/lambda-process.ts';
import { until } from './helpers/until.ts';
import { useFolder } from './helpers/use-folder.ts';

const path = useFolder();

/** The body of a message decides what the function does. */
const functionSource = `
  let calls = 0;
  console.log('cold start');
  export const handler = async ({ Records: [{ body, messageId }] }, { awsRequestId, getRemainingTimeInMillis }) => {
    calls++;
    if (body === 'throw') throw new TypeError('broken');
    if (body === 'exit') process.exit(3);
    if (body === 'hang') await new Promise((resolve) => setInterval(resolve, 1e9));
    if (body === 'print') process.stdout.write('one\\ntwo\\nthree, without an end');
    if (body === 'environment') return { batchItemFailures: Object.keys(process.env).sort() };
    const facts = [messageId, awsRequestId, getRemainingTimeInMillis(), process.pid, calls];
    return { batchItemFailures: facts };
  };`;

const event = (body: string): SQSEvent => ({ Records: [{ messageId: 'm', body }] }) as unknown as SQSEvent;

let lambda: LambdaProcess;
let lines: string[];

async function start(timeoutMs = 20_000): Promise<void> {
  await writeFile(path('function.mjs'), functionSource);
  lambda = new LambdaProcess({
    bundle: path('function.mjs'),
    environment: { A_VARIABLE: '1' },
    timeoutMs,
    onLog: (line) => lines.push(line),
  });
}

beforeEach(() => {
  lines = [];
});
afterEach(() => lambda.kill());

const factsOf = ({ batchItemFailures }: SQSBatchResponse): unknown[] => batchItemFailures;

describe('LambdaProcess', () => {
  test('calls the function with the event, a new request id and the remaining time', async () => {
    await start();

    const [messageId, requestId, remainingMs] = factsOf(await lambda.invoke(event('')));

    expect(messageId).toBe('m');
    expect(requestId).toMatch(/^[\da-f-]{36}$/);
    expect(remainingMs).toBeLessThanOrEqual(20_000);
    expect(remainingMs).toBeGreaterThan(0);
  });

  test('keeps the process warm between invocations', async () => {
    await start();
    const [, firstId, , pid] = factsOf(await lambda.invoke(event('')));
    const [, secondId, , samePid, calls] = factsOf(await lambda.invoke(event('')));

    expect([samePid, calls]).toEqual([pid, 2]);
    expect(secondId).not.toBe(firstId);
    expect(lines).toEqual(['cold start']);
  });

  test('starts a rebuilt function with the next invocation', async () => {
    await start();
    const [, , , pid] = factsOf(await lambda.invoke(event('')));
    await writeFile(path('function.mjs'), functionSource.replace('cold start', 'built again'));

    const [, , , otherPid, calls] = factsOf(await lambda.invoke(event('')));

    expect(otherPid).not.toBe(pid);
    expect(calls).toBe(1);
    expect(lines).toEqual(['cold start', 'built again']);
  });

  test('gives the function its own environment and PATH, and nothing else', async () => {
    await start();

    expect(factsOf(await lambda.invoke(event('environment')))).toEqual(
      expect.arrayContaining(['A_VARIABLE', 'PATH']),
    );
    expect(factsOf(await lambda.invoke(event('environment')))).not.toContain('HOME');
  });

  test('rejects with the error of the function, and stays warm', async () => {
    await start();

    await expect(lambda.invoke(event('throw'))).rejects.toThrow('TypeError: broken');
    expect(factsOf(await lambda.invoke(event('')))[4]).toBe(2);
  });

  test('rejects if the process ends, and starts another for the next invocation', async () => {
    await start();

    await expect(lambda.invoke(event('exit'))).rejects.toThrow("the function's process ended (3)");
    expect(factsOf(await lambda.invoke(event('')))[4]).toBe(1);
  });

  test('kills a function that runs out of time, as Lambda does', async () => {
    await start(1500);

    await expect(lambda.invoke(event('hang'))).rejects.toThrow(
      "the function's process was ended after 1500 ms",
    );
  });

  test('rejects a running invocation when it is killed', async () => {
    await start();
    await lambda.invoke(event(''));
    const hanging = lambda.invoke(event('hang')).catch((error: unknown) => (error as Error).message);
    await lambda.kill();

    expect(await hanging).toBe("the function's process ended (SIGKILL)");
    expect(factsOf(await lambda.invoke(event('')))[4]).toBe(1);
  });

  test('rejects if the bundle is missing', async () => {
    lambda = new LambdaProcess({
      bundle: path('none.mjs'),
      environment: {},
      timeoutMs: 20_000,
      onLog: (line) => lines.push(line),
    });

    await expect(lambda.invoke(event(''))).rejects.toThrow("the function's process ended (1)");
    expect(lines.join('\n')).toContain('none.mjs');
  });

  test('passes on the lines that the function prints, even an unfinished last one', async () => {
    await start();
    await lambda.invoke(event('print'));
    await lambda.kill();

    await until(() => lines.length === 4);
    expect(lines).toEqual(['cold start', 'one', 'two', 'three, without an end']);
  });
});
