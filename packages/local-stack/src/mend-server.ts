/** The used part of the Fastify server that fauxqs builds. */
export interface HookedServer {
  listen(options: { port: number; host: string }): Promise<string>;
  inject(request: { method: string; url: string; headers: object }): Promise<{ statusCode: number }>;
  addHook(
    name: 'preHandler' | 'onResponse',
    hook: (request: ServedRequest, reply: Reply) => Promise<unknown>,
  ): unknown;
}

interface ServedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

interface Reply {
  code(status: number): Reply;
  send(body: string): unknown;
}

/** Adds to fauxqs an address to listen on, PUT with `If-None-Match: *`, and, for tests, shorter visibility timeouts. */
export function mendServer(
  server: HookedServer,
  { host, hideShorterBy }: { readonly host: string; readonly hideShorterBy: number },
): void {
  const listen = server.listen.bind(server);
  server.listen = (options) => listen({ ...options, host });

  /** URLs of conditional PUTs in progress. */
  const inTheMaking = new Map<string, ServedRequest>();
  server.addHook('preHandler', async (request, reply) => {
    const { method, url, headers } = request;
    if (method !== 'PUT' || headers['if-none-match'] !== '*') return undefined;
    if (!inTheMaking.has(url)) {
      inTheMaking.set(url, request);
      const { host: bucketHost } = headers;
      const { statusCode } = await server.inject({ method: 'HEAD', url, headers: { host: bucketHost } });
      if (statusCode === 404) return undefined;
    }
    return reply.code(412).send('<Error><Code>PreconditionFailed</Code></Error>');
  });
  server.addHook('onResponse', async (request) => {
    if (inTheMaking.get(request.url) === request) inTheMaking.delete(request.url);
  });
  server.addHook('preHandler', async ({ headers, body }) => {
    if (headers['x-amz-target'] !== 'AmazonSQS.ChangeMessageVisibility') return;
    const change = body as { VisibilityTimeout: number };
    if (change.VisibilityTimeout > hideShorterBy) change.VisibilityTimeout -= hideShorterBy;
  });
}
