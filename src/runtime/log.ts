import { pino, stdSerializers, type Logger } from 'pino';

/** Structured log lines: fields first, then a sentence. Fields never hold credentials. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** JSON lines on a file descriptor (default: standard error), written at once so that none is lost in a crash. */
export function createLog(level: LogLevel, fileDescriptor = 2): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: describeError },
    },
    pino.destination({ dest: fileDescriptor, sync: true }),
  );
}

/** The message alone for failures that are expected of the world; the stack as well for those that are ours. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? error.message : stdSerializers.err(error);
}
