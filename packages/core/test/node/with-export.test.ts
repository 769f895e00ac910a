import { describe, expect, test } from '@jest/globals';
import { MemorySource } from '../../src/index.ts';
import { withExport, type OpenExportOptions } from '../../src/node/index.ts';
import { directoryPlace } from '../../src/node/spool/directory-place.ts';
import type { SpoolPlace } from '../../src/node/spool/spool-place.ts';
import { buildTar } from '../helpers/build-tar.ts';
import { withTemporaryFolder } from '../helpers/run-tool.ts';

const archive = new MemorySource(buildTar([{ name: 'a.jpg', data: 'a' }]));

/** Runs `test` with a place whose spools say when they are closed, or that they cannot be. */
function withPlace(
  test: (options: OpenExportOptions, closed: () => number) => Promise<void>,
  closingFails?: Error,
): Promise<void> {
  return withTemporaryFolder(async (directory) => {
    let closed = 0;
    const place = directoryPlace({ directory });
    const watched: SpoolPlace = {
      ...place,
      open: async () => {
        const medium = await place.open();
        const close = async (): Promise<void> => {
          closed++;
          await medium.close();
          if (closingFails !== undefined) throw closingFails;
        };
        return { ...medium, close };
      },
    };
    await test({ places: [watched] }, () => closed);
  });
}

describe('withExport', () => {
  test('gives what the work gives, and closes the export after it', () =>
    withPlace(async (options, closed) => {
      const result = await withExport(archive, options, (opened) => {
        expect(opened.isSpooled).toBe(true);
        return Promise.resolve(closed());
      });

      expect(result).toBe(0);
      expect(closed()).toBe(1);
    }));

  test.each([undefined, new Error('EBUSY')])(
    'rejects with what the work throws, and closes the export; closing fails with %p',
    (closingFails) =>
      withPlace(async (options, closed) => {
        const failure = new Error('no manifest');

        const working = withExport(archive, options, () => {
          throw failure;
        });

        await expect(working).rejects.toBe(failure);
        expect(closed()).toBe(1);
      }, closingFails),
  );

  test.each([new Error('EBUSY')])('gives the result where closing fails, and tells why: %p', (closingFails) =>
    withPlace(async (options) => {
      const reasons: unknown[] = [];
      const onLeftBehind = (reason: unknown): void => void reasons.push(reason);

      const result = await withExport(archive, { ...options, onLeftBehind }, () => Promise.resolve('done'));

      expect(result).toBe('done');
      expect(reasons).toEqual([closingFails]);
    }, closingFails),
  );
});
