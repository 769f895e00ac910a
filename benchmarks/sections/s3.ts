import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { Transfer } from '../../packages/aws/src/index.ts';
import type { SampleOrder } from '../../packages/sample/src/index.ts';
import type { Contender } from '../contenders/contender.ts';
import { oursInS3, repackInS3Contender, type PlacedArchive } from '../contenders/in-s3.ts';
import { describeSize } from '../format.ts';
import { prepareObject, startLocalS3 } from '../local-s3.ts';
import { estimateArchiveBytes, makeArchive } from '../make-data.ts';
import { modelDetail } from '../model/model-detail.ts';
import { compareTransfers, transferDetail } from '../transfers.ts';
import type { PlanSection } from './section.ts';

/** As in the section `split`: far too short for a part of its own. */
const imageBytes = 60_000;

/** Splits from S3 to S3, compared with the original design; and models the time in Lambda. */
export const planS3Section: PlanSection = ({ s3Images, rounds, isFullSize }) => {
  const size = { images: s3Images, imageBytes };
  return {
    name: 's3',
    title: `Ten batches of ${describeSize(size)}, from S3 to S3`,
    place: 'memory',
    // Two archives, a downloaded one, the batches, and the parts of unfinished uploads.
    neededBytes: 5 * estimateArchiveBytes(size),
    isOptional: true,
    async prepare(directory, signal) {
      const objects = join(directory, 's3');
      const place = async (order: SampleOrder): Promise<PlacedArchive> => {
        const key = `export/${order}.zip`;
        const archiveFile = await prepareObject(objects, key);
        await makeArchive(archiveFile, { ...size, order }, signal);
        return { key, archiveFile };
      };
      const inOrder = await place('manifest');
      const shuffled = await place('shuffled');
      const { size: archiveBytes } = await stat(inOrder.archiveFile);
      const s3 = await startLocalS3(objects, signal);
      const transfers = new Map<string, Transfer>();
      const ours = (id: string, order: string, archive: PlacedArchive): Contender =>
        oursInS3(
          { id, name: `**biospex-batch split**, ${order}` },
          {
            s3,
            size,
            signal,
            ...archive,
            onTransfer: (transfer) => transfers.has(id) || transfers.set(id, transfer),
          },
        );
      return {
        rounds: Math.min(rounds, 3),
        contenders: [
          ours('s3-ours', 'manifest order', inOrder),
          ours('s3-ours-shuffled', 'shuffled', shuffled),
          repackInS3Contender({ s3, size, key: inOrder.key }),
        ],
        sumUp: async (rows) => {
          const model = await modelDetail(isFullSize ? 1 : 0.1, signal);
          return {
            details: [transferDetail(rows, transfers, archiveBytes), ...model.details],
            requirements: [...compareTransfers(rows, transfers, archiveBytes), ...model.requirements],
          };
        },
        close: () => s3.close(),
      };
    },
  };
};
