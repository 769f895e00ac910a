import { destination, pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';

export type { DestinationStream, Logger };

/** Writes JSON lines to stdout, synchronously: Lambda may freeze the function as soon as it returns. */
export function createLogger(
  level: string,
  output: DestinationStream = destination({ fd: 1, sync: true }),
): Logger {
  return pino(
    {
      level,
      base: null,
      messageKey: 'message',
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    output,
  );
}
