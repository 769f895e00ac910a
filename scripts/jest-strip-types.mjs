// Strips types with Node's own function, as `node file.ts` does. `pnpm types` checks them.
import { stripTypeScriptTypes } from 'node:module';

export default {
  /** @param {string} source */
  process: (source) => ({ code: stripTypeScriptTypes(source) }),
};
