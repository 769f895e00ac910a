import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createS3Client, S3Source, TransferCounter } from '../../src/index.ts';
import { seededRandom } from '../../../core/test/helpers/seeded-random.ts';

const bytes = seededRandom(13).bytes(4_000_000);
const location = { bucket: 'biospex-app', key: 'export/7-2.zip' };

/** The fault of the nth GET after so many bytes of its body. */
type Fate = (get: number) => { readonly after: number; readonly then: 'reset' | 'stall' } | undefined;

describe('S3Source over a connection that breaks', () => {
  let server: Server;
  let client: S3Client;
  let fate: Fate;
  let gets: string[];

  beforeEach(async () => {
    process.env['AWS_ACCESS_KEY_ID'] = 'key';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
    fate = () => undefined;
    gets = [];
    server = createServer((request, response) => {
      response.setHeader('ETag', '"v1"');
      const range = request.headers.range;
      if (range === undefined) response.setHeader('Content-Length', bytes.length).end();
      else answer(response, range);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    client = createS3Client({ endpoint: `http://127.0.0.1:${port}`, region: 'us-east-2' });
  });
  afterEach(async () => {
    client.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  function answer(response: ServerResponse, range: string): void {
    gets.push(range);
    const [start, last] = range.replace('bytes=', '').split('-').map(Number) as [number, number];
    const body = bytes.subarray(start, last + 1);
    response.writeHead(206, {
      'Content-Length': body.length,
      'Content-Range': `bytes ${start}-${last}/${bytes.length}`,
    });
    const broken = fate(gets.length);
    if (broken === undefined) response.end(body);
    else
      response.write(body.subarray(0, broken.after), () => {
        if (broken.then === 'reset') response.destroy();
      });
  }

  async function expectAll(): Promise<void> {
    const source = await S3Source.open(client, location);
    const target = Buffer.alloc(bytes.length);
    await source.read(target, 0);
    expect(target.equals(bytes)).toBe(true);
  }

  test.each([false, true])('continues after resets (counted: %p)', async (isCounted) => {
    if (isCounted) new TransferCounter().attach(client);
    fate = (get) => (get === 2 || get === 3 ? { after: 1_000_000, then: 'reset' } : undefined);

    await expectAll();

    expect(gets.length).toBe(4);
  });

  test.each([false, true])('continues after a silence (counted: %p)', async (isCounted) => {
    if (isCounted) new TransferCounter().attach(client);
    client.config.requestHandler = new NodeHttpHandler({ socketTimeout: 300 });
    fate = (get) => (get === 2 ? { after: 1_000_000, then: 'stall' } : undefined);

    await expectAll();

    expect(gets.length).toBe(3);
  });

  test('stops inside a silent body when it is aborted', async () => {
    const controller = new AbortController();
    const reason = new Error('out of time');
    const source = await S3Source.open(client, location);
    fate = () => ({ after: 1_000_000, then: 'stall' });

    const reading = source.read(new Uint8Array(2_000_000), 0, controller.signal);
    setTimeout(() => controller.abort(reason), 50);

    await expect(reading).rejects.toBe(reason);
  });
});
