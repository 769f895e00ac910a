import { createFunctions } from './create-functions.ts';

/** What Lambda calls: `handler` with messages of the trigger queue, `teller` with those of the exhausted queue. */
export const { handler, teller } = createFunctions(process.env);
