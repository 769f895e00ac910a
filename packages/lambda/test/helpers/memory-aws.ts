import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { jest } from '@jest/globals';

/** The parameters of all commands that MemoryAws answers. */
interface Input {
  readonly Key: string;
  readonly Body?: Uint8Array | string;
  readonly IfNoneMatch?: string;
  readonly Metadata?: Readonly<Record<string, string>>;
  readonly Range?: string;
  readonly Prefix?: string;
  readonly UploadId: string;
  readonly PartNumber: number;
  readonly CopySource: string;
  readonly CopySourceRange?: string;
  readonly MultipartUpload: { readonly Parts: readonly { readonly PartNumber: number }[] };
  readonly MessageBody: string;
}

interface StoredObject {
  readonly bytes: Buffer;
  readonly Metadata?: Readonly<Record<string, string>> | undefined;
}

interface Upload extends Pick<Input, 'Key' | 'Metadata'> {
  readonly parts: Map<number, Buffer>;
}

/** MemoryAws answers every request of the AWS SDK from memory: one bucket, and the messages that were sent. */
export class MemoryAws {
  readonly objects = new Map<string, StoredObject>();
  /** The bodies of all messages that were sent. */
  readonly messages: Readonly<Record<string, unknown>>[] = [];
  /** An error that it throws fails the request. */
  onRequest: (command: string, key: string | undefined) => void = () => undefined;
  readonly #uploads = new Map<string, Upload>();
  #uploadCount = 0;

  /** Replaces the network until mocks are restored. */
  static install(): MemoryAws {
    const aws = new MemoryAws();
    const send = async (command: object): Promise<unknown> => {
      const name = command.constructor.name.replace(/Command$/, '');
      const { input } = command as { input: Input };
      aws.onRequest(name, input.Key);
      return aws.#answer(name, input);
    };
    for (const client of [S3Client, SQSClient])
      jest.spyOn(client.prototype, 'send').mockImplementation(send as never);
    return aws;
  }

  put(Key: string, bytes: Uint8Array): void {
    this.objects.set(Key, { bytes: Buffer.from(bytes) });
  }

  get openUploads(): string[] {
    return [...this.#uploads.values()].map(({ Key }) => Key);
  }

  #answer(command: string, input: Input): unknown {
    switch (command) {
      case 'HeadObject':
        return this.#head(input);
      case 'GetObject':
        return this.#get(input);
      case 'PutObject':
        if (input.IfNoneMatch === '*' && this.objects.has(input.Key))
          throw awsError('PreconditionFailed', 412);
        this.objects.set(input.Key, { bytes: Buffer.from(input.Body!), Metadata: input.Metadata });
        return { ETag: '"1"' };
      case 'ListMultipartUploads':
        return { Uploads: [...this.#uploads].map(([UploadId, { Key }]) => ({ UploadId, Key })) };
      case 'CreateMultipartUpload':
        return { UploadId: this.#createUpload(input) };
      case 'UploadPart':
        return this.#addPart(input, Buffer.from(input.Body!));
      case 'UploadPartCopy':
        return { CopyPartResult: this.#addPart(input, this.#copySource(input)) };
      case 'CompleteMultipartUpload':
        return this.#complete(input);
      case 'AbortMultipartUpload':
        return this.#uploads.delete(input.UploadId);
      case 'SendMessage':
        return this.messages.push(JSON.parse(input.MessageBody) as Record<string, unknown>);
      case 'ChangeMessageVisibility':
        return {};
      default:
        throw new Error(`MemoryAws cannot answer ${command}`);
    }
  }

  #find(key: string): StoredObject {
    const found = this.objects.get(key);
    if (found === undefined) throw awsError('NoSuchKey', 404);
    return found;
  }

  #head({ Key }: Input): object {
    const { bytes, Metadata } = this.#find(Key);
    return { ETag: '"1"', ContentLength: bytes.length, Metadata };
  }

  #get({ Key, Range }: Input): object {
    const { bytes } = this.#find(Key);
    const part = sliceOf(bytes, Range);
    const Body = Object.assign(Readable.from([part]), { transformToString: async () => part.toString() });
    const ContentRange = Range && `${Range.replace('=', ' ')}/${bytes.length}`;
    return { ETag: '"1"', ContentLength: part.length, ContentRange, Body };
  }

  #createUpload({ Key, Metadata }: Input): string {
    const id = String(++this.#uploadCount);
    this.#uploads.set(id, { Key, ...(Metadata && { Metadata }), parts: new Map() });
    return id;
  }

  #upload(id: string): Upload {
    const upload = this.#uploads.get(id);
    if (upload === undefined) throw awsError('NoSuchUpload', 404);
    return upload;
  }

  #addPart({ UploadId, PartNumber }: Input, bytes: Buffer): object {
    this.#upload(UploadId).parts.set(PartNumber, bytes);
    return { ETag: `"${PartNumber}"` };
  }

  #copySource({ CopySource, CopySourceRange }: Input): Buffer {
    const key = decodeURIComponent(CopySource.slice(CopySource.indexOf('/') + 1));
    return sliceOf(this.#find(key).bytes, CopySourceRange);
  }

  #complete({ UploadId, MultipartUpload }: Input): object {
    const { Key, Metadata, parts } = this.#upload(UploadId);
    const bytes = Buffer.concat(MultipartUpload.Parts.map(({ PartNumber }) => parts.get(PartNumber)!));
    this.objects.set(Key, { bytes, Metadata });
    this.#uploads.delete(UploadId);
    return {};
  }
}

/** An error as the SDK throws it for a response of AWS. */
export function awsError(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
}

/** The bytes of a range such as `bytes=0-99`, whose end is included. */
function sliceOf(bytes: Buffer, range: string | undefined): Buffer {
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
  return start === undefined ? bytes : bytes.subarray(Number(start), Number(end) + 1);
}
