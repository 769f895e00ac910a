import { pipeline, Transform, type Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';

/** Transfer is the traffic of clients, in requests and bytes. */
export interface Transfer {
  /** GETs of objects. */
  readonly getRequests: number;
  /** Copies inside S3, of parts and of objects. */
  readonly copyRequests: number;
  /** Uploads of parts and of objects. */
  readonly putRequests: number;
  readonly otherRequests: number;
  /** Bytes of response bodies that were consumed. */
  readonly bytesDown: number;
  /** Bytes of request bodies. */
  readonly bytesUp: number;
  /** Bytes of ranges that S3 copied itself. */
  readonly bytesCopied: number;
}

export const NO_TRANSFER: Transfer = {
  getRequests: 0,
  copyRequests: 0,
  putRequests: 0,
  otherRequests: 0,
  bytesDown: 0,
  bytesUp: 0,
  bytesCopied: 0,
};

const COUNT_OF_COMMAND: Readonly<Partial<Record<string, keyof Transfer>>> = {
  GetObjectCommand: 'getRequests',
  UploadPartCopyCommand: 'copyRequests',
  CopyObjectCommand: 'copyRequests',
  PutObjectCommand: 'putRequests',
  UploadPartCommand: 'putRequests',
};

/** TransferCounter counts the traffic of clients, including every attempt of a request that is retried. */
export class TransferCounter {
  readonly #transfer: { -readonly [Count in keyof Transfer]: number } = { ...NO_TRANSFER };

  snapshot(): Transfer {
    return { ...this.#transfer };
  }

  /** The traffic since a snapshot of this counter. */
  since(before: Transfer): Transfer {
    const after = this.#transfer;
    const names = Object.keys(NO_TRANSFER) as (keyof Transfer)[];
    return Object.fromEntries(names.map((name) => [name, after[name] - before[name]])) as unknown as Transfer;
  }

  attach(client: S3Client): void {
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { CopySourceRange: range } = args.input as { CopySourceRange?: string };
        if (range !== undefined) this.#transfer.bytesCopied += lengthOfRange(range);
        return result;
      },
      { step: 'initialize', name: 'countCopiedBytes' },
    );
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          this.#transfer[COUNT_OF_COMMAND[commandName ?? ''] ?? 'otherRequests']++;
          this.#transfer.bytesUp += byteLengthOf((args.request as { body?: unknown }).body);
          const result = await next(args);
          this.#countBody(result.response as { body?: Readable });
          return result;
        },
      // Inside the retries, next to the wire.
      { step: 'deserialize', priority: 'low', name: 'countTransfer' },
    );
  }

  #countBody(response: { body?: Readable }): void {
    if (response.body === undefined) return;
    const counting = new Transform({
      transform: (chunk: Uint8Array, _, done) => {
        this.#transfer.bytesDown += chunk.length;
        done(null, chunk);
      },
    });
    // The reader of the body gets its errors.
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
