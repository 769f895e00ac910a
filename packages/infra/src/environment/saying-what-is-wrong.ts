import { EnvironmentError } from './check-environment.ts';

/** Runs `work`. A setting that is wrong is one sentence for whoever edits it, no stack, and ends the process. */
export function sayingWhatIsWrong(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    console.error(`error: ${error.message}`);
    process.exit(1);
  }
}
