import { createApp } from './create-app.ts';
import { exitingOnWrongSettings } from './environment/environment.ts';
import { ENVIRONMENTS } from './environment/environments.ts';
import { buildFunction } from './function/build-function.ts';

// Started by cdk.json, which has the folder of the assembly and the feature flags.
exitingOnWrongSettings(() => {
  createApp({ environments: Object.values(ENVIRONMENTS), bundle: buildFunction() }).synth();
});
