import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, test } from '@jest/globals';
import { startLocalServices, type LocalServices } from '../src/local-services.ts';

let services: LocalServices;
afterEach(() => services.stop());

async function start(host?: string): Promise<string> {
  services = await startLocalServices({ port: 0, host, visibilityTimeout: 1, maxReceiveCount: 1 });
  return new URL(services.endpoint).port;
}

/** Other addresses of this computer. Linux answers on all of 127.0.0.0/8. */
const others = [
  ...(process.platform === 'linux' ? ['127.0.0.2'] : []),
  ...Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.flatMap(({ family, internal, address }) => (family === 'IPv4' && !internal ? address : [])),
  ),
];

describe('startLocalServices', () => {
  test('answers on 127.0.0.1 only', async () => {
    const port = await start();

    expect(services.endpoint).toBe(`http://127.0.0.1:${port}`);
    expect((await fetch(`${services.endpoint}/biospex-loc`)).status).toBe(200);
    for (const host of others)
      await expect(fetch(`http://${host}:${port}/biospex-loc`)).rejects.toThrow('fetch failed');
  });

  test('answers on every address on request', async () => {
    const port = await start('0.0.0.0');

    for (const host of ['127.0.0.1', ...others])
      expect((await fetch(`http://${host}:${port}/biospex-loc`)).status).toBe(200);
  });

  test('accepts only the first conditional PUT of an object', async () => {
    await start();
    const make = async (): Promise<number> => {
      const options = { method: 'PUT', body: 'a', headers: { 'if-none-match': '*' } };
      return (await fetch(`${services.endpoint}/biospex-loc/marker`, options)).status;
    };

    const answers = await Promise.all([make(), make(), make()]);

    expect(answers.sort()).toEqual([200, 412, 412]);
    expect(await make()).toBe(412);
  });
});
