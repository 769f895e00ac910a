import { destination, pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';

export type { DestinationStream, Logger };

/** JSON lines on stdout, where Lambda takes them from, written before the function may be frozen. */
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
