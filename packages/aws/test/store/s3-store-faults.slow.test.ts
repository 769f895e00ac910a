import { CreateMultipartUploadCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { ComposeRequest, StagedBatch } from '@biospex/batch-core';
import { S3Source, S3Store } from '../../src/index.ts';
import { layoutBytes } from '../../../core/test/helpers/layout-bytes.ts';
import { awsError, inject, type Hook } from '../helpers/inject.ts';
import { archiveBytes, archiveKey, key, layout, source } from '../helpers/large-layout.ts';
import { bucket, startSmallS3, type LocalS3 } from '../helpers/local-s3.ts';

describe.each([
  ['in S3', true],
  ['elsewhere', false],
])('S3Store of an archive %s', (_, hasArchive) => {
  let s3: LocalS3;
  let store: S3Store;

  const compose = (request: Partial<ComposeRequest> = {}): Promise<StagedBatch> =>
    store.compose({ key, layout, source, onBytes: () => undefined, ...request });
  const newStore = async (client = s3.client, now = Date.now): Promise<S3Store> => {
    const archive = hasArchive ? await S3Source.open(client, { bucket, key: archiveKey }) : undefined;
    return new S3Store(client, { bucket, prefix: 'batch/', archive, tags: { biospex: 'batch' }, now });
  };
  const expectNothing = async (): Promise<void> => {
    expect([...(await s3.keys('batch/')), ...s3.rulebook.openUploads]).toEqual([]);
  };
  const expectBatch = async (): Promise<void> => {
    expect((await layoutBytes(layout, source)).equals((await s3.get(`batch/${key}`))!)).toBe(true);
  };

  beforeEach(async () => {
    s3 = await startSmallS3();
    await s3.put(archiveKey, archiveBytes);
    store = await newStore();
  });
  afterEach(() => s3.close());

  test('composes a batch of several parts, and reports them one by one', async () => {
    const counts: number[] = [];
    await compose({ onBytes: (count) => counts.push(count) });

    await expectBatch();
    expect(counts.length).toBeGreaterThan(1);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(layout.size);
  });

  test.each([
    ['one request', { segments: layout.segments.slice(-1), size: 1000 }],
    ['several parts', layout],
  ])('makes a batch of %s a tagged ZIP that carries its digest', async (_name, made) => {
    const tags: unknown[] = [];
    const noteTags: Hook = (_number, { Tagging }) => void tags.push(Tagging);
    inject(s3.client, { command: 'PutObject', before: noteTags });
    inject(s3.client, { command: 'CreateMultipartUpload', before: noteTags });

    await compose({ layout: made });

    const head = await s3.plainClient.send(new HeadObjectCommand({ Bucket: bucket, Key: `batch/${key}` }));
    expect(head).toMatchObject({ ContentType: 'application/zip', ContentLength: made.size });
    expect(head.Metadata?.['layout-digest']).toMatch(/^[0-9a-f]{64}$/);
    expect(tags).toEqual(['biospex=batch']);
  });

  test.each([1, 2, 3])(
    'leaves nothing when upload %d of a part fails, and names the batch',
    async (failing) => {
      const events: string[] = [];
      inject(s3.client, { beforeAttempt: () => void events.push('request') });
      inject(s3.client, { command: 'AbortMultipartUpload', before: () => void events.splice(0) });
      inject(s3.client, {
        command: 'UploadPart',
        before: (number) => {
          if (number === failing) throw awsError('AccessDenied', 403, 'Access Denied');
        },
      });

      await expect(compose()).rejects.toThrow(
        `s3://${bucket}/batch/${key} cannot be written: AccessDenied (HTTP 403): Access Denied, request R1`,
      );

      await expectNothing();
      // Nothing but the abort came after the abort.
      expect(events).toEqual(['request']);
    },
  );

  test('rejects with the first failure, even if the upload cannot be aborted', async () => {
    let isAborted = false;
    inject(s3.client, {
      command: 'UploadPart',
      before: () => {
        throw awsError('AccessDenied', 403);
      },
    });
    inject(s3.client, {
      command: 'AbortMultipartUpload',
      before: () => {
        if (isAborted) return;
        isAborted = true;
        throw awsError('InternalError', 500);
      },
    });

    await expect(compose()).rejects.toThrow('AccessDenied');

    expect(isAborted).toBe(true);
    s3.rulebook.forgetUploads();
  });

  test('leaves nothing when it is aborted between parts, and rejects with the reason', async () => {
    const controller = new AbortController();
    const reason = new Error('out of time');
    inject(s3.client, { command: 'UploadPart', before: () => controller.abort(reason) });

    await expect(compose({ signal: controller.signal })).rejects.toBe(reason);

    await expectNothing();
  });

  test('leaves nothing when it is aborted while the upload is being created', async () => {
    const controller = new AbortController();
    inject(s3.client, {
      command: 'CreateMultipartUpload',
      afterAttempt: () => controller.abort(new Error('out of time')),
    });

    await expect(compose({ signal: controller.signal })).rejects.toThrow('out of time');

    await expectNothing();
  });

  test('never aborts the request that creates an upload: its id would be lost', async () => {
    const send = jest.spyOn(s3.client, 'send');

    await compose({ signal: new AbortController().signal });

    const [create] = send.mock.calls.filter(([command]) => command instanceof CreateMultipartUploadCommand);
    expect(create).toBeDefined();
    expect(create![1]).toBeUndefined();
  });

  test('tries again when S3 throttles', async () => {
    inject(s3.client, {
      command: 'UploadPart',
      beforeAttempt: (number) => {
        if (number <= 2) throw Object.assign(awsError('SlowDown', 503), { $retryable: { throttling: true } });
      },
    });

    await compose();

    await expectBatch();
  });

  test('succeeds if an upload was completed, but the answer was lost', async () => {
    inject(s3.client, {
      command: 'CompleteMultipartUpload',
      afterAttempt: () => {
        s3.rulebook.forgetUploads();
        throw awsError('NoSuchUpload', 404);
      },
    });

    await compose();

    await expectBatch();
  });

  test('makes a whole batch while an equal job makes it, too', async () => {
    const equal = await newStore(s3.plainClient);

    await Promise.all([compose(), equal.compose({ key, layout, source, onBytes: () => undefined })]);

    await expectBatch();
  });

  test('fails if the upload is gone and the key holds another object', async () => {
    await s3.put(`batch/${key}`, Buffer.from('another object'));
    inject(s3.client, {
      command: 'CompleteMultipartUpload',
      beforeAttempt: () => {
        throw awsError('NoSuchUpload', 404, 'The specified upload does not exist.');
      },
    });

    await expect(compose()).rejects.toThrow('NoSuchUpload (HTTP 404): The specified upload does not exist.');
  });

  test('refuses to overwrite an object that it may not look up', async () => {
    inject(s3.client, {
      command: 'HeadObject',
      before: () => {
        throw awsError('403', 403);
      },
    });

    await expect(compose()).rejects.toThrow(
      `s3://${bucket}/batch/${key} cannot be looked up: 403 (HTTP 403)`,
    );
    await expectNothing();
  });

  test('reuses a finished batch, and reports its bytes', async () => {
    await compose();
    store = await newStore();
    const counts: number[] = [];
    const before = s3.rulebook.uploadCount;

    await compose({ onBytes: (count) => counts.push(count) });

    expect([...store.reused]).toEqual([key]);
    expect(counts).toEqual([layout.size]);
    expect(s3.rulebook.uploadCount).toBe(before);
  });

  test.each([
    ['is reused if it is younger than a day', 24 * 3_600_000 - 60_000, [key]],
    ['is made again if it is a day old: it may soon expire', 24 * 3_600_000, []],
  ])('a finished batch %s', async (_case, ageMs, reused) => {
    await compose();
    store = await newStore(s3.client, () => Date.now() + ageMs);

    await compose();

    expect([...store.reused]).toEqual(reused);
    await expectBatch();
  });

  test.each([
    ['one request', { segments: layout.segments.slice(-1), size: 1000 }],
    ['several parts', layout],
  ])(
    'makes a batch of %s without tags on a server that refuses them, and notes it once',
    async (_case, made) => {
      const refuse: Hook = (_number, { Tagging }) => {
        if (Tagging !== undefined) throw awsError('NotImplemented', 501);
      };
      inject(s3.client, { command: 'PutObject', before: refuse });
      inject(s3.client, { command: 'CreateMultipartUpload', before: refuse });

      await compose({ layout: made });
      await compose({ layout: made, key: 'export-part2.zip' });

      expect(await s3.keys('batch/')).toEqual([`batch/${key}`, 'batch/export-part2.zip']);
      expect([...store.notes]).toEqual([
        `s3://${bucket}/batch/ does not support tags: rules that expire objects by their tags will not apply to these batches`,
      ]);
    },
  );

  test('replaces a batch of the same size but another layout', async () => {
    await compose({ layout: { ...layout, segments: layout.segments.toReversed() } });

    await compose();

    expect([...store.reused]).toEqual([]);
    await expectBatch();
  });
});
