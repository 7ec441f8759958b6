import type { DestinationStream } from 'pino';
import pretty from 'pino-pretty';

/** Lines for a person on stderr: time, level, event, then its details. */
export const pinoPretty = (): DestinationStream =>
  pretty({
    destination: 2,
    sync: true,
    colorize: process.stderr.isTTY,
    messageKey: 'event',
    translateTime: 'SYS:HH:MM:ss',
    singleLine: true,
  });
