import { createFunctions } from './create-functions.ts';

/** Lambda calls `handler` with messages of the trigger queue, and `teller` with messages of the exhausted queue. */
export const { handler, teller } = createFunctions(process.env);
