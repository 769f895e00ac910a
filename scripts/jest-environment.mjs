// Jest's Node environment, on a context whose globals are plain properties. Jest's own asks a proxy each time that code
// names a global such as `Math`, which makes a loop over bytes thirty times slower.
import vm from 'node:vm';

import { TestEnvironment } from 'jest-environment-node';

// A worker that has run many files takes a second to free their contexts at its end. Jest gives it half of one, then kills it
// and says that it did not exit gracefully. Nothing is open any more at this point, so the memory need not be freed.
process.once('exit', () => process.exit());

export default class extends TestEnvironment {
  /** @param {ConstructorParameters<typeof TestEnvironment>} options */
  constructor(...options) {
    const { createContext } = vm;
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(...options);
    } finally {
      vm.createContext = createContext;
    }
  }
}
