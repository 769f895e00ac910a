import { awsCodeOf, httpStatusOf } from '../aws-error.ts';

export type Tags = Readonly<Record<string, string>>;

/** The header that tags an object; empty without tags. */
interface TaggingHeader {
  readonly Tagging?: string;
}

export function taggingHeader(tags: Tags): TaggingHeader {
  const pairs = Object.entries(tags).map((tag) => tag.map(encodeURIComponent).join('='));
  return pairs.length === 0 ? {} : { Tagging: pairs.join('&') };
}

/** Tagging tags the objects of a store. After a server without tags (OpenStack Swift) has refused once, it sends none. */
export class Tagging {
  readonly #onRefused: () => void;
  #header: TaggingHeader;

  constructor(tags: Tags, onRefused: () => void) {
    this.#header = taggingHeader(tags);
    this.#onRefused = onRefused;
  }

  /** Sends a request that creates an object; again without tags if the server refuses them. */
  async send<T>(send: (header: TaggingHeader) => Promise<T>): Promise<T> {
    const header = this.#header;
    try {
      return await send(header);
    } catch (cause) {
      const isRefused = httpStatusOf(cause) === 501 || awsCodeOf(cause) === 'NotImplemented';
      if (!isRefused || header.Tagging === undefined) throw cause;
      this.#header = {};
      this.#onRefused();
      return send({});
    }
  }
}
