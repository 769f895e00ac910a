import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient, type AwsClientStub } from 'aws-sdk-client-mock';
import { InputError, StoreError } from '@biospex/batch-core';
import { S3Source } from '../../src/index.ts';
import { seededRandom } from '../../../core/test/helpers/seeded-random.ts';
import { awsError } from '../helpers/inject.ts';

const location = { bucket: 'biospex-app', key: 'export/7-2.zip' };
const size = 5_000_000;
const bytes = seededRandom(3).bytes(size);
const reset = (): Error => Object.assign(new Error('aborted'), { code: 'ECONNRESET' });

/** Breaks a body off after so many bytes, with or without an error. */
type Break = (given: number) => { readonly after: number; readonly error?: Error } | undefined;

let s3: AwsClientStub<S3Client>;
let client: S3Client;

beforeEach(() => {
  client = new S3Client({ region: 'us-east-2' });
  s3 = mockClient(client);
  s3.on(HeadObjectCommand).resolves({ ContentLength: size, ETag: '"v1"' });
  serve(() => undefined);
});
afterEach(() => s3.restore());

/** Serves ranges. `breakOf(n)` breaks the body of the nth GET. */
function serve(breakOf: Break): void {
  let gets = 0;
  s3.on(GetObjectCommand).callsFake(async ({ Range }: { Range: string }) => {
    const [start, last] = Range.replace('bytes=', '').split('-').map(Number) as [number, number];
    const broken = breakOf(++gets);
    const body = bytes.subarray(start, last + 1).subarray(0, broken?.after);
    const chunks = function* (): Generator<Uint8Array> {
      for (let i = 0; i < body.length; i += 100_000) yield body.subarray(i, i + 100_000);
      if (broken?.error !== undefined) throw broken.error;
    };
    return { Body: Readable.from(chunks()), ContentRange: `bytes ${start}-${last}/${size}` };
  });
}

function ranges(): unknown[] {
  return s3.commandCalls(GetObjectCommand).map(({ args }) => args[0].input.Range);
}

async function open(): Promise<S3Source> {
  const source = await S3Source.open(client, location);
  s3.resetHistory();
  return source;
}

