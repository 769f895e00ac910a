import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Spool } from '../../../src/node/spool/spool.ts';
import { memoryPlace } from '../../helpers/memory-place.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';

const BUFFER_BYTES = 1024 * 1024;
const bytes = seededRandom(25).bytes(2 * BUFFER_BYTES);
const length = fc.oneof(
  fc.nat(2 * BUFFER_BYTES),
  fc.nat(100),
  fc.constantFrom(BUFFER_BYTES - 1, BUFFER_BYTES),
);
const step = fc.oneof(
  fc.record({ kind: fc.constant('append' as const), length }),
  fc.record({ kind: fc.constant('skip' as const), length: fc.nat(2 * BUFFER_BYTES) }),
  // The part of what there is at which it begins.
  fc.record({ kind: fc.constant('patch' as const), at: fc.double({ min: 0, max: 1, noNaN: true }) }),
);

test('a spool holds what a buffer would, whatever is done to it, though its place fills up', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
      const first = memoryPlace({ name: 'first', full: { bytes: 1.5 * BUFFER_BYTES, code: 'ENOSPC' } });
      const spool = await Spool.open([first, memoryPlace({ name: 'second' })], 0);
      const expected = Buffer.alloc(6 * 2 * BUFFER_BYTES);
      let size = 0;
      for (const one of steps) {
        if (one.kind === 'append') {
          spool.append(bytes.subarray(0, one.length));
          expected.set(bytes.subarray(0, one.length), size);
          size += one.length;
        } else if (one.kind === 'skip') {
          spool.skip(one.length);
          size += one.length;
        } else if (size >= 4) {
          const position = Math.floor(one.at * (size - 4));
          spool.patch(position, Buffer.from('1234'));
          expected.write('1234', position);
        }
        await spool.settle();
      }

      const source = await spool.finish();
      const content = Buffer.alloc(source.size);
      await source.read(content, 0);

      expect(content.equals(expected.subarray(0, size))).toBe(true);
      await spool.dispose();
    }),
  );
});
