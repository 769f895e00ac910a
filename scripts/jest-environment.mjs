// Jest's Node environment with plain properties as globals. Jest's own looks up each global, such as `Math`, through a proxy: a
// loop over bytes takes thirty times as long.
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