describe('S3Source', () => {
  test.each([
    ['is reset', reset()],
    ['ends early', undefined],
  ])('continues a body that %s where it broke off', async (_, error) => {
    const source = await open();
    serve((get) => (get <= 2 ? { after: 1_000_000, ...(error === undefined ? {} : { error }) } : undefined));
    const target = new Uint8Array(3_000_000);

    await source.read(target, 500_000);

    expect(Buffer.from(target).equals(bytes.subarray(500_000, 3_500_000))).toBe(true);
    expect(ranges()).toEqual(['bytes=500000-3499999', 'bytes=1500000-3499999', 'bytes=2500000-3499999']);
  });

  test('gives up on a body that breaks off six times, and says where', async () => {
    const source = await open();
    serve(() => ({ after: 1000, error: reset() }));

    await expect(source.read(new Uint8Array(2_000_000), 0)).rejects.toThrow(
      's3://biospex-app/export/7-2.zip broke off 6 times, the last time at byte 6000: ECONNRESET: aborted',
    );
    expect(ranges()).toHaveLength(6);
  });

  test('reads every byte on condition that the ETag is unchanged', async () => {
    const source = await S3Source.open(client, location);
    await source.read(new Uint8Array(10), 0);
    await source.read(new Uint8Array(2_000_000), 0);

    const conditions = s3.commandCalls(GetObjectCommand).map(({ args }) => args[0].input.IfMatch);
    expect(conditions).toEqual(['"v1"', '"v1"', '"v1"']);
  });

  test.each([
    [412, 'PreconditionFailed', 's3://biospex-app/export/7-2.zip was replaced while it was read'],
    [404, 'NoSuchKey', 's3://biospex-app/export/7-2.zip was deleted while it was read'],
  ])('says that the archive changed when S3 answers %d', async (status, name, message) => {
    const source = await open();
    s3.on(GetObjectCommand).rejects(awsError(name, status));

    const reading = source.read(new Uint8Array(10), 0);

    await expect(reading).rejects.toBeInstanceOf(StoreError);
    await expect(reading).rejects.toMatchObject({ code: 'ARCHIVE_CHANGED', message });
    expect(s3.commandCalls(GetObjectCommand)).toHaveLength(1);
  });

  test('says that the archive does not exist', async () => {
    s3.on(HeadObjectCommand).rejects(awsError('NotFound', 404));

    const opening = S3Source.open(client, location);

    await expect(opening).rejects.toBeInstanceOf(InputError);
    await expect(opening).rejects.toMatchObject({
      code: 'ARCHIVE_MISSING',
      message: 's3://biospex-app/export/7-2.zip does not exist: no such object, or no such bucket',
    });
  });

  test('names the refusal of a look-up, with its possible causes', async () => {
    s3.on(HeadObjectCommand).rejects(awsError('403', 403, 'UnknownError'));

    await expect(S3Source.open(client, location)).rejects.toThrow(
      's3://biospex-app/export/7-2.zip cannot be looked up: 403 (HTTP 403), request R1; ' +
        'check the credentials and their permissions; without s3:ListBucket, a missing object is a 403, too',
    );
  });

  test('names the refusal of a read of an archive that exists', async () => {
    s3.on(GetObjectCommand).rejects(awsError('InvalidObjectState', 403, 'It is archived'));

    const opening = S3Source.open(client, location);

    await expect(opening).rejects.toBeInstanceOf(StoreError);
    await expect(opening).rejects.toMatchObject({
      code: 'READ_FAILED',
      message: expect.stringMatching(/^bytes 3951424 to 5000000 of s3:.* It is archived, request R1/),
    });
  });

  test('names the bytes that cannot be read', async () => {
    const source = await open();
    s3.on(GetObjectCommand).rejects(awsError('SlowDown', 503, 'Please reduce\nyour request rate.'));

    await expect(source.read(new Uint8Array(2_000_000), 1000)).rejects.toThrow(
      'bytes 1000 to 2001000 of s3://biospex-app/export/7-2.zip cannot be read: ' +
        'SlowDown (HTTP 503): Please reduce your request rate., request R1',
    );
  });

  test('refuses an answer to another range', async () => {
    const source = await open();
    s3.on(GetObjectCommand).callsFake(async () => ({ Body: Readable.from([bytes]) }));

    await expect(source.read(new Uint8Array(10), 100)).rejects.toThrow(
      'S3 was asked for bytes=100-65635 of s3://biospex-app/export/7-2.zip and sent the whole object',
    );
  });

  test('refuses more bytes than it asked for', async () => {
    const source = await open();
    s3.on(GetObjectCommand).callsFake(async ({ Range }: { Range: string }) => ({
      Body: Readable.from([bytes.subarray(0, 2_000_001)]),
      ContentRange: `${Range.replace('=', ' ')}/${size}`,
    }));
    const around = Buffer.alloc(2_000_020, 0xa5);

    await expect(source.read(around.subarray(10, -10), 0)).rejects.toThrow(
      'the body is longer than the range',
    );
    expect(around.subarray(-10).every((byte) => byte === 0xa5)).toBe(true);
  });

  test('stops inside a body when it is aborted, and rejects with the reason', async () => {
    const source = await open();
    const controller = new AbortController();
    const reason = new Error('enough');
    s3.on(GetObjectCommand).callsFake(async ({ Range }: { Range: string }) => {
      const body = new Readable({ read: () => undefined });
      body.push(bytes.subarray(0, 1000));
      setImmediate(() => controller.abort(reason));
      return { Body: body, ContentRange: `${Range.replace('=', ' ')}/${size}` };
    });

    await expect(source.read(new Uint8Array(2_000_000), 0, controller.signal)).rejects.toBe(reason);
    await expect(source.read(new Uint8Array(10), 0, controller.signal)).rejects.toBe(reason);
  });

  test('refuses an object without a size or an ETag', async () => {
    s3.on(HeadObjectCommand).resolves({ ContentLength: 10 });

    await expect(S3Source.open(client, location)).rejects.toThrow('S3 gave no ETag or no size for');
  });
});
