import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENVIRONMENTS } from '../../src/environment/environments.ts';
import type { EnvironmentName } from '../../src/environment/environment.ts';
import { stackName } from '../../src/environment/names.ts';
import { ResolvedTemplate, type Place, type PlainTemplate } from './resolved-template.ts';
import type { CarelessName, VariantName } from './variants.ts';

export interface Synthesis {
  readonly templates: Readonly<Record<string, PlainTemplate>>;
  /** Look-ups that would need an account. */
  readonly missing: readonly unknown[];
  /** Violated rules that are not acknowledged. */
  readonly findings: readonly string[];
  /** Set if the synthesis failed. */
  readonly error?: string;
}

/** Account and region of resolved templates, and of the local S3 and SQS. */
export const PLACE: Place = { account: '000000000000', region: 'us-east-2' };

/** The synthesis of all environments together. */
export const ALL = 'all environments';

/** A synthesis that was made before the tests. */
export function synthesisOf(name: VariantName | CarelessName | typeof ALL): Synthesis {
  const file = name in ENVIRONMENTS ? ALL : name;
  return JSON.parse(
    readFileSync(join(process.env['BIOSPEX_SYNTHESES']!, `${file}.json`), 'utf8'),
  ) as Synthesis;
}

/** The template of a variant, with its references. */
export function plainTemplateOf(name: VariantName): PlainTemplate {
  const { templates } = synthesisOf(name);
  return (templates[stackName(name as EnvironmentName)] ?? Object.values(templates)[0])!;
}

/** The template of a variant, resolved for `PLACE`. */
export function templateOf(name: VariantName): ResolvedTemplate {
  return new ResolvedTemplate(plainTemplateOf(name), PLACE);
}

export interface FunctionProperties {
  readonly FunctionName: string;
  readonly Handler: string;
  readonly Role: string;
  readonly Timeout: number;
  readonly MemorySize: number;
  readonly ReservedConcurrentExecutions?: number;
  readonly EphemeralStorage: { readonly Size: number };
  readonly Environment: { readonly Variables: Readonly<Record<string, string>> };
  readonly FileSystemConfigs?: readonly { readonly LocalMountPath: string }[];
  readonly VpcConfig?: unknown;
}

export type FunctionName = 'handler' | 'teller';

/** The function that splits exports, or the teller. */
export function functionOf(template: ResolvedTemplate, name: FunctionName): FunctionProperties {
  return template.only('AWS::Lambda::Function', ({ Handler }) => Handler === `handler.${name}`);
}
