import { pino } from 'pino';
import type { DestinationStream } from 'pino';
import { pinoPretty } from './pretty.ts';
import type { Logger } from '../application/ports/logger.ts';
import { redacted, redactedText } from './redaction.ts';

export type LogLevel = 'info' | 'warn' | 'error' | 'silent';

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Where lines go: JSON into a file, JSON to stderr, or lines for a person who looks at stderr. */
  readonly to: { readonly file: string } | 'stderr' | 'terminal' | DestinationStream;
  /** Members of every line, for example the process id of a cluster. */
  readonly base?: Readonly<Record<string, unknown>>;
  /** Trace of an instance, where it is traced: lines with an `instance` name it. */
  readonly traceIdOf?: (instance: string) => string | null;
}

/** A logger that can be told to write what it still holds. */
export interface FlushableLogger extends Logger {
  /** Writes everything out; call it before the process ends. */
  flush(): void;
}

/** Bytes that a log file collects before it is written to: a line is rarely urgent there. */
const FILE_BUFFER_BYTES = 4_096;

/**
 * A logger: one JSON object for each event, with the details as members. Use the members `entity`,
 * `instance` and `correlationId` for what an event is about: they are what people search for.
 * Secrets are taken out by name and by looks. It never throws: a line that cannot be written is lost.
 */
export function createLogger(options: LoggerOptions): FlushableLogger {
  const destination = destinationOf(options.to);
  const logger = pino(
    {
      level: options.level,
      base: options.base === undefined ? null : redacted(options.base),
      messageKey: 'event',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  const write =
    (level: 'info' | 'warn' | 'error') =>
    (event: string, details?: Readonly<Record<string, unknown>>): void => {
      if (!logger.isLevelEnabled(level)) return;
      try {
        const members = details === undefined ? {} : redacted(details);
        const traceId = traceIdOf(options, details);
        if (traceId !== null) members['trace_id'] = traceId;
        logger[level](members, redactedText(event));
      } catch {
        // Observing must not break what it observes.
      }
    };
  return {
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    flush: () => {
      (destination as { flushSync?: () => void }).flushSync?.();
    },
  };
}

function traceIdOf(
  options: LoggerOptions,
  details: Readonly<Record<string, unknown>> | undefined,
): string | null {
  const instance = details?.['instance'];
  return typeof instance === 'string' ? (options.traceIdOf?.(instance) ?? null) : null;
}

function destinationOf(to: LoggerOptions['to']): DestinationStream {
  if (to === 'stderr') return pino.destination({ fd: 2, sync: true });
  if (to === 'terminal') return pinoPretty();
  if ('file' in to) {
    return pino.destination({ dest: to.file, sync: false, minLength: FILE_BUFFER_BYTES, mkdir: true });
  }
  return to;
}
