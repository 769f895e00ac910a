import { writeFile } from 'node:fs/promises';

import { bundleCommand } from './contenders/ours.ts';
import { describeMachine } from './describe-machine.ts';
import { measureSection } from './measure-section.ts';
import { helpText, parseOptions, type BenchmarkOptions } from './options.ts';
import { renderReport, reportAsJson } from './report.ts';
import { compareRequirements } from './requirements.ts';
import { planDiskSection } from './sections/disk.ts';
import { planLargeSection } from './sections/large.ts';
import { planPageSection } from './sections/page.ts';
import { planPlanSection } from './sections/plan.ts';
import { planS3Section } from './sections/s3.ts';
import { planStartSection } from './sections/start.ts';
import { planSplitSection } from './sections/split.ts';
import { planTarSection } from './sections/tar.ts';
import type { Table } from './tables.ts';

const sections = [
  planSplitSection,
  planPlanSection,
  planDiskSection,
  planLargeSection,
  planS3Section,
  planTarSection,
  planStartSection,
  planPageSection,
];

process.exitCode = await main(process.argv.slice(2));

/** Returns the exit status: 0 done, 1 failed, 2 wrong options, 130 interrupted. */
async function main(args: readonly string[]): Promise<number> {
  let options: BenchmarkOptions | undefined;
  try {
    options = parseOptions(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${helpText}`);
    return 2;
  }
  if (!options) {
    console.log(helpText);
    return 0;
  }
  const signal = watchInterruptions();
  const tables: Table[] = [];
  let exitCode = 0;
  try {
    await measureSections(options, { signal, tables });
  } catch (error) {
    console.error(signal.aborted ? 'interrupted' : error);
    exitCode = signal.aborted ? 130 : 1;
  }
  // Also after an error: earlier sections may have taken many minutes.
  if (tables.length > 0) await publishReport(tables, options);
  return exitCode;
}

/** Adds a table for each completed section. */
async function measureSections(
  options: BenchmarkOptions,
  { signal, tables }: { readonly signal: AbortSignal; readonly tables: Table[] },
): Promise<void> {
  const say = (text: string): void => {
    console.error(text);
  };
  await bundleCommand(signal);
  for (const planSection of sections) {
    const plan = planSection(options);
    if (options.sections.has(plan.name)) tables.push(await measureSection(plan, { options, signal, say }));
  }
}

async function publishReport(
  tables: readonly Table[],
  { isFullSize, jsonFile }: BenchmarkOptions,
): Promise<void> {
  const requirements = isFullSize ? compareRequirements(tables) : [];
  const report = { machine: describeMachine(), tables, requirements };
  console.log(`\n${renderReport(report)}`);
  if (jsonFile !== undefined) await writeFile(jsonFile, reportAsJson(report));
}

/** Aborts on a signal; the data are removed then. pnpm passes signals on, so they arrive twice. */
function watchInterruptions(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      controller.abort();
    });
  }
  return controller.signal;
}
