import { createServer, request as sendRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { UploadRegister } from './upload-register.ts';

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  /** The SQS action, such as `SendMessage`; '' for S3. */
  readonly action: string;
  readonly body: Buffer;
}

/** `hang` is never answered; `lost` is carried out, but its response never arrives. */
export type Fault = 'slow-down' | 'denied' | 'reset' | 'hang' | 'lost';

/** FaultProxy stands in front of a server and makes chosen requests fail. */
export interface FaultProxy {
  readonly endpoint: string;
  /** All requests so far, also those that met a fault. */
  readonly requests: WireRequest[];
  /** The server's multipart uploads; the proxy lists them in its place. */
  readonly uploads: UploadRegister;
  /** Asked before each request. */
  fault: (request: WireRequest) => Fault | undefined;
  close(): Promise<void>;
}

/** Faults that the proxy answers itself. */
type Refusal = 'slow-down' | 'denied' | 'exists';
const REFUSALS: Readonly<Record<Refusal, readonly [number, string]>> = {
  'slow-down': [503, 'SlowDown'],
  denied: [403, 'AccessDenied'],
  exists: [412, 'PreconditionFailed'],
};

const xmlError = (code: string): string => `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`;

/**
 * @param targetPort asked for at each request: the server may start later
 * @param uploads of the server, if several proxies stand in front of it
 */
export async function startFaultProxy(
  targetPort: () => number,
  uploads: UploadRegister = new UploadRegister(),
): Promise<FaultProxy> {
  /** Paths created with `If-None-Match`, a condition that the server does not support. */
  const made = new Set<string>();
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { method = '', url: path = '', headers } = incoming;
    const body = await buffer(incoming);
    const action = String(headers['x-amz-target'] ?? '').replace('AmazonSQS.', '');
    const wire: WireRequest = { method, path, action, body };
    proxy.requests.push(wire);
    const fault = proxy.fault(wire);
    if (fault === 'hang') return;
    if (fault === 'reset') return cut(incoming.socket);
    if (fault === 'slow-down' || fault === 'denied') return refuse(outgoing, fault, action);
    if (headers['if-none-match'] === '*') {
      if (made.has(path)) return refuse(outgoing, 'exists', action);
      made.add(path);
    }
    const list = proxy.uploads.list(method, path);
    if (list !== undefined)
      return void outgoing.writeHead(200, { 'content-type': 'application/xml' }).end(list);
    const target = sendRequest({ port: targetPort(), method, path, headers });
    target.end(body);
    const [answer] = (await once(target, 'response')) as [IncomingMessage];
    const answerBody = await buffer(answer);
    proxy.uploads.note({ method, path, status: answer.statusCode!, body: answerBody.toString('latin1') });
    if (fault === 'lost') return cut(incoming.socket);
    outgoing.writeHead(answer.statusCode!, answer.headers).end(answerBody);
  };
  const server = createServer((incoming, outgoing) => {
    // The client gave up, or the server is stopping.
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: FaultProxy = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    uploads,
    fault: () => undefined,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}

/** Does not reset a socket that is already ending: the handle would stay open, and Node 24 would never exit. */
function cut(socket: Socket): void {
  if (socket.destroyed || socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}

function refuse(outgoing: ServerResponse, refusal: Refusal, action: string): void {
  const [status, code] = REFUSALS[refusal];
  const [type, body] =
    action === ''
      ? ['application/xml', xmlError(code)]
      : ['application/x-amz-json-1.0', JSON.stringify({ __type: code, message: code })];
  outgoing.writeHead(status, { 'content-type': type }).end(body);
}
