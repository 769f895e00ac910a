import { describe, expect, test } from '@jest/globals';
import { TerminalProgress } from '../../src/output/terminal-progress.ts';
import { collect } from '../helpers/run-command.ts';

const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';
const clearLine = ['\u001b[K', '\u001b[0K', '\u001b[2K', '\u001b[J', '\u001b[0J'];

describe('TerminalProgress', () => {
  test('writes nothing to a pipe', () => {
    const { stream, text: written } = collect(false);
    const progress = new TerminalProgress(stream);

    progress.report('compose', 1, 10);
    progress.report('compose', 10, 10);
    progress.stop();

    expect(written()).toBe('');
  });

  test('draws a bar with the total on a terminal', () => {
    const { stream, text: written } = collect(true);
    const progress = new TerminalProgress(stream);

    progress.report('compose', 500_000, 1_000_000);
    progress.stop();

    expect(written()).toContain('Writing batches');
    expect(written()).toContain('of 1.00 MB');
    expect(written()).toMatch(/░/);
  });

  test('adds the detail to the bar of a split only', () => {
    const { stream, text: written } = collect(true);
    const progress = new TerminalProgress(stream, () => '1.00 GB copied, 2.00 MB moved');

    progress.report('index', 1, 2);
    expect(written()).not.toContain('copied');
    progress.report('compose', 1, 2);
    progress.stop();

    expect(written()).toContain('1.00 GB copied, 2.00 MB moved');
  });

  test('names each phase', () => {
    const { stream, text: written } = collect(true);
    const progress = new TerminalProgress(stream);

    for (const phase of ['index', 'manifest', 'compose', 'sample', 'verify']) {
      progress.report(phase, 1, 2);
    }
    progress.stop();

    for (const label of [
      'Reading index',
      'Reading manifest',
      'Writing batches',
      'Writing sample',
      'Verifying',
    ]) {
      expect(written()).toContain(label);
    }
  });

  test('clears its line and shows the cursor again when it stops', () => {
    const { stream, text: written } = collect(true);
    const progress = new TerminalProgress(stream);

    progress.report('index', 1, 2);
    progress.stop();

    expect(written()).toContain(hideCursor);
    expect(written().lastIndexOf(showCursor)).toBeGreaterThan(written().lastIndexOf(hideCursor));
    const afterBar = written().slice(written().lastIndexOf('Reading index'));
    expect(clearLine.some((sequence) => afterBar.includes(sequence))).toBe(true);
  });

  test('writes nothing when it stops again', () => {
    const { stream, text: written } = collect(true);
    const progress = new TerminalProgress(stream);
    progress.report('index', 1, 2);
    progress.stop();
    const before = written();

    progress.stop();

    expect(written()).toBe(before);
  });

  test('stops before it has started', () => {
    const { stream, text: written } = collect(true);

    new TerminalProgress(stream).stop();

    expect(written()).toBe('');
  });

  test('fits a terminal of 80 columns with a million entries', () => {
    const { stream, text: written } = collect(true);
    const progress = new TerminalProgress(stream);

    progress.report('index', 999_999, 1_000_000);
    progress.stop();

    const lines = written().match(/Reading index [^\p{Cc}]*/gu) ?? [];
    expect(lines.length).toBeGreaterThan(0);
    expect(Math.max(...lines.map((line) => line.trimEnd().length))).toBeLessThanOrEqual(80);
  });

  test('accepts a total of zero', () => {
    const { stream, text: written } = collect(true);
    const progress = new TerminalProgress(stream);

    progress.report('index', 0, 0);
    progress.stop();

    expect(written()).not.toMatch(/NaN|Infinity/);
  });
});
