import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { expect } from '@jest/globals';
import S3rver from '@20minutes/s3rver';
import { startFauxqs } from 'fauxqs';
import { createS3Client } from '../../src/index.ts';
import { S3Rulebook } from './s3-rulebook.ts';

process.env['AWS_ACCESS_KEY_ID'] = 'S3RVER';
process.env['AWS_SECRET_ACCESS_KEY'] = 'S3RVER';

export const bucket = 'biospex-test';

/** A running S3 server, with clients. */
export interface LocalS3 {
  /** Configured as in production, and checked against the rules of AWS. */
  readonly client: S3Client;
  readonly rulebook: S3Rulebook;
  /** The same without the rules, for the test's own requests. */
  readonly plainClient: S3Client;
  newClient(): S3Client;
  put(key: string, bytes: Uint8Array): Promise<void>;
  get(key: string): Promise<Buffer | undefined>;
  keys(prefix?: string): Promise<string[]>;
  /** Ends the server. Rejects if a rule was broken or an upload is still open. */
  close(): Promise<void>;
}

/** Keeps objects in memory. Takes parts and objects up to 11 MiB. */
export async function startSmallS3(): Promise<LocalS3> {
  const server = await startFauxqs({ port: 0, logger: false });
  server.createBucket(bucket);
  return localS3(server.port, () => server.stop());
}

/** Keeps objects of any size as files. Answers suffix ranges wrongly and ignores tags. */
export async function startLargeS3(): Promise<LocalS3> {
  const directory = await mkdtemp(join(tmpdir(), 'biospex-test-'));
  const server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory,
    // It computes the signatures of some queries wrongly.
    allowMismatchedSignatures: true,
    configureBuckets: [{ name: bucket, configs: [] }],
  });
  const { port } = await new Promise<{ port: number }>((resolve, reject) => {
    server.run((error, address) => (error ? reject(error) : resolve(address)));
  });
  return localS3(port, async () => {
    await server.close();
    await rm(directory, { recursive: true, force: true });
  });
}

function localS3(port: number, stop: () => Promise<unknown>): LocalS3 {
  const clients: S3Client[] = [];
  const newClient = (): S3Client => {
    const client = createS3Client({ endpoint: `http://127.0.0.1:${port}`, region: 'us-east-2' });
    clients.push(client);
    return client;
  };
  const client = newClient();
  const plainClient = newClient();
  const rulebook = new S3Rulebook('export/');
  rulebook.attach(client);
  return {
    client,
    plainClient,
    newClient,
    rulebook,
    put: async (key, bytes) => {
      const params = { Bucket: bucket, Key: key, Body: bytes };
      await new Upload({ client: plainClient, params }).done();
    },
    get: async (key) => {
      try {
        const { Body } = await plainClient.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return Buffer.from(await Body!.transformToByteArray());
      } catch (error) {
        if ((error as Error).name === 'NoSuchKey') return undefined;
        throw error;
      }
    },
    keys: async (prefix = '') => {
      const list = await plainClient.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
      return (list.Contents ?? []).map(({ Key }) => Key!);
    },
    close: async () => {
      clients.forEach((each) => each.destroy());
      await stop();
      expect({ violations: rulebook.violations, openUploads: rulebook.openUploads }).toEqual({
        violations: [],
        openUploads: [],
      });
    },
  };
}
