import { availableParallelism, totalmem } from 'node:os';

export interface Machine {
  readonly processors: number;
  readonly memoryBytes: number;
  readonly platform: string;
  readonly node: string;
}

/** Hardware and versions that the numbers depend on; nothing that identifies the machine. */
export function describeMachine(): Machine {
  return {
    processors: availableParallelism(),
    memoryBytes: totalmem(),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
  };
}
