import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { chooseDataPlace, chooseDiskPlace, findLackOfRoom } from './choose-place.ts';
import { formatBytes } from './format.ts';
import type { BenchmarkOptions } from './options.ts';
import { withBundle } from './contenders/ours.ts';
import { runSection } from './run-section.ts';
import type { Section, SectionPlan } from './sections/section.ts';
import type { Table } from './tables.ts';

interface SectionRun {
  readonly options: BenchmarkOptions;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** Makes the data of a section, measures its contenders, and removes the data. */
export async function measureSection(plan: SectionPlan, run: SectionRun): Promise<Table> {
  const { name, title, neededBytes } = plan;
  const { options } = run;
  const place =
    plan.place === 'memory'
      ? await chooseDataPlace(options.dataDirectory, neededBytes)
      : chooseDiskPlace(options.diskDirectory);
  const lack = await findLackOfRoom(place.directory, neededBytes);
  if (lack !== undefined) {
    if (!plan.isOptional) throw new Error(`section ${name}: ${lack}`);
    run.say(`${name}: skipped, ${lack}`);
    const nothing = { directory: undefined, isMemory: false, baseId: undefined, rows: [] };
    return { name, title, ...nothing, details: [], requirements: [], note: lack };
  }
  const directory = await mkdtemp(join(place.directory, 'biospex-bench-'));
  try {
    run.say(`${name}: making data in ${place.directory} (up to ${formatBytes(neededBytes)})`);
    const section = await plan.prepare(directory, run.signal);
    try {
      const rows = await runSection(withAgainst(section, options.against), { ...run, directory });
      const { details = [], requirements = [] } = (await section.sumUp?.(rows)) ?? {};
      const { baseId } = section;
      return {
        name,
        title,
        directory: place.directory,
        isMemory: place.isMemory,
        note: undefined,
        baseId,
        rows,
        details,
        requirements,
      };
    } finally {
      await section.close?.();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Adds a contender with the other build after each of ours. */
function withAgainst(section: Section, against: string | undefined): Section {
  if (against === undefined) return section;
  const contenders = section.contenders.flatMap((contender) =>
    [contender].concat(withBundle(contender, against) ?? []),
  );
  return { ...section, contenders };
}
