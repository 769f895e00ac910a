import { expect } from '@jest/globals';
import type { CommandRun } from './run-command.ts';

/** Exit 1, nothing on stdout, and one line on stderr: the code and a sentence. Gives the sentence. */
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

/** Exit 2 and an explanation on stderr that fits a few lines. */
export function expectUsageError(run: CommandRun, reason: string | RegExp): void {
  expect(run).toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr: expect.stringMatching(/^error: (?:[^\n]+\n){1,3}$/),
  });
  expect(run.stderr).toMatch(reason);
  expect(run.stderr).not.toMatch(/^\s+at /m);
}
