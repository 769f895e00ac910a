import { createApp } from './create-app.ts';
import { ENVIRONMENTS } from './environment/environments.ts';
import { sayingWhatIsWrong } from './environment/saying-what-is-wrong.ts';
import { buildFunction } from './function/build-function.ts';

// What cdk.json starts: it says where the assembly goes, and which feature flags hold.
sayingWhatIsWrong(() => {
  createApp({ environments: Object.values(ENVIRONMENTS), bundle: buildFunction() }).synth();
});
