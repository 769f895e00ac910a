import { createApp } from './create-app.ts';
import { exitingOnWrongSettings } from './environment/environment.ts';
import { ENVIRONMENTS } from './environment/environments.ts';
import { buildFunction } from './function/build-function.ts';

// The CDK starts this file; cdk.json sets its output folder and feature flags.
exitingOnWrongSettings(() => {
  createApp({ environments: Object.values(ENVIRONMENTS), bundle: buildFunction() }).synth();
});
