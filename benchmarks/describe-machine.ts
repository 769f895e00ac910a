import { availableParallelism, totalmem } from 'node:os';

export interface Machine {
  readonly processors: number;
  readonly memoryBytes: number;
  readonly platform: string;
  readonly node: string;
}

/** What numbers depend on, and nothing that tells whose machine it is. */
export function describeMachine(): Machine {
  return {
    processors: availableParallelism(),
    memoryBytes: totalmem(),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
  };
}
