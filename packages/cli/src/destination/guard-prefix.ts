import type { S3Client } from '@aws-sdk/client-s3';
import type { Plan } from '@biospex/batch-core';
import type { S3Source } from '@biospex/batch-aws';
import { CommandError } from '../command-error.ts';
import { quoted } from '../output/printable.ts';
import { otherBatches, stemOfPlan } from './guard-output.ts';

/**
 * What `refuseToSpoilOutput` does for a directory, for a prefix in S3.
 *
 * @throws CommandError OUTPUT_IS_ARCHIVE, OUTPUT_HAS_OTHER_BATCHES
 */
export async function refuseToSpoilPrefix(
  client: S3Client,
  { bucket, prefix }: { bucket: string; prefix: string },
  archive: S3Source | undefined,
  plan: Plan,
): Promise<void> {
  const replaced = plan.batches.find(
    ({ file }) => archive?.bucket === bucket && archive.key === prefix + file,
  );
  if (replaced !== undefined) {
    throw new CommandError(
      'OUTPUT_IS_ARCHIVE',
      `batch ${replaced.file} would replace the archive; choose another --out or --name`,
    );
  }
  const { paginateListObjectsV2 } = await import('../aws.ts');
  const names: string[] = [];
  const Prefix = `${prefix}${stemOfPlan(plan)}-part`;
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix }))
    for (const { Key = '' } of Contents) names.push(Key.slice(prefix.length));
  const [other] = otherBatches(names, plan);
  if (other !== undefined) {
    throw new CommandError(
      'OUTPUT_HAS_OTHER_BATCHES',
      `${quoted(`s3://${bucket}/${prefix}`)} holds other batches of the same name, such as ${other}, from another split; remove them, or choose another --out or --name`,
    );
  }
}
