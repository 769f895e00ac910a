import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ByteSource, ComposeRequest, Layout, StagedBatch } from '../../src/index.ts';
import { layoutOf, randomLayouts } from '../helpers/random-layouts.ts';
import { layoutBytes } from '../helpers/layout-bytes.ts';
import { key, large, small, source, type StoreFixture } from './contract-batches.ts';
import { describeComposedStays, describeStaging } from './staging-contract.ts';

export type { StoreFixture } from './contract-batches.ts';

/** How a store differs from one on a disk. */
export interface StoreTraits {
  /** A batch is there, whole, once it is composed: publishing has nothing to do, and a discarded batch stays. */
  readonly isVisibleWhenComposed?: boolean;
  /** The store reads the archive itself, whatever source it is given. */
  readonly readsByItself?: boolean;
}

/** What every BatchStore promises. `make` gives an empty one. */
export function describeBatchStore(
  name: string,
  make: () => Promise<StoreFixture>,
  { isVisibleWhenComposed = false, readsByItself = false }: StoreTraits = {},
): void {
  describe(`${name}, as every BatchStore`, () => {
    let fixture: StoreFixture;

    beforeEach(async () => {
      fixture = await make();
    });
    afterEach(() => fixture.close());

    const compose = (request: Partial<ComposeRequest> = {}): Promise<StagedBatch> =>
      fixture.store.compose({ key, layout: small, source, onBytes: () => undefined, ...request });
    const expectBatch = async (layout: Layout, at = key): Promise<void> => {
      const bytes = await fixture.read(at);
      expect(bytes !== undefined && (await layoutBytes(layout, source)).equals(bytes)).toBe(true);
    };

    const describeFailingSources = (): void => {
      test.each([
        ['first', 0],
        ['500,000th', 499_999],
        ['last', 999_999],
      ])(
        'leaves nothing when the %s byte of the source cannot be read, and rejects with its error',
        async (_, position) => {
          const failure = new Error('EIO: i/o error');

          await expect(compose({ layout: large, source: failingAt(position, failure) })).rejects.toBe(
            failure,
          );
          expect(await fixture.everything()).toEqual([]);
        },
      );

      test('composes the same batch after a failure', async () => {
        await compose({ layout: large, source: failingAt(0, new Error('once')) }).catch(() => undefined);

        await (await compose({ layout: large })).publish();

        await expectBatch(large);
      });

      test('keeps what is composed when another batch fails at the same time', async () => {
        const failing = failingAt(0, new Error('EIO: i/o error'));

        const [good, bad] = await Promise.allSettled([
          compose({ layout: large }),
          compose({ key: 'export-part2.zip', layout: large, source: failing }),
        ]);
        if (good.status === 'fulfilled') await good.value.publish();

        expect(bad.status).toBe('rejected');
        await expectBatch(large);
        expect(await fixture.everything()).toEqual([key]);
      });
    };

    test('composes the exact bytes of layouts of every shape', async () => {
      await fc.assert(
        fc.asyncProperty(randomLayouts, async (layout) => {
          const batch = await compose({ layout });
          await batch.publish();

          await expectBatch(layout);
        }),
        { numRuns: 40 },
      );
    });

    test('composes a batch of several megabytes', async () => {
      await (await compose({ layout: large })).publish();

      await expectBatch(large);
    });

    test('leaves nothing when it is aborted on the way, and rejects with the reason', async () => {
      const controller = new AbortController();
      const reason = new Error('enough');
      const abort = (): void => controller.abort(reason);

      await expect(compose({ layout: large, signal: controller.signal, onBytes: abort })).rejects.toBe(
        reason,
      );
      expect(await fixture.everything()).toEqual([]);
    });

    test('leaves nothing when it is aborted before it starts, and rejects with the reason', async () => {
      const reason = new Error('too late');

      await expect(compose({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      expect(await fixture.everything()).toEqual([]);
    });

    test.each([
      ['small', small],
      ['large', large],
    ])('reports every byte of a %s batch once', async (_, layout) => {
      const counts: number[] = [];

      await compose({ layout, onBytes: (count) => counts.push(count) });

      expect(counts.every((count) => count > 0)).toBe(true);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(layout.size);
    });

    test('composes several batches at the same time', async () => {
      const layouts = [large, small, layoutOf([[0, 1_000_000]]), layoutOf([50_000]), large];
      const keyOf = (i: number): string => `export-part${i + 1}.zip`;

      const batches = await Promise.all(layouts.map((layout, i) => compose({ key: keyOf(i), layout })));
      await Promise.all(batches.map((batch) => batch.publish()));

      for (const [i, layout] of layouts.entries()) await expectBatch(layout, keyOf(i));
      expect([...(await fixture.everything())].sort()).toEqual(layouts.map((_, i) => keyOf(i)));
    });

    const underTest = { fixture: () => fixture, compose, expectBatch };
    if (isVisibleWhenComposed) describeComposedStays(underTest);
    else describeStaging(underTest);
    if (!readsByItself) describeFailingSources();
  });
}

/** The source, but the byte at `position` cannot be read. */
function failingAt(position: number, failure: Error): ByteSource {
  return {
    size: source.size,
    read: async (target, start) => {
      if (start <= position && position < start + target.length) throw failure;
      await source.read(target, start);
    },
  };
}
