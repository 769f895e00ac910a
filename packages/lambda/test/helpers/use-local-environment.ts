import { afterEach, beforeEach, jest } from '@jest/globals';
import { buildZip } from '../../../core/test/helpers/build-zip.ts';
import { exportEntries, makeExport } from '../../../core/test/helpers/export-fixture.ts';
import { LocalEnvironment } from './local-environment.ts';
import { listenToMetrics } from './metrics.ts';

/** A new environment for each test, which may replace it. */
export interface LocalFixture {
  env: LocalEnvironment;
  /** CloudWatch's sums so far. */
  readonly metrics: () => Record<string, number>;
}

/** Call it once in a test file; the result can be used inside tests. */
export function useLocalEnvironment(variables: Readonly<Record<string, string>> = {}): LocalFixture {
  const fixture: { env?: LocalEnvironment; metrics?: () => Record<string, number> } = {};
  beforeEach(async () => {
    fixture.metrics = listenToMetrics();
    fixture.env = await LocalEnvironment.start(variables);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await fixture.env?.stop();
  });
  return fixture as LocalFixture;
}

/** The bytes of an export archive. */
export function exportZip(...options: Parameters<typeof makeExport>): Buffer {
  return buildZip(exportEntries(makeExport(...options).files));
}
