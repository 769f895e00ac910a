/** What the SDK's errors have, and errors of the network below it have not. */
interface ServiceError {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly requestId?: string;
    /** S3 has a second one. */
    readonly extendedRequestId?: string;
  };
}

/** What stands for a name where an answer has none, as that to a HEAD has no body. */
const NO_NAMES: readonly string[] = ['Error', 'UnknownError', 'Unknown'];

export function httpStatusOf(error: unknown): number | undefined {
  return (error as ServiceError | null | undefined)?.$metadata?.httpStatusCode;
}

/** The name that AWS gives an error, such as `NoSuchUpload`; the system's code where it never reached AWS; else ''. */
export function awsCodeOf(error: unknown): string {
  const { name, code } = (error ?? {}) as ServiceError;
  if (typeof name === 'string' && !NO_NAMES.includes(name)) return name;
  return typeof code === 'string' ? code : '';
}

/** An error as one line: name, HTTP status, what AWS says of it, and the request ids that AWS support asks for. */
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

/** The error of a request as one that says what was tried, on one line; `cause` is the SDK's. */
export function requestError(whatFailed: string, cause: unknown): Error {
  const hint = hintFor(cause);
  const advice = hint === undefined ? '' : `; ${hint}`;
  return new Error(`${whatFailed}: ${describeAwsError(cause)}${advice}`, { cause });
}

/** What to look at, where AWS's own words do not say it. */
function hintFor(cause: unknown): string | undefined {
  const { message } = (cause ?? {}) as ServiceError;
  if (httpStatusOf(cause) === 403)
    return 'check the credentials and what they permit: without s3:ListBucket, S3 answers so where there is no such object, too';
  if (awsCodeOf(cause) === 'CredentialsProviderError')
    return 'set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';
  return message === 'Region is missing' ? 'set AWS_REGION' : undefined;
}
