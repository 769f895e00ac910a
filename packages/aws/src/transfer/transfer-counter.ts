import { pipeline, Transform, type Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';

/** Transfer is what went over the wire, in requests and bytes. */
export interface Transfer {
  /** GETs of objects. */
  readonly getRequests: number;
  /** Copies inside S3, of parts and of objects. */
  readonly copyRequests: number;
  /** Uploads of parts and of objects. */
  readonly putRequests: number;
  readonly otherRequests: number;
  /** Bytes of answers' bodies that were consumed. */
  readonly bytesDown: number;
  /** Bytes of requests' bodies. */
  readonly bytesUp: number;
  /** Bytes that S3 copied from ranges, which never travelled. */
  readonly bytesCopied: number;
}

/** The Transfer of whoever has sent nothing. */
export const NO_TRANSFER: Transfer = {
  getRequests: 0,
  copyRequests: 0,
  putRequests: 0,
  otherRequests: 0,
  bytesDown: 0,
  bytesUp: 0,
  bytesCopied: 0,
};

type RequestCount = 'getRequests' | 'copyRequests' | 'putRequests';

const COUNT_OF_COMMAND: Readonly<Partial<Record<string, RequestCount>>> = {
  GetObjectCommand: 'getRequests',
  UploadPartCopyCommand: 'copyRequests',
  CopyObjectCommand: 'copyRequests',
  PutObjectCommand: 'putRequests',
  UploadPartCommand: 'putRequests',
};

interface HttpRequest {
  readonly body?: unknown;
}

interface HttpResponse {
  body?: Readable;
}

/** TransferCounter counts what clients send and receive, every attempt of a request that is tried again. */
export class TransferCounter {
  readonly #transfer: { -readonly [Count in keyof Transfer]: number } = { ...NO_TRANSFER };

  snapshot(): Transfer {
    return { ...this.#transfer };
  }

  /** What was transferred since a snapshot of this counter. */
  since(before: Transfer): Transfer {
    const after = this.#transfer;
    const names = Object.keys(NO_TRANSFER) as (keyof Transfer)[];
    return Object.fromEntries(names.map((name) => [name, after[name] - before[name]])) as unknown as Transfer;
  }

  attach(client: S3Client): void {
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { CopySourceRange } = args.input as { CopySourceRange?: string };
        if (CopySourceRange !== undefined) this.#transfer.bytesCopied += lengthOfRange(CopySourceRange);
        return result;
      },
      { step: 'initialize', name: 'countCopiedBytes' },
    );
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          this.#transfer[COUNT_OF_COMMAND[commandName ?? ''] ?? 'otherRequests']++;
          this.#transfer.bytesUp += byteLengthOf((args.request as HttpRequest).body);
          const result = await next(args);
          this.#countBody(result.response as HttpResponse);
          return result;
        },
      // Inside the retries, next to the wire.
      { step: 'deserialize', priority: 'low', name: 'countTransfer' },
    );
  }

  #countBody(response: HttpResponse): void {
    if (response.body === undefined) return;
    const counting = new Transform({
      transform: (chunk: Uint8Array, _, done) => {
        this.#transfer.bytesDown += chunk.length;
        done(null, chunk);
      },
    });
    // Whoever reads the body hears of what goes wrong; here it need not be heard.
    response.body = pipeline(response.body, counting, () => undefined);
  }
}

function byteLengthOf(body: unknown): number {
  if (body instanceof Uint8Array) return body.length;
  return typeof body === 'string' ? Buffer.byteLength(body) : 0;
}

function lengthOfRange(range: string): number {
  const [start, end] = range.replace('bytes=', '').split('-').map(Number);
  return end! - start! + 1;
}
