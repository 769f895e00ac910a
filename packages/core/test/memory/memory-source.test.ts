import { MemorySource } from '../../src/memory/memory-source.ts';
import { describeByteSource } from '../contract/byte-source-contract.ts';

describeByteSource('MemorySource', async (bytes) => ({
  source: new MemorySource(bytes),
  close: () => Promise.resolve(),
}));
