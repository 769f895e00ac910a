import { once } from 'node:events';
import { createServer, request as sendRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { IsAllowed } from './policies.ts';
import {
  neededActions,
  neededToHearOfMissing,
  type AccountPlace,
  type HttpRequest,
  type NeededAction,
} from './request-actions.ts';

/** PolicyProxy stands in front of S3 and SQS, and passes only requests that the policies allow. */
export interface PolicyProxy {
  readonly endpoint: string;
  /** Permissions that were needed so far, granted or not. */
  readonly needed: NeededAction[];
  /** Permissions that were needed but not granted. */
  readonly refused: NeededAction[];
  /** Selects requests to answer with an error that the SDK does not retry. */
  breaks: (request: HttpRequest) => boolean;
  close(): Promise<void>;
}

export interface PolicyProxyOptions {
  readonly targetPort: number;
  readonly place: AccountPlace;
  readonly isAllowed: IsAllowed;
}

export async function startPolicyProxy({
  targetPort,
  place,
  isAllowed,
}: PolicyProxyOptions): Promise<PolicyProxy> {
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { method = '', url = '', headers } = incoming;
    const body = await buffer(incoming);
    const request = { method, url, headers, body: body.toString('latin1') };
    const missing = await ungranted(neededActions(request, place));
    if (missing.length > 0) return answerError(outgoing, request, 403, 'AccessDenied');
    if (proxy.breaks(request)) return answerError(outgoing, request, 400, 'InvalidRequest');
    const target = sendRequest({ port: targetPort, method, path: url, headers });
    target.end(body);
    const [answer] = (await once(target, 'response')) as [IncomingMessage];
    const answerBody = await buffer(answer);
    const isHidden =
      answer.statusCode === 404 && headers['x-amz-target'] === undefined && method !== 'DELETE'
        ? (await ungranted([neededToHearOfMissing(request)])).length > 0
        : false;
    if (isHidden) return answerError(outgoing, request, 403, 'AccessDenied');
    outgoing.writeHead(answer.statusCode!, answer.headers).end(answerBody);
  };
  const ungranted = async (actions: readonly NeededAction[]): Promise<NeededAction[]> => {
    const verdicts = await Promise.all(
      actions.map(async (each) => ({ each, allowed: await isAllowed(each) })),
    );
    const missing = verdicts.filter(({ allowed }) => !allowed).map(({ each }) => each);
    proxy.needed.push(...actions);
    proxy.refused.push(...missing);
    return missing;
  };
  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch((error: unknown) => {
      proxy.refused.push({
        action: `proxy failed: ${String(error)}`,
        resource: incoming.url ?? '',
        context: {},
      });
      outgoing.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: PolicyProxy = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    needed: [],
    refused: [],
    breaks: () => false,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}

function answerError(outgoing: ServerResponse, { headers }: HttpRequest, status: number, code: string): void {
  const isSqs = headers['x-amz-target'] !== undefined;
  outgoing.writeHead(status, { 'content-type': isSqs ? 'application/x-amz-json-1.0' : 'application/xml' });
  outgoing.end(
    isSqs
      ? JSON.stringify({ __type: code, message: code })
      : `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
  );
}
