import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createS3Client, type ClientOptions } from '../../src/index.ts';

const head = 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n';

describe('a client of a server that falls silent', () => {
  let server: Server;
  let client: S3Client;
  let sockets: Set<Socket>;
  /** Pieces of the answer before the silence. */
  let talk: (socket: Socket) => void;

  beforeEach(async () => {
    talk = () => undefined;
    sockets = new Set();
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('data', () => talk(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    process.env['AWS_ACCESS_KEY_ID'] ??= 'key';
    process.env['AWS_SECRET_ACCESS_KEY'] ??= 'secret';
  });
  afterEach(async () => {
    client.destroy();
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });

  const open = (limits: ClientOptions): S3Client => {
    const { port } = server.address() as { port: number };
    client = createS3Client({ endpoint: `http://127.0.0.1:${port}`, region: 'us-east-2', ...limits });
    return client;
  };
  const object = { Bucket: 'biospex-app', Key: 'export.zip' };

  test.each([
    ['an idle connection', { idleTimeoutMs: 200 }],
    ['an answer that does not begin', { requestTimeoutMs: 200 }],
  ])('gives up %s, after five attempts', async (_, limits) => {
    const failing = open(limits).send(new HeadObjectCommand(object));

    await expect(failing).rejects.toMatchObject({ name: 'TimeoutError', $metadata: { attempts: 5 } });
    expect(sockets.size).toBe(5);
  });

  test('gives up an answer that arrives drop by drop', async () => {
    talk = (socket) => {
      let sent = 0;
      const drip = setInterval(() => {
        if (socket.destroyed || sent === head.length - 1) clearInterval(drip);
        else socket.write(head[sent++]!);
      }, 50);
    };

    const failing = open({ requestTimeoutMs: 300, idleTimeoutMs: 5000 }).send(new HeadObjectCommand(object));

    await expect(failing).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  test('gives up a body that stops halfway', async () => {
    talk = (socket) => socket.write(`${head}beginning`);

    const { Body } = await open({ idleTimeoutMs: 200 }).send(new GetObjectCommand(object));

    await expect(Body!.transformToString()).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
