import { parseArgs } from 'node:util';

export const sectionNames = ['split', 'plan', 'disk', 'large', 's3', 'tar', 'start', 'page'] as const;
export type SectionName = (typeof sectionNames)[number];

export interface BenchmarkOptions {
  /** Images of the archive, and so rows of its manifest; ten batches are made of them. */
  readonly images: number;
  readonly imageBytes: number;
  /** Rounds of the section `split`; slow contenders and the other sections have fewer. */
  readonly rounds: number;
  /** Entries and rows of the archive of the section `plan`. */
  readonly planEntries: number;
  /** Images of the archive of the section `s3`. */
  readonly s3Images: number;
  readonly sections: ReadonlySet<SectionName>;
  /** Whether the section `large` must run (true) or runs when the disk has room for it (undefined). */
  readonly large: true | undefined;
  /** Where the data go, instead of memory or the directory for temporary files. */
  readonly dataDirectory: string | undefined;
  /** Where the data of `disk` and `large` go, instead of the directory for temporary files. */
  readonly diskDirectory: string | undefined;
  /** A `biospex-batch.js` of another commit, measured beside this one's. */
  readonly against: string | undefined;
  readonly jsonFile: string | undefined;
  /** Whether the sizes are those that the requirements speak of. */
  readonly isFullSize: boolean;
}

export const helpText = `Usage: pnpm bench [options]

Measures how fast this project splits an archive beside other ways to do it.
See benchmarks/README.md.

Options:
  --quick            small archives, one round: shows that everything runs
  --only LIST        sections to run, of ${sectionNames.join(', ')} (default: all)
  --rounds N         rounds (default: 5)
  --images N         images in the archive, a multiple of ten (default: 20000)
  --image-bytes N    size of an image (default: 60000)
  --plan-entries N   entries of the archive to plan (default: 1000000)
  --s3-images N      images of the archive in S3, a multiple of ten (default: 20000)
  --[no-]large       fail when the disk lacks room for the section large, or never
                     run it (default: run it when there is room)
  --dir DIR          where the data go (default: memory when large enough, else
                     the directory for temporary files)
  --disk-dir DIR     where the data of disk and large go (default: the directory
                     for temporary files)
  --against FILE     measure this biospex-batch.js as well, such as the build of an
                     earlier commit
  --json FILE        write everything measured to FILE as well
  --help             show this
`;

const fullSizes = { images: 20_000, imageBytes: 60_000, rounds: 5, planEntries: 1_000_000, s3Images: 20_000 };
const quickSizes = { images: 300, imageBytes: 20_000, rounds: 1, planEntries: 2_000, s3Images: 300 };

/** Reads the command's arguments; undefined when they ask for help. Throws a `TypeError` for what it does not know. */
export function parseOptions(args: readonly string[]): BenchmarkOptions | undefined {
  const { values } = parseArgs({
    // pnpm hands a "--" on.
    args: args.filter((arg) => arg !== '--'),
    allowNegative: true,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      rounds: { type: 'string' },
      images: { type: 'string' },
      'image-bytes': { type: 'string' },
      'plan-entries': { type: 'string' },
      's3-images': { type: 'string' },
      large: { type: 'boolean' },
      dir: { type: 'string' },
      'disk-dir': { type: 'string' },
      against: { type: 'string' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const sizes = values.quick ? quickSizes : fullSizes;
  const images = parseCount('--images', values.images, sizes.images);
  const imageBytes = parseCount('--image-bytes', values['image-bytes'], sizes.imageBytes);
  const planEntries = parseCount('--plan-entries', values['plan-entries'], sizes.planEntries);
  const s3Images = parseCount('--s3-images', values['s3-images'], sizes.s3Images);
  checkTens('--images', images);
  checkTens('--s3-images', s3Images);
  const sections = parseSections(values.only);
  if (values.large === false) sections.delete('large');
  return {
    images,
    imageBytes,
    rounds: parseCount('--rounds', values.rounds, sizes.rounds),
    planEntries,
    s3Images,
    sections,
    large: values.large === true ? true : undefined,
    dataDirectory: values.dir,
    diskDirectory: values['disk-dir'],
    against: values.against,
    jsonFile: values.json,
    isFullSize:
      images === fullSizes.images &&
      imageBytes === fullSizes.imageBytes &&
      planEntries === fullSizes.planEntries &&
      s3Images === fullSizes.s3Images,
  };
}

function parseCount(option: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new TypeError(`${option} ${text}: must be a whole number, 1 or more`);
  return Number(text);
}

/** Ten batches are made of every archive. */
function checkTens(option: string, count: number): void {
  if (count % 10 !== 0) throw new TypeError(`${option} ${count}: must be a multiple of ten`);
}

function parseSections(list: string | undefined): Set<SectionName> {
  if (list === undefined) return new Set(sectionNames);
  return new Set(
    list.split(',').map((word) => {
      const name = sectionNames.find((known) => known === word);
      if (name === undefined) {
        throw new TypeError(`--only ${word}: must be one or more of ${sectionNames.join(',')}`);
      }
      return name;
    }),
  );
}
