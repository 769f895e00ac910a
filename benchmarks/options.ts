import { parseArgs } from 'node:util';

export const sectionNames = ['split', 'plan', 'disk', 'large', 's3', 'tar', 'start', 'page'] as const;
export type SectionName = (typeof sectionNames)[number];

export interface BenchmarkOptions {
  /** Images in the archive and rows in its manifest. They make ten batches. */
  readonly images: number;
  readonly imageBytes: number;
  /** Rounds of the section `split`. Slow contenders and other sections run fewer. */
  readonly rounds: number;
  /** Entries and rows in the archive of the section `plan`. */
  readonly planEntries: number;
  /** Images in the archive of the section `s3`. */
  readonly s3Images: number;
  readonly sections: ReadonlySet<SectionName>;
  /** True: the section `large` must run. Undefined: it runs if the disk has room. */
  readonly large: true | undefined;
  /** Directory for the data, instead of memory or the directory for temporary files. */
  readonly dataDirectory: string | undefined;
  /** Directory for the data of `disk` and `large`, instead of the one for temporary files. */
  readonly diskDirectory: string | undefined;
  /** The `biospex-batch.js` of another commit, to be measured as well. */
  readonly against: string | undefined;
  readonly jsonFile: string | undefined;
  /** Whether the archives have the sizes that the requirements are for. */
  readonly isFullSize: boolean;
}

export const helpText = `Usage: pnpm bench [options]

Measures how fast this project splits an archive, compared with other ways.
See benchmarks/README.md.

Options:
  --quick            small archives, one round: only shows that everything runs
  --only LIST        sections to run, with commas: ${sectionNames.join(', ')}
                     (default: all)
  --rounds N         rounds (default: 5)
  --images N         images in the archive, a multiple of 10 (default: 20000)
  --image-bytes N    bytes in an image (default: 60000)
  --plan-entries N   entries in the archive of the section plan (default: 1000000)
  --s3-images N      images in the archive in S3, a multiple of 10 (default: 20000)
  --large            fail if the disk has no room for the section large
  --no-large         do not run it (default: run it if there is room)
  --dir DIR          directory for the data (default: memory if it is large
                     enough, else the directory for temporary files)
  --disk-dir DIR     directory for the data of disk and large (default: the
                     directory for temporary files)
  --against FILE     also measure this biospex-batch.js, built from another commit
  --json FILE        also write the measurements to FILE
  --help             show this
`;

const fullSizes = { images: 20_000, imageBytes: 60_000, rounds: 5, planEntries: 1_000_000, s3Images: 20_000 };
const quickSizes = { images: 300, imageBytes: 20_000, rounds: 1, planEntries: 2_000, s3Images: 300 };

/** Parses the arguments; undefined for --help. @throws TypeError for an unknown option or a bad value */
export function parseOptions(args: readonly string[]): BenchmarkOptions | undefined {
  const { values } = parseArgs({
    // `pnpm bench -- --quick` passes the "--" on.
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
    throw new TypeError(`${option} ${text}: must be a whole number from 1 to 999999999`);
  return Number(text);
}

function checkTens(option: string, count: number): void {
  if (count % 10 !== 0) throw new TypeError(`${option} ${count}: must be a multiple of 10, for ten batches`);
}

function parseSections(list: string | undefined): Set<SectionName> {
  if (list === undefined) return new Set(sectionNames);
  return new Set(
    list.split(',').map((word) => {
      const name = sectionNames.find((known) => known === word);
      if (name === undefined) {
        throw new TypeError(`--only ${word}: must be one or more of ${sectionNames.join(', ')}`);
      }
      return name;
    }),
  );
}
