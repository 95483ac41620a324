import { pino, type Logger } from 'pino';

export type Log = Pick<Logger, 'info' | 'warn' | 'error' | 'debug'>;

/** Logs lines of JSON. Callers pass ids, codes and counts, never names, addresses or secrets. */
export function makeLog(level: string): Logger {
  return pino({
    level,
    base: null,
    redact: {
      paths: [
        '*.email',
        '*.to',
        '*.authorization',
        '*.licenceKey',
        '*.payload',
        '*.body',
        'req.headers',
      ],
      censor: '[removed]',
    },
    serializers: {
      err: (error: unknown) =>
        error instanceof Error
          ? { name: error.name, message: error.message, stack: error.stack }
          : { message: String(error) },
    },
  });
}
