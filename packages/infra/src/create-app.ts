import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { BatchStack } from './batch-stack.ts';
import type { Environment } from './environment/environment.ts';

export interface CreateAppOptions {
  readonly environments: readonly Environment[];
  /** The folder with the built function. */
  readonly bundle: string;
  /** Feature flags and settings, where no command line gives those of cdk.json. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Where the assembly goes. @default where the command line says, or a temporary folder */
  readonly outdir?: string;
}

/** Makes the app with a stack for each environment, held to the rules of AWS Solutions when it is synthesized. */
export function createApp({ environments, bundle, context, outdir }: CreateAppOptions): App {
  const app = new App({ context, outdir });
  for (const environment of environments) new BatchStack(app, environment, bundle);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}
