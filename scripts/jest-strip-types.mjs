// Lets Node strip the types, as it does when it runs the sources itself. Types are checked by `pnpm types`.
import { stripTypeScriptTypes } from 'node:module';

export default {
  /** @param {string} source */
  process: (source) => ({ code: stripTypeScriptTypes(source) }),
};
