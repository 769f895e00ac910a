import { describe, expect, test } from '@jest/globals';
import { nextSteps, planArchive, MemorySource } from '../src/index.ts';
import { runTool } from './helpers/run-tool.ts';
import { exportOf } from './helpers/zip-of.ts';

const archive = new MemorySource(exportOf('subjectId,imageName\n1,a.jpg\n2,b.jpg\n', ['a.jpg', 'b.jpg']));
const plan = await planArchive(archive, { stem: 'export', batchSize: 1 });

describe('the next steps', () => {
  test('are to drop a folder, or to upload its manifest with the column of the image counted from 1', () => {
    expect(nextSteps(plan, 2, { as: 'folders', place: 'out/' })).toEqual({
      builder: 'open the folder export-part2, and drop manifest.csv and all images on a new subject set',
      commands: [
        'panoptes subject-set create PROJECT export-part2',
        'panoptes subject-set upload-subjects -f 2 SET out/export-part2/manifest.csv',
      ],
    });
  });

  test('are to unpack a ZIP first', () => {
    expect(nextSteps(plan, 1)).toEqual({
      builder: 'unpack export-part1.zip, and drop manifest.csv and all images on a new subject set',
      commands: [
        'unzip -q export-part1.zip -d export-part1',
        'panoptes subject-set create PROJECT export-part1',
        'panoptes subject-set upload-subjects -f 2 SET export-part1/manifest.csv',
      ],
    });
  });

  test.each(['Carex of Sweden', "it's $(date) `x` \\ & é", '-rf', '~', '#1', 'a;b'])(
    'can be copied into a shell as they are, whatever the archive is called: %s',
    async (stem) => {
      const named = { imageColumn: 0, batches: [{ ...plan.batches[0]!, file: `${stem}-part1.zip` }] };

      const { commands } = nextSteps(named, 1, { as: 'folders', place: stem });
      const read = await runTool('sh', ['-c', commands.map((line) => `printf '%s\\n' ${line}`).join('\n')]);

      const prefix = stem.startsWith('-') ? './' : '';
      expect(read?.output.trimEnd().split('\n')).toEqual([
        ...['panoptes', 'subject-set', 'create', 'PROJECT', `${prefix}${stem}-part1`],
        ...['panoptes', 'subject-set', 'upload-subjects', '-f', '1', 'SET'],
        `${prefix}${stem}/${stem}-part1/manifest.csv`,
      ]);
    },
  );

  test('are refused for a batch that the plan does not have', () => {
    expect(() => nextSteps(plan, 3)).toThrow(new RangeError('batch number must be 1 to 2, got 3'));
  });
});
