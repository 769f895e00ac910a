import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Transfer } from '../../packages/aws/src/index.ts';
import { checkOutputBytes } from '../check-output.ts';
import { bucket, type LocalS3 } from '../local-s3.ts';
import type { ArchiveSize } from '../make-data.ts';
import { runProgram } from '../run-program.ts';
import type { Contender } from './contender.ts';
import { runCommand } from './ours.ts';

/** An archive in S3. */
export interface PlacedArchive {
  readonly key: string;
  /** File in which the server keeps it. */
  readonly archiveFile: string;
}

interface WorkInS3 {
  readonly s3: LocalS3;
  readonly size: ArchiveSize;
}

interface OursInS3 extends WorkInS3, PlacedArchive {
  readonly signal: AbortSignal;
  /** Called after each run. */
  readonly onTransfer: (transfer: Transfer) => void;
}

const repackInS3 = fileURLToPath(new URL('../programs/repack-in-s3.mjs', import.meta.url));
const prefix = 'batch/';
/** As the function runs: without it, Node collects the garbage of thousands of requests late. */
const nodeOptions = '--max-semi-space-size=8';

/** `biospex-batch split` from S3 to S3; after its first run `biospex-batch verify` reads every batch. */
export function oursInS3(
  description: { readonly id: string; readonly name: string },
  { s3, key, size, signal, archiveFile, onTransfer }: OursInS3,
): Contender {
  const batchSize = String(size.images / 10);
  const result = 'result.json';
  return {
    ...description,
    command: (output) => ({
      ...runCommand(
        ...['split', `s3://${bucket}/${key}`, '--out', `s3://${bucket}/${prefix}`],
        ...['--batch-size', batchSize, '--name', 'batch', '--json'],
      ),
      environment: { ...s3.environment, NODE_OPTIONS: nodeOptions },
      stdoutFile: join(output, result),
    }),
    async check(output, isFirst) {
      const { transfer } = JSON.parse(await readFile(join(output, result), 'utf8')) as { transfer: Transfer };
      onTransfer(transfer);
      await s3.linkObjects(prefix, output);
      await checkOutputBytes(output, { files: 10, bytes: size.images * size.imageBytes });
      if (isFirst) await runProgram(runCommand('verify', archiveFile, output, '--name', 'batch'), { signal });
      await s3.removeObjects(prefix);
    },
  };
}

/** The original design: download, unzipper, archiver, upload. */
export function repackInS3Contender({ s3, key, size }: WorkInS3 & Pick<PlacedArchive, 'key'>): Contender {
  return {
    id: 's3-repack',
    name: 'download, unzipper → archiver, stored, upload',
    command: (output) => ({
      program: process.execPath,
      args: [repackInS3, bucket, key, prefix, output, String(size.images / 10)],
      environment: s3.environment,
    }),
    async check(output) {
      await rm(join(output, 'export.zip'));
      await s3.linkObjects(prefix, output);
      await checkOutputBytes(output, { files: 10, bytes: size.images * size.imageBytes });
      await s3.removeObjects(prefix);
    },
  };
}
