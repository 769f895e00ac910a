import type { S3Client } from '@aws-sdk/client-s3';

const MiB = 1024 ** 2;
const GiB = 1024 ** 3;

interface StoredPart {
  readonly size: number;
  readonly etag: string | undefined;
}

interface Upload {
  readonly key: string;
  /** It was created with a checksum algorithm. */
  readonly isChecked: boolean;
  readonly parts: Map<number, StoredPart>;
}

interface Input {
  readonly Key?: string;
  readonly Body?: Uint8Array | string;
  readonly UploadId?: string;
  readonly PartNumber?: number;
  readonly IfMatch?: string;
  readonly CopySource?: string;
  readonly CopySourceRange?: string;
  readonly CopySourceIfMatch?: string;
  readonly Tagging?: string;
  readonly Metadata?: Readonly<Record<string, string>>;
  readonly ChecksumAlgorithm?: string;
  readonly MultipartUpload?: {
    readonly Parts?: readonly { readonly PartNumber: number; readonly ETag: string }[];
  };
}

interface Output {
  readonly UploadId?: string;
  readonly ETag?: string;
  readonly ContentLength?: number;
  readonly CopyPartResult?: { readonly ETag?: string };
}

/**
 * S3Rulebook checks every request of a client against rules that AWS documents and local servers do not enforce. Each names
 * its page of the Amazon S3 User Guide or API Reference. A broken rule fails the request, and is recorded.
 */
export class S3Rulebook {
  readonly violations: string[] = [];
  readonly #uploads = new Map<string, Upload>();
  readonly #sizes = new Map<string, number>();
  readonly #pinnedPrefix: string;

  /** Objects whose keys start with `pinnedPrefix` must be read with If-Match. */
  constructor(pinnedPrefix: string) {
    this.#pinnedPrefix = pinnedPrefix;
  }

