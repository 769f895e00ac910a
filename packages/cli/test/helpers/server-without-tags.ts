import { once } from 'node:events';
import { createServer, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServerWithoutTags {
  readonly endpoint: string;
  /** The tags of each upload, in order. */
  readonly tags: readonly (string | undefined)[];
  close(): Promise<void>;
}

/** An S3 that refuses uploads with tags, like OpenStack Swift. It passes all other requests to `target`. */
export async function startServerWithoutTags(target: string): Promise<ServerWithoutTags> {
  const tags: (string | undefined)[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    const tagging = headers['x-amz-tagging'] as string | undefined;
    if (method === 'PUT') tags.push(tagging);
    if (tagging !== undefined) {
      incoming.resume().on('end', () => {
        outgoing.writeHead(501, { 'content-type': 'application/xml' });
        outgoing.end('<?xml version="1.0"?><Error><Code>NotImplemented</Code></Error>');
      });
      return;
    }
    const forwarded = sendRequest(new URL(url, target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(forwarded);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tags,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
