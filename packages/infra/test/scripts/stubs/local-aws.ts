// A stub of the AWS command line, with the commands of the smoke test, against a local S3 and SQS.
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

const text = { type: 'string', default: '' } as const;
const flag = { type: 'boolean', default: false } as const;
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    recursive: flag,
    'only-show-errors': flag,
    query: text,
    output: text,
    'queue-name': text,
    'queue-url': text,
    'message-body': text,
    'wait-time-seconds': text,
    'receipt-handle': text,
    exclude: text,
    include: { type: 'string', multiple: true, default: [] },
  },
});
const endpoint = process.env['LOCAL_ENDPOINT']!;

interface RequestOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer<ArrayBuffer>;
}

/** Sends a request without a signature: the local servers check none. */
async function request(url: string, { headers, ...init }: RequestOptions = {}): Promise<Response> {
  const authorization = 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-2/s3/aws4_request';
  const response = await fetch(url, { ...init, headers: { authorization, ...headers } });
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status} ${await response.text()}`);
  return response;
}

const urlOf = (address: string): string => `${endpoint}/${address.replace('s3://', '')}`;

async function copy(from: string, to: string): Promise<void> {
  if (to.startsWith('s3://')) await request(urlOf(to), { method: 'PUT', body: await readFile(from) });
  else await writeFile(to, await (await request(urlOf(from))).bytes());
}

async function remove(address: string): Promise<void> {
  if (!options.recursive) {
    await request(urlOf(address), { method: 'DELETE' });
    return;
  }
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(address) ?? [];
  const list = await (await request(`${endpoint}/${bucket}?list-type=2&prefix=${prefix}`)).text();
  const patterns = options.include.map((each) => each.replaceAll('*', '.*'));
  const isIncluded = new RegExp(`^(${patterns.join('|')})$`);
  for (const [, key = ''] of list.matchAll(/<Key>(.*?)<\/Key>/g))
    if (isIncluded.test(key.slice(prefix.length)))
      await request(`${endpoint}/${bucket}/${key}`, { method: 'DELETE' });
}

async function sqs(operation: string, input: unknown): Promise<Record<string, unknown>> {
  const headers = { 'x-amz-target': `AmazonSQS.${operation}`, 'content-type': 'application/x-amz-json-1.0' };
  const response = await request(endpoint, { method: 'POST', headers, body: JSON.stringify(input) });
  const body = await response.text();
  return body === '' ? {} : (JSON.parse(body) as Record<string, unknown>);
}

async function answer(): Promise<string> {
  const [service, operation, ...words] = positionals as [string, string, ...string[]];
  const QueueUrl = options['queue-url'];
  switch (`${service} ${operation}`) {
    case 'sts get-caller-identity':
      return '000000000000\n';
    case 's3 cp':
      await copy(words[0]!, words[1]!);
      return '';
    case 's3 rm':
      await remove(words[0]!);
      return '';
    case 'sqs get-queue-url':
      return String((await sqs('GetQueueUrl', { QueueName: options['queue-name'] }))['QueueUrl']);
    case 'sqs send-message':
      return String(
        (await sqs('SendMessage', { QueueUrl, MessageBody: options['message-body'] }))['MessageId'],
      );
    case 'sqs receive-message': {
      const answered = await sqs('ReceiveMessage', { QueueUrl, WaitTimeSeconds: 1 });
      // Like the command line: no output without messages.
      return (answered['Messages'] as unknown[] | undefined)?.length ? JSON.stringify(answered) : '';
    }
    case 'sqs delete-message':
      await sqs('DeleteMessage', { QueueUrl, ReceiptHandle: options['receipt-handle'] });
      return '';
    default:
      throw new Error(`${service} ${operation} is not supported by this stub`);
  }
}

process.stdout.write(await answer());
