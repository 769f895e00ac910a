import type { IncomingHttpHeaders } from 'node:http';
import type { Place } from '../helpers/resolved-template.ts';

/** A permission that a request needs. */
export interface NeededAction {
  readonly action: string;
  readonly resource: string;
  /** Condition keys of this request, in addition to those of every request. */
  readonly context: Readonly<Record<string, string>>;
}

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface AccountPlace extends Place {
  /** KMS key of the bucket, if it has one. */
  readonly bucketKeyArn?: string | undefined;
}

/** Permissions for a request to S3 or SQS, from the "Actions defined by" pages of the Service Authorization Reference. */
export function neededActions(request: HttpRequest, place: AccountPlace): NeededAction[] {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return sqsActions(target, request.body, place);
  const actions = s3Actions(request);
  return [...actions, ...keyActions(request, actions, place)];
}

/** Whether S3 answers 403 for a missing object: it does without s3:ListBucket, which it checks with no prefix. */
export function neededToHearOfMissing({ url }: HttpRequest): NeededAction {
  return { action: 's3:ListBucket', resource: bucketArn(url), context: {} };
}

function sqsActions(target: string, body: string, { account, region }: Place): NeededAction[] {
  const operation = target.replace('AmazonSQS.', '');
  const { QueueUrl = '', QueueName } = JSON.parse(body) as { QueueUrl?: string; QueueName?: string };
  const queue = QueueName ?? QueueUrl.split('/').at(-1)!;
  return [{ action: `sqs:${operation}`, resource: `arn:aws:sqs:${region}:${account}:${queue}`, context: {} }];
}

function s3Actions({ method, url, headers }: HttpRequest): NeededAction[] {
  const { pathname, searchParams } = new URL(url, 'http://local');
  const [, , ...key] = pathname.split('/');
  const resource = `${bucketArn(url)}/${decodeURIComponent(key.join('/'))}`;
  const need = (action: string): NeededAction => ({ action, resource, context: {} });
  if (key.join('/') === '') return bucketActions(method, url, searchParams);
  const tagging = headers['x-amz-tagging'] === undefined ? [] : [need('s3:PutObjectTagging')];
  const source = headers['x-amz-copy-source'];
  switch (method) {
    case 'HEAD':
    case 'GET':
      return [need(searchParams.has('uploadId') ? 's3:ListMultipartUploadParts' : 's3:GetObject')];
    case 'PUT':
      if (typeof source === 'string') return [need('s3:PutObject'), ...copySourceActions(source)];
      return [need('s3:PutObject'), ...tagging];
    case 'POST':
      return [need('s3:PutObject'), ...tagging];
    case 'DELETE':
      return [need(searchParams.has('uploadId') ? 's3:AbortMultipartUpload' : 's3:DeleteObject')];
    default:
      throw new Error(`${method} ${url} is not known here`);
  }
}

/** S3 uses the key with the caller's permissions. Parts of an upload use the data key from its start. */
function keyActions(
  { url }: HttpRequest,
  actions: readonly NeededAction[],
  { bucketKeyArn: resource }: AccountPlace,
): NeededAction[] {
  if (resource === undefined) return [];
  const has = (action: string): boolean => actions.some((each) => each.action === action);
  const isUpload = /[?&]upload/.test(url);
  const need = (action: string): NeededAction => ({ action, resource, context: {} });
  return [
    ...(has('s3:GetObject') || (has('s3:PutObject') && isUpload) ? [need('kms:Decrypt')] : []),
    ...(has('s3:PutObject') ? [need('kms:GenerateDataKey')] : []),
  ];
}

function bucketActions(method: string, url: string, query: URLSearchParams): NeededAction[] {
  const resource = bucketArn(url);
  if (method !== 'GET') throw new Error(`${method} ${url} is not known here`);
  if (query.has('uploads')) return [{ action: 's3:ListBucketMultipartUploads', resource, context: {} }];
  const prefix = query.get('prefix');
  return [{ action: 's3:ListBucket', resource, context: prefix === null ? {} : { 's3:prefix': prefix } }];
}

function copySourceActions(source: string): NeededAction[] {
  const [bucket, ...key] = decodeURIComponent(source).replace(/^\//, '').split('/');
  return [{ action: 's3:GetObject', resource: `arn:aws:s3:::${bucket}/${key.join('/')}`, context: {} }];
}

function bucketArn(url: string): string {
  return `arn:aws:s3:::${new URL(url, 'http://local').pathname.split('/')[1]}`;
}
