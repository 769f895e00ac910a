/** How BIOSPEX's listener reacts to a message of the update queue. */
export type Reaction =
  /** Not a result: thrown back, and redelivered. */
  | { readonly kind: 'thrown-back' }
  /** Sent by another function. */
  | { readonly kind: 'ignored' }
  /** The owner is mailed links to these objects. */
  | { readonly kind: 'mails-batches'; readonly downloadId: number | string; readonly keys: readonly string[] }
  /** The administrators are mailed. */
  | { readonly kind: 'mails-failure'; readonly downloadId: number | string; readonly error: string };

/** A model of that listener: its checks and its assumptions. */
export function listenerReaction(body: string): Reaction {
  const message = JSON.parse(body) as Partial<Record<string, unknown>> | null;
  const { function: name, status, downloadId, batchFiles, error } = message ?? {};
  const isId = typeof downloadId === 'number' || typeof downloadId === 'string';
  if (name === undefined || status === undefined || !isId) return { kind: 'thrown-back' };
  if (name !== 'BiospexBatchCreator') return { kind: 'ignored' };
  if (status === 'failed') return { kind: 'mails-failure', downloadId, error: String(error) };
  // Any other status counts as success.
  return { kind: 'mails-batches', downloadId, keys: (batchFiles as string[]).map((file) => `batch/${file}`) };
}
