import { expect, test } from '@jest/globals';
import { layoutBytes } from '../helpers/layout-bytes.ts';
import { key, large, small, source, type StoreUnderTest } from './contract-batches.ts';

/** What a store promises that shows a batch when it is published, and can take it back. */
export function describeStaging({ fixture, compose, expectBatch }: StoreUnderTest): void {
  test('shows nothing under the key until the batch is published, and then all of it', async () => {
    const batch = await compose({ layout: large });
    const before = await fixture().read(key);
    await batch.publish();

    expect(before).toBeUndefined();
    await expectBatch(large);
    expect(await fixture().everything()).toEqual([key]);
  });

  test('replaces a batch in one step: a reader finds the old one or the new one', async () => {
    await (await compose({ layout: small })).publish();
    const oldBytes = Buffer.from((await fixture().read(key))!);

    const batch = await compose({ layout: large });
    expect(oldBytes.equals((await fixture().read(key))!)).toBe(true);
    const [, ...seen] = await Promise.all([
      batch.publish(),
      ...Array.from({ length: 20 }, () => fixture().read(key)),
    ]);

    const newBytes = await layoutBytes(large, source);
    expect(
      seen.every((bytes) => bytes !== undefined && (oldBytes.equals(bytes) || newBytes.equals(bytes))),
    ).toBe(true);
    await expectBatch(large);
    expect(await fixture().everything()).toEqual([key]);
  });

  test('removes a discarded batch that was not published, and keeps the older one', async () => {
    await (await compose({ layout: small })).publish();

    await (await compose({ layout: large })).discard();

    await expectBatch(small);
    expect(await fixture().everything()).toEqual([key]);
  });

  test('removes a discarded batch that was published', async () => {
    const batch = await compose();
    await batch.publish();

    await batch.discard();

    expect(await fixture().everything()).toEqual([]);
  });

  test.each([
    ['not published', false],
    ['published', true],
  ])('does nothing when a batch is discarded again: %s', async (_, isPublished) => {
    const batch = await compose();
    if (isPublished) await batch.publish();

    await batch.discard();
    await batch.discard();
    await Promise.all([batch.discard(), batch.discard()]);

    expect(await fixture().everything()).toEqual([]);
  });
}

/** What a store promises that shows a batch, whole, when it is composed. */
export function describeComposedStays({ fixture, compose, expectBatch }: StoreUnderTest): void {
  test('shows a batch whole when it is composed, and keeps it when it is discarded', async () => {
    await (await compose({ layout: small })).publish();

    const batch = await compose({ layout: large });
    await expectBatch(large);
    await batch.publish();
    await batch.discard();

    await expectBatch(large);
    expect(await fixture().everything()).toEqual([key]);
  });
}
