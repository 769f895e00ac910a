// Synthesizes all variants into a folder, once. Not in Jest: loading the CDK there takes many times as long.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stack, type App } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { createApp } from '../../src/create-app.ts';
import type { Environment } from '../../src/environment/environment.ts';
import { ENVIRONMENTS } from '../../src/environment/environments.ts';
import type { PlainTemplate } from './resolved-template.ts';
import { ALL, type Synthesis } from './synthesis.ts';
import { OTHER_CODE, VARIANTS, type CarelessName } from './variants.ts';

interface Report {
  readonly pluginReports: readonly {
    readonly violations: readonly { readonly ruleName: string; readonly description: string }[];
  }[];
}

const folder = process.argv[2]!;
/** The CDK's command line adds this context, so tests must, too. */
const { context } = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../../../cdk.json', import.meta.url)), 'utf8'),
) as { context: Record<string, unknown> };
const bundle = makeBundle('bundle', 'export const handler = () => undefined;\n');

/** Makes a stand-in for the built functions. */
function makeBundle(name: string, code: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, 'handler.mjs'), code);
  return path;
}

interface Changes {
  /** @default `bundle` */
  readonly bundle?: string;
  readonly change?: (app: App) => void;
}

function save(name: string, environments: readonly Environment[], changes: Changes = {}): void {
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(synthesize(name, environments, changes)));
}

function synthesize(name: string, environments: readonly Environment[], changes: Changes): Synthesis {
  const outdir = join(folder, `${name} assembly`);
  const app = createApp({ environments, bundle, context, outdir, ...changes });
  changes.change?.(app);
  try {
    const { stacks, manifest } = app.synth();
    return {
      templates: Object.fromEntries(
        stacks.map(({ stackName, template }) => [stackName, template as PlainTemplate]),
      ),
      missing: manifest.missing ?? [],
      findings: findingsIn(outdir),
    };
  } catch (error) {
    return { templates: {}, missing: [], findings: findingsIn(outdir), error: String(error) };
  }
}

function findingsIn(outdir: string): string[] {
  const path = join(outdir, 'validation-report.json');
  if (!existsSync(path)) return [];
  const { pluginReports } = JSON.parse(readFileSync(path, 'utf8')) as Report;
  return pluginReports.flatMap(({ violations }) =>
    violations.map(({ ruleName, description }) => `${ruleName}: ${description}`),
  );
}

const CARELESS: Readonly<Record<CarelessName, (stack: Stack) => unknown>> = {
  'a bucket that is open': (stack) => new CfnBucket(stack, 'Careless'),
  'a timeout that SQS refuses': (stack) => new CfnQueue(stack, 'Careless', { visibilityTimeout: 43_201 }),
};

save(ALL, Object.values(ENVIRONMENTS));
for (const [name, environment] of Object.entries(VARIANTS)) save(name, [environment]);
save(OTHER_CODE, [ENVIRONMENTS.prod], { bundle: makeBundle('other', 'export const handler = undefined;\n') });
for (const [name, add] of Object.entries(CARELESS))
  save(name, [ENVIRONMENTS.loc], { change: (app) => void add(app.node.children.find(Stack.isStack)!) });
