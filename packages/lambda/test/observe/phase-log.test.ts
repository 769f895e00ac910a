import { expect, test } from '@jest/globals';
import { createLogger } from '../../src/observe/logger.ts';
import { PhaseLog } from '../../src/observe/phase-log.ts';
import { LogLines } from '../helpers/log-lines.ts';

test('every phase is logged once, with how long it took', () => {
  const lines = new LogLines();
  const times = [0, 0, 1.4, 5, 105];
  const phases = new PhaseLog(createLogger('debug', lines), () => times.shift()!);

  for (const phase of ['index', 'manifest', 'manifest', 'compose']) phases.report(phase);
  phases.end();

  expect(lines.entries).toEqual(
    [
      ['index', 1],
      ['manifest', 4],
      ['compose', 100],
    ].map(([phase, durationMs]) =>
      expect.objectContaining({ level: 'debug', message: 'phase ended', phase, durationMs }),
    ),
  );
});

test('what ends before it began is no phase', () => {
  const lines = new LogLines();

  new PhaseLog(createLogger('debug', lines)).end();

  expect(lines.entries).toEqual([]);
});
