import { noSuchBatch, type Plan } from './plan/plan.ts';

/** How to make a Zooniverse subject set of a batch. */
export interface NextSteps {
  /** One clause for the project builder. */
  readonly builder: string;
  /** Shell commands for panoptes-cli. Replace PROJECT and SET with the numbers of the project and the new subject set. */
  readonly commands: readonly string[];
}

/**
 * The next steps for batch `number` (from 1), saved as a ZIP or a folder in the directory `place`.
 *
 * @throws RangeError if the plan has no such batch
 */
export function nextSteps(
  { batches, imageColumn }: Pick<Plan, 'batches' | 'imageColumn'>,
  number: number,
  { as = 'zips', place = '' }: { readonly as?: 'zips' | 'folders'; readonly place?: string } = {},
): NextSteps {
  const file = batches[number - 1]?.file;
  if (file === undefined) throw noSuchBatch(number, batches.length);
  const name = file.replace(/\.zip$/, '');
  const path = place === '' ? name : `${place.replace(/\/+$/, '')}/${name}`;
  const isFolder = as === 'folders';
  return {
    builder: `${isFolder ? `open the folder ${name}` : `unpack ${file}`}, and drop manifest.csv and all images on a new subject set`,
    commands: [
      ...(isFolder ? [] : [`unzip -q ${shellWord(`${path}.zip`)} -d ${shellWord(path)}`]),
      `panoptes subject-set create PROJECT ${shellWord(name)}`,
      // Columns count from 1. Without -f, every cell that looks like a file name is taken for one, and an empty cell
      // fails.
      `panoptes subject-set upload-subjects -f ${imageColumn + 1} SET ${shellWord(`${path}/manifest.csv`)}`,
    ],
  };
}

/** Quotes a word for a shell, so that it cannot be an option either. */
function shellWord(text: string): string {
  const word = text.startsWith('-') ? `./${text}` : text;
  return /^[\w./@%+=:,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
