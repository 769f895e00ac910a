import { createHandler } from './create-handler.ts';

/** What Lambda calls with an SQS event of the trigger queue. */
export const handler = createHandler(process.env);
