import { StoreError, type StoreErrorCode } from '@biospex/batch-core';

/** The fields of the SDK's errors, and of the network's. */
interface ServiceError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly requestId?: string;
    /** Only S3 has it. */
    readonly extendedRequestId?: string;
  };
}

/** Names that say nothing: the answer to a HEAD has no body, so the SDK makes one up. */
const NO_NAMES: readonly string[] = ['Error', 'UnknownError', 'Unknown'];

export function httpStatusOf(error: unknown): number | undefined {
  return (error as ServiceError | null | undefined)?.$metadata?.httpStatusCode;
}

/** AWS's name for an error, such as `NoSuchUpload`, or the system's code if the request did not reach AWS, or ''. */
export function awsCodeOf(error: unknown): string {
  const { name, code } = (error ?? {}) as ServiceError;
  if (typeof name === 'string' && !NO_NAMES.includes(name)) return name;
  return typeof code === 'string' ? code : '';
}

/** An error in one line: name, HTTP status, AWS's message, and the request ids that AWS support asks for. */
export function describeAwsError(error: unknown): string {
  const { message, $metadata } = (error ?? {}) as ServiceError;
  const code = awsCodeOf(error);
  const text = typeof message === 'string' ? message.replace(/\s+/g, ' ').trim() : '';
  const said = text === code || text === 'UnknownError' ? '' : text;
  const status = $metadata?.httpStatusCode === undefined ? '' : `HTTP ${$metadata.httpStatusCode}`;
  const head = code !== '' && status !== '' ? `${code} (${status})` : code + status;
  const line = [head, said].filter((part) => part !== '').join(': ') || 'unknown error';
  const ids = [$metadata?.requestId, $metadata?.extendedRequestId].filter((id) => id !== undefined);
  return ids.length === 0 ? line : `${line}, request ${ids.join(' ')}`;
}

/** Says in one line which request failed and why. `cause` is the SDK's error. */
export function requestError(whatFailed: string, cause: unknown): Error {
  const remedy = remedyFor(cause);
  const end = remedy === undefined ? '' : `; ${remedy}`;
  return new Error(`${whatFailed}: ${describeAwsError(cause)}${end}`, { cause });
}

/** The same for a request to S3. */
export function storeError(code: StoreErrorCode, whatFailed: string, cause: unknown): StoreError {
  return new StoreError(code, requestError(whatFailed, cause).message, { cause });
}

/** A remedy that AWS's own message does not give. */
function remedyFor(cause: unknown): string | undefined {
  const { message } = (cause ?? {}) as ServiceError;
  if (httpStatusOf(cause) === 403)
    return 'check the credentials and their permissions; without s3:ListBucket, a missing object is a 403, too';
  if (awsCodeOf(cause) === 'CredentialsProviderError')
    return 'set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';
  return message === 'Region is missing' ? 'set AWS_REGION' : undefined;
}
