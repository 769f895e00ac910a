/** The hidden command of the process in which the function runs: `biospex-batch lambda-process BUNDLE`. */
export const LAMBDA_PROCESS = 'lambda-process';
