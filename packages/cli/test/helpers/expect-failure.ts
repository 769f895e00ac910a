import { expect } from '@jest/globals';
import type { CommandRun } from './run-command.ts';

/** Expects exit status 1, nothing on stdout, and one line on stderr: a code and a sentence. Returns the sentence. */
export function expectFailure(run: CommandRun, code: string): string {
  expect(run).toMatchObject({
    exitCode: 1,
    stdout: '',
    stderr: expect.stringMatching(/^[A-Z_]+: [^\n]+\n$/),
  });
  const [actual, ...sentence] = run.stderr.trimEnd().split(': ');
  expect(actual).toBe(code);
  return sentence.join(': ');
}

/** Expects exit status 2 and a few lines on stderr. */
export function expectUsageError(run: CommandRun, reason: string | RegExp): void {
  expect(run).toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr: expect.stringMatching(/^error: (?:[^\n]+\n){1,3}$/),
  });
  expect(run.stderr).toMatch(reason);
  expect(run.stderr).not.toMatch(/^\s+at /m);
}
