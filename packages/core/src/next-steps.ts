import type { Plan } from './plan/plan.ts';

/** How to make a subject set of a batch. */
export interface NextSteps {
  /** In Zooniverse's project builder: one sentence. */
  readonly builder: string;
  /** With panoptes-cli: lines for a shell, in which PROJECT and SET stand for the numbers of the project and the new set. */
  readonly commands: readonly string[];
}

/**
 * The next steps for batch `number` (from 1), which was saved as a ZIP or as a folder in the directory `place`.
 *
 * @throws RangeError if the plan has no such batch
 */
export function nextSteps(
  { batches, imageColumn }: Pick<Plan, 'batches' | 'imageColumn'>,
  number: number,
  { as = 'zips', place = '' }: { readonly as?: 'zips' | 'folders'; readonly place?: string } = {},
): NextSteps {
  const file = batches[number - 1]?.file;
  if (file === undefined) throw new RangeError(`there is no batch ${number}`);
  const name = file.replace(/\.zip$/, '');
  const path = place === '' ? name : `${place.replace(/\/+$/, '')}/${name}`;
  const isFolder = as === 'folders';
  return {
    builder: `${isFolder ? `open the folder ${name}` : `unpack ${file}`}, and drop manifest.csv and all images on a new subject set`,
    commands: [
      ...(isFolder ? [] : [`unzip -q ${shellWord(`${path}.zip`)} -d ${shellWord(path)}`]),
      `panoptes subject-set create PROJECT ${shellWord(name)}`,
      // Columns count from 1. Without it, every cell that looks like a file name is one, and an empty cell is a failure.
      `panoptes subject-set upload-subjects -f ${imageColumn + 1} SET ${shellWord(`${path}/manifest.csv`)}`,
    ],
  };
}

/** One word for a shell, and never an option. */
function shellWord(text: string): string {
  const word = text.startsWith('-') ? `./${text}` : text;
  return /^[\w./@%+=:,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
