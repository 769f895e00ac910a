import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { Contender } from './contenders/contender.ts';
import { isInstalled } from './find-program.ts';
import { formatSeconds } from './format.ts';
import { measure, type Measurement } from './measure.ts';
import type { Section } from './sections/section.ts';
import { maximumOf, type Row } from './tables.ts';

interface SectionRun {
  readonly directory: string;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** Measures the contenders of a section in turns, round by round: a busy moment hits all of them. */
export async function runSection(section: Section, run: SectionRun): Promise<Row[]> {
  const entrants = section.contenders.map((contender) => ({
    contender,
    missing: (contender.programs ?? []).filter((program) => !isInstalled(program)),
    measurements: [] as Measurement[],
  }));
  for (let round = 1; round <= section.rounds; round += 1) {
    for (const file of section.warmFiles ?? []) await readThrough(file, run.signal);
    for (const { contender, missing, measurements } of entrants) {
      if (missing.length > 0 || round > (contender.maxRounds ?? section.rounds)) continue;
      const measurement = await runContender(contender, { ...run, isFirst: round === 1 });
      measurements.push(measurement);
      run.say(`  round ${round}/${section.rounds}  ${formatSeconds(measurement.seconds)}  ${contender.id}`);
    }
  }
  return entrants.map(({ contender: { id, name }, missing, measurements }) => ({
    id,
    name,
    seconds: measurements.map(({ seconds }) => seconds),
    processorSeconds: measurements.flatMap(({ usage }) => usage?.processorSeconds ?? []),
    peakBytes: maximumOf(measurements.flatMap(({ usage }) => usage?.peakBytes ?? [])),
    note: missing.length > 0 ? `not installed: ${missing.join(', ')}` : undefined,
  }));
}

async function runContender(
  contender: Contender,
  { directory, signal, isFirst }: SectionRun & { readonly isFirst: boolean },
): Promise<Measurement> {
  const output = join(directory, 'output');
  await mkdir(output);
  try {
    const scratchFile = join(directory, 'usage.txt');
    await contender.prepare?.();
    const measurement = await measure(contender.command(output), { scratchFile, signal });
    await contender.check?.(output, isFirst);
    return measurement;
  } finally {
    await rm(output, { recursive: true, force: true });
  }
}

async function readThrough(file: string, signal: AbortSignal): Promise<void> {
  const stream = createReadStream(file, { highWaterMark: 1024 * 1024, signal });
  await new Promise<void>((resolve, reject) => {
    stream.on('error', reject).on('end', resolve).resume();
  });
}
