import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENVIRONMENTS } from '../../src/environment/environments.ts';
import { stackName, type EnvironmentName } from '../../src/environment/environment.ts';
import { ResolvedTemplate, type Place, type PlainTemplate } from './resolved-template.ts';
import type { CarelessName, VariantName } from './variants.ts';

/** What a synthesis leaves behind. */
export interface Synthesis {
  readonly templates: Readonly<Record<string, PlainTemplate>>;
  /** Look-ups that would need an account. */
  readonly missing: readonly unknown[];
  /** What was found to be wrong, and not acknowledged. */
  readonly findings: readonly string[];
  /** What it failed with. */
  readonly error?: string;
}

/** The account that templates are resolved for; S3 and SQS on this machine have it, too. */
export const PLACE: Place = { account: '000000000000', region: 'us-east-2' };

/** The file of the synthesis of all environments together. */
export const ALL = 'all environments';

/** A synthesis that was made before the tests. */
export function synthesisOf(name: VariantName | CarelessName | typeof ALL): Synthesis {
  const file = name in ENVIRONMENTS ? ALL : name;
  return JSON.parse(
    readFileSync(join(process.env['BIOSPEX_SYNTHESES']!, `${file}.json`), 'utf8'),
  ) as Synthesis;
}

/** The template of a variant, as CloudFormation would see it in `PLACE`. */
export function templateOf(name: VariantName): ResolvedTemplate {
  const { templates } = synthesisOf(name);
  const template = templates[stackName(name as EnvironmentName)] ?? Object.values(templates)[0];
  return new ResolvedTemplate(template!, PLACE);
}
