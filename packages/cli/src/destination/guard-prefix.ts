import type { S3Client } from '@aws-sdk/client-s3';
import type { Plan } from '@biospex/batch-core';
import type { S3Source } from '@biospex/batch-aws';
import { outputIsArchive, refuseOtherBatches, stemOfPlan } from './guard-output.ts';

/**
 * What `refuseToSpoilOutput` does for a directory, for a prefix in S3.
 *
 * @throws CommandError OUTPUT_IS_ARCHIVE, OUTPUT_HAS_OTHER_BATCHES
 * @throws StoreError READ_FAILED
 */
export async function refuseToSpoilPrefix(
  client: S3Client,
  { bucket, prefix, signal }: { bucket: string; prefix: string; signal: AbortSignal },
  archive: S3Source | undefined,
  plan: Plan,
): Promise<void> {
  const replaced = plan.batches.find(
    ({ file }) => archive?.bucket === bucket && archive.key === prefix + file,
  );
  if (replaced !== undefined) throw outputIsArchive(replaced.file);
  const { listKeys } = await import('../aws.ts');
  const keys = await listKeys(client, { bucket, prefix: `${prefix}${stemOfPlan(plan)}-part`, signal });
  refuseOtherBatches(
    `s3://${bucket}/${prefix}`,
    keys.map((key) => key.slice(prefix.length)),
    plan,
  );
}
