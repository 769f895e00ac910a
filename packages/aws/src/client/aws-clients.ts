import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';

export interface ClientOptions {
  /** URL of a local service. @default AWS_ENDPOINT_URL_S3 or _SQS, AWS_ENDPOINT_URL, else AWS */
  readonly endpoint?: string;
  /** @default AWS_REGION, or the profile's */
  readonly region?: string;
  /** Longest silence on a connection, in milliseconds. @default 60,000; S3 takes some 4,000 to copy 128 MiB */
  readonly idleTimeoutMs?: number;
  /** Longest time from a request to the start of its answer, in milliseconds. @default 600,000, for slow uploads */
  readonly requestTimeoutMs?: number;
}

const MAX_ATTEMPTS = 5;
const CONNECTION_TIMEOUT_MS = 5000;
const IDLE_TIMEOUT_MS = 60_000;
const REQUEST_TIMEOUT_MS = 600_000;
/** More than the requests that a store has in flight: waiting for a connection counts towards a request's time. */
const MAX_SOCKETS = 320;

/**
 * Makes a client for S3, configured by environment, profile and credential chain as usual.
 *
 * @throws TypeError for an endpoint that is not a URL
 */
export function createS3Client(options: ClientOptions = {}): S3Client {
  const configuration = configure('AWS_ENDPOINT_URL_S3', options);
  return new S3Client({
    ...configuration,
    // Local servers do not answer to bucket.localhost.
    forcePathStyle: configuration.endpoint !== undefined,
    // By default the SDK sends a CRC-32 with every upload. Completing a multipart upload then needs the checksums of all
    // parts, copied ones too. ZIP has a CRC-32 for every entry, and TLS protects the transfer.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

/**
 * Makes a client for SQS, configured as usual. With an endpoint, all requests go there, whatever host a queue's URL names.
 *
 * @throws TypeError for an endpoint that is not a URL
 */
export function createSqsClient(options: ClientOptions = {}): SQSClient {
  return new SQSClient(configure('AWS_ENDPOINT_URL_SQS', options));
}

function configure(serviceVariable: string, options: ClientOptions) {
  const { region, idleTimeoutMs = IDLE_TIMEOUT_MS, requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  const endpoint = endpointOf(serviceVariable, options);
  const agent = { keepAlive: true, maxSockets: MAX_SOCKETS };
  return {
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    retryMode: 'standard',
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      socketTimeout: idleTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent(agent),
    }),
  };
}

function endpointOf(serviceVariable: string, { endpoint }: ClientOptions): string | undefined {
  const candidates: [string, string | undefined][] = [
    ['endpoint', endpoint],
    [serviceVariable, process.env[serviceVariable]],
    ['AWS_ENDPOINT_URL', process.env['AWS_ENDPOINT_URL']],
  ];
  const [name, value = ''] = candidates.find(([, each = '']) => each !== '') ?? [];
  if (name === undefined) return undefined;
  if (/^https?:/i.test(value) && URL.canParse(value)) return value;
  throw new TypeError(`${name} is not a URL such as http://localhost:4566: ${JSON.stringify(value)}`);
}
