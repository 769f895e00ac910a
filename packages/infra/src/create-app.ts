import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { BatchStack } from './batch-stack.ts';
import type { Environment } from './environment/environment.ts';

export interface CreateAppOptions {
  readonly environments: readonly Environment[];
  /** Folder of the built functions. */
  readonly bundle: string;
  /** Feature flags and settings. @default those of cdk.json, from the CDK's command line */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Folder of the assembly. @default that of the command line, or a temporary one */
  readonly outdir?: string;
}

/** Makes an app with a stack for each environment. A synthesis checks the rules of AWS Solutions. */
export function createApp({ environments, bundle, context, outdir }: CreateAppOptions): App {
  const app = new App({ context, outdir });
  for (const environment of environments) new BatchStack(app, environment, bundle);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}
