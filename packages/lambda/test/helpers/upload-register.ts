interface Upload {
  readonly id: string;
  readonly key: string;
  initiatedAt: number;
}

/** A request and its response. */
interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: string;
}

/** UploadRegister tracks the multipart uploads of a server that cannot list them. */
export class UploadRegister {
  readonly #uploads = new Map<string, Upload>();
  readonly #ageing: number;

  /** @param ageing uploads age this many times faster, for tests that shorten all times */
  constructor(ageing = 1) {
    this.#ageing = ageing;
  }

  /** Keys of uploads that are neither completed nor aborted. */
  get openKeys(): string[] {
    return [...this.#uploads.values()].map(({ key }) => key);
  }

  note({ method, path, status, body }: Exchange): void {
    if (status >= 300) return;
    const { pathname, searchParams } = new URL(path, 'http://local');
    const id = /<UploadId>(.+?)<\/UploadId>/.exec(body)?.[1];
    if (method === 'POST' && searchParams.has('uploads') && id !== undefined) {
      const key = decodeURIComponent(pathname.split('/').slice(2).join('/'));
      this.#uploads.set(id, { id, key, initiatedAt: Date.now() });
    }
    const isEnd =
      method === 'DELETE' || (method === 'POST' && body.includes('CompleteMultipartUploadResult'));
    if (isEnd) this.#uploads.delete(searchParams.get('uploadId') ?? '');
  }

  /** Makes all present uploads older. */
  ageBy(milliseconds: number): void {
    for (const upload of this.#uploads.values()) upload.initiatedAt -= milliseconds;
  }

  /** The response to ListMultipartUploads; undefined for any other request. */
  list(method: string, path: string): string | undefined {
    const { pathname, searchParams } = new URL(path, 'http://local');
    const isList = method === 'GET' && searchParams.has('uploads') && /^\/[^/]+\/?$/.test(pathname);
    if (!isList) return undefined;
    const prefix = searchParams.get('prefix') ?? '';
    const uploads = [...this.#uploads.values()]
      .filter(({ key }) => key.startsWith(prefix))
      .map(({ id, key, initiatedAt }) => {
        const age = (Date.now() - initiatedAt) * this.#ageing;
        const initiated = new Date(Date.now() - age).toISOString();
        return `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${initiated}</Initiated></Upload>`;
      });
    return `<?xml version="1.0"?><ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${uploads.join('')}</ListMultipartUploadsResult>`;
  }
}
