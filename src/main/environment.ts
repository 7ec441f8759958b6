import { join, resolve } from 'node:path';
import { CliError, EXIT } from '../cli/exit-codes.ts';
import { PROJECT_FOLDER } from './version.ts';

/** File that configures an installation. */
export const configFile = (environment: NodeJS.ProcessEnv): string =>
  resolve(environment['CROSSDOCK_CONFIG'] ?? join(PROJECT_FOLDER, 'crossdock.config.ts'));

const PORT_MAX = 65_535;

/** Port that `PORT` names; `null` where it names none. 0 is any free one. */
export function portOf(environment: NodeJS.ProcessEnv): number | null {
  const text = environment['PORT'];
  if (text === undefined || text === '') return null;
  const port = /^\d+$/.test(text) ? Number(text) : Infinity;
  if (port <= PORT_MAX) return port;
  throw new CliError(EXIT.usage, 'usage', `PORT must be a number from 0 to ${PORT_MAX}, not "${text}".`);
}
