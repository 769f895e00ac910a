import { awsCodeOf, httpStatusOf } from '../aws-error.ts';

export type Tags = Readonly<Record<string, string>>;

/** The header of a request that makes an object; nothing without tags. */
export interface TaggingHeader {
  /** As a query string, which is how the header wants it. */
  readonly Tagging?: string;
}

export function taggingOf(tags: Tags): TaggingHeader {
  const pairs = Object.entries(tags).map((tag) => tag.map(encodeURIComponent).join('='));
  return pairs.length === 0 ? {} : { Tagging: pairs.join('&') };
}

/** Tagging tags what a store writes. A server that has no tags (OpenStack Swift) gets none after its first refusal. */
export class Tagging {
  readonly #onRefused: () => void;
  #header: TaggingHeader;

  constructor(tags: Tags, onRefused: () => void) {
    this.#header = taggingOf(tags);
    this.#onRefused = onRefused;
  }

  /** Sends a request that makes an object, again without tags if the server refuses them. */
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
