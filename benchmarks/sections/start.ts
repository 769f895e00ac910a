import { fileURLToPath } from 'node:url';

import type { Contender } from '../contenders/contender.ts';
import { runCommand } from '../contenders/ours.ts';
import { runProgram } from '../run-program.ts';
import type { PlanSection } from './section.ts';

const lambda = new URL('../../packages/lambda/', import.meta.url);
const handler = new URL('dist/handler.mjs', lambda);

/** Measures the start of the command, and of the function at a cold start. */
export const planStartSection: PlanSection = ({ rounds }) => ({
  name: 'start',
  title: 'Start of the command and of the function',
  place: 'memory',
  neededBytes: 0,
  isOptional: false,
  async prepare(_, signal) {
    const script = fileURLToPath(new URL('scripts/bundle.mjs', lambda));
    await runProgram({ program: process.execPath, args: [script] }, { signal });
    return {
      rounds,
      baseId: 'node',
      contenders: [
        evaluate('node', 'Node, doing nothing', '0'),
        { id: 'command', name: 'biospex-batch --version', command: () => runCommand('--version') },
        evaluate(
          'function',
          "the function's bundle, loaded",
          `await import(${JSON.stringify(handler.href)})`,
        ),
      ],
    };
  },
});

function evaluate(id: string, name: string, code: string): Contender {
  const args = ['--input-type=module', '--eval', code];
  return { id, name, command: () => ({ program: process.execPath, args }) };
}