  /** Keys of uploads that are neither completed nor aborted. */
  get openUploads(): string[] {
    return [...this.#uploads.values()].map(({ key }) => key);
  }

  /** Uploads created so far. */
  uploadCount = 0;

  /** For a test that hides the end of an upload from the client. */
  forgetUploads(): void {
    this.#uploads.clear();
  }

  attach(client: S3Client): void {
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          const input = args.input as Input;
          this.#before(commandName, input);
          const result = await next(args);
          this.#after(commandName, input, result.output as Output);
          return result;
        },
      { step: 'initialize', name: 's3Rulebook' },
    );
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          this.#checkHeaders(commandName, (args.request as { headers: Record<string, string> }).headers);
          return next(args);
        },
      { step: 'deserialize', priority: 'low', name: 's3RulebookOfHeaders' },
    );
  }

  #require(isKept: boolean, rule: string): void {
    if (isKept) return;
    this.violations.push(rule);
    throw new Error(`S3 rulebook: ${rule}`);
  }

  #before(command: string, input: Input): void {
    // "Naming Amazon S3 objects"
    this.#require(Buffer.byteLength(input.Key ?? 'k') <= 1024, 'a key has at most 1024 bytes');
    // "Working with object metadata"
    const metadata = Object.entries(input.Metadata ?? {})
      .flat()
      .join('');
    this.#require(Buffer.byteLength(metadata) <= 2 * 1024, 'user metadata has at most 2 KiB');
    // "Categorizing your objects using tags": at most 10, characters limited; "PutObject": URL query parameters
    const tags = (input.Tagging ?? '').split('&');
    this.#require(
      tags.length <= 10 && tags.every((tag) => tag === '' || /^[^=&\s]{1,128}=[^=&\s]{0,256}$/.test(tag)),
      'tags are at most 10, encoded as URL query parameters',
    );
    if (command === 'GetObjectCommand' && input.Key?.startsWith(this.#pinnedPrefix) === true)
      this.#require(input.IfMatch !== undefined, 'the archive is read with If-Match');
    if (command === 'PutObjectCommand')
      // "PutObject"
      this.#require(byteLength(input) <= 5 * GiB, 'one PutObject writes at most 5 GiB');
    if (command === 'UploadPartCommand') this.#checkPart(input, byteLength(input));
    if (command === 'UploadPartCopyCommand') this.#checkCopy(input);
    if (command === 'CompleteMultipartUploadCommand') this.#checkComplete(input);
  }

  #checkPart(input: Input, size: number): void {
    const { PartNumber = 0, UploadId = '' } = input;
    // "Amazon S3 multipart upload limits"
    this.#require(PartNumber >= 1 && PartNumber <= 10_000, 'part numbers are 1 to 10,000');
    this.#require(size <= 5 * GiB, 'a part has at most 5 GiB');
    // "AbortMultipartUpload": parts uploaded after it may stay
    this.#require(this.#uploads.has(UploadId), 'parts go to uploads that are open');
  }

  #checkCopy(input: Input): void {
    const { CopySource = '', CopySourceRange = '', CopySourceIfMatch } = input;
    // "UploadPartCopy": "The value must be URL-encoded"
    this.#require(/^[A-Za-z0-9.-]+\/[A-Za-z0-9._~!'()*%/-]+$/.test(CopySource), 'CopySource is URL-encoded');
    this.#require(CopySourceIfMatch !== undefined, 'the archive is copied with If-Match');
    const match = /^bytes=(\d+)-(\d+)$/.exec(CopySourceRange);
    this.#require(match !== null, 'CopySourceRange is bytes=first-last');
    const [start, last] = [Number(match![1]), Number(match![2])];
    const key = decodeURIComponent(CopySource.slice(CopySource.indexOf('/') + 1));
    const sourceSize = this.#sizes.get(key);
    this.#require(sourceSize !== undefined, 'the copied object was looked up before');
    this.#require(start <= last && last < sourceSize!, 'a copied range lies inside its object');
    // "UploadPartCopy": "You can copy a range only if the source object is greater than 5 MB"
    this.#require(sourceSize! > 5 * MiB, 'ranges are copied only from objects over 5 MB');
    this.#checkPart(input, last - start + 1);
  }

  #checkComplete({ UploadId = '', MultipartUpload }: Input): void {
    const upload = this.#uploads.get(UploadId);
    this.#require(upload !== undefined, 'an upload is completed once');
    const listed = MultipartUpload?.Parts ?? [];
    // "CompleteMultipartUpload": InvalidPartOrder, InvalidPart, EntityTooSmall
    this.#require(listed.length > 0, 'an upload has a part');
    listed.forEach((part, i) => {
      const stored = upload!.parts.get(part.PartNumber);
      this.#require(part.PartNumber > (listed[i - 1]?.PartNumber ?? 0), 'parts are listed in order');
      this.#require(stored?.etag === part.ETag, 'parts are listed with the ETags they were given');
      this.#require(
        i === listed.length - 1 || (stored?.size ?? 0) >= 5 * MiB,
        'every part but the last has 5 MiB',
      );
      // "Checking object integrity": required when the upload was created with an algorithm
      const hasChecksum = Object.keys(part).some((field) => field.startsWith('Checksum'));
      this.#require(
        !upload!.isChecked || hasChecksum,
        'parts of a checked upload have their checksums listed',
      );
    });
  }

  #checkHeaders(command: string, headers: Record<string, string>): void {
    if (command !== 'CreateMultipartUploadCommand') return;
    // Whoever asked for it, completing the upload then needs a checksum of every part.
    this.#require(headers['x-amz-checksum-algorithm'] === undefined, 'uploads are created without checksums');
  }

  #after(command: string, input: Input, output: Output): void {
    const { Key = '', UploadId = '', PartNumber = 0 } = input;
    if (command === 'HeadObjectCommand') this.#sizes.set(Key, output.ContentLength ?? 0);
    if (command === 'CreateMultipartUploadCommand') {
      this.uploadCount++;
      const isChecked = input.ChecksumAlgorithm !== undefined;
      this.#uploads.set(output.UploadId!, { key: Key, isChecked, parts: new Map() });
    }
    if (command === 'UploadPartCommand')
      this.#uploads.get(UploadId)?.parts.set(PartNumber, { size: byteLength(input), etag: output.ETag });
    if (command === 'UploadPartCopyCommand') {
      const [start, last] = input.CopySourceRange!.replace('bytes=', '').split('-').map(Number);
      const etag = output.CopyPartResult?.ETag;
      this.#uploads.get(UploadId)?.parts.set(PartNumber, { size: last! - start! + 1, etag });
    }
    if (command === 'CompleteMultipartUploadCommand' || command === 'AbortMultipartUploadCommand')
      this.#uploads.delete(UploadId);
  }
}

function byteLength({ Body }: Input): number {
  return typeof Body === 'string' ? Buffer.byteLength(Body) : (Body?.length ?? 0);
}
