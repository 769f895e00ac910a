import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';

export interface ClientOptions {
  /** Where the service is, for a local one. @default AWS_ENDPOINT_URL_S3 or _SQS, AWS_ENDPOINT_URL, else AWS itself */
  readonly endpoint?: string;
  /** @default AWS_REGION, or the profile's */
  readonly region?: string;
  /** Longest silence on a connection, in milliseconds. @default 60,000; S3 copies 128 MiB in some 4,000 */
  readonly idleTimeoutMs?: number;
  /** Longest time from a request to the beginning of its answer. @default 600,000, for uploads over slow lines */
  readonly requestTimeoutMs?: number;
}

const MAX_ATTEMPTS = 5;
const CONNECTION_TIMEOUT_MS = 5000;
const IDLE_TIMEOUT_MS = 60_000;
const REQUEST_TIMEOUT_MS = 600_000;
/** More than the requests that a store has in flight: one that waits for a connection looks like a slow one. */
const MAX_SOCKETS = 320;

/**
 * Makes a client for S3 with the standard configuration: environment, profile, credential chain.
 *
 * @throws TypeError for an endpoint that is no URL
 */
export function createS3Client(options: ClientOptions = {}): S3Client {
  const endpoint = endpointOf('AWS_ENDPOINT_URL_S3', options);
  return new S3Client({
    ...baseConfiguration(options),
    // Local servers do not answer to bucket.localhost.
    ...(endpoint === undefined ? {} : { forcePathStyle: true }),
    // By default the SDK has S3 check a CRC-32 of every upload. A multipart upload made so needs the checksums of all
    // its parts again when it is completed, copied parts' too. ZIP carries a CRC-32 for every entry, TLS guards the way.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

/**
 * Makes a client for SQS with the standard configuration.
 *
 * @throws TypeError for an endpoint that is no URL
 */
export function createSqsClient(options: ClientOptions = {}): SQSClient {
  const endpoint = endpointOf('AWS_ENDPOINT_URL_SQS', options);
  // Said so, it is where every request goes, whatever host a queue's URL names.
  return new SQSClient(baseConfiguration(endpoint === undefined ? options : { ...options, endpoint }));
}

/** The endpoint that is given, or that the environment names for the service, or for all of AWS. */
function endpointOf(serviceVariable: string, { endpoint }: ClientOptions): string | undefined {
  const candidates = [
    ['endpoint', endpoint],
    ...[serviceVariable, 'AWS_ENDPOINT_URL'].map((name) => [name, process.env[name]] as const),
  ] as const;
  for (const [name, value] of candidates) {
    if (value === undefined || value === '') continue;
    const { protocol } = URL.parse(value) ?? {};
    if (protocol === 'http:' || protocol === 'https:') return value;
    throw new TypeError(`${name} is no URL such as http://localhost:4566: ${JSON.stringify(value)}`);
  }
  return undefined;
}

function baseConfiguration({ endpoint, region, idleTimeoutMs, requestTimeoutMs }: ClientOptions): {
  endpoint?: string;
  region?: string;
  retryMode: string;
  maxAttempts: number;
  requestHandler: NodeHttpHandler;
} {
  const agent = { keepAlive: true, maxSockets: MAX_SOCKETS };
  return {
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    retryMode: 'standard',
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      socketTimeout: idleTimeoutMs ?? IDLE_TIMEOUT_MS,
      requestTimeout: requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent(agent),
    }),
  };
}
