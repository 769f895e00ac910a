// Jest's Node environment, on a context whose globals are plain properties. Jest's own asks a proxy each time that code
// names a global such as `Math`, which makes a loop over bytes thirty times slower.
import vm from 'node:vm';

import { TestEnvironment } from 'jest-environment-node';

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
