import { awsCodeOf, httpStatusOf } from '../aws-error.ts';
import { taggingOf, type Tags } from './batch-object.ts';

/** The header of a request that makes an object; nothing without tags. */
interface TaggingHeader {
  readonly Tagging?: string;
}

/** Tagging tags what a store writes. A server that has no tags (OpenStack Swift) gets none after its first refusal. */
export class Tagging {
  readonly #onRefused: () => void;
  #header: TaggingHeader;

  constructor(tags: Tags, onRefused: () => void) {
    const tagging = taggingOf(tags);
    this.#header = tagging === '' ? {} : { Tagging: tagging };
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
