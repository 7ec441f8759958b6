import { join, resolve } from 'node:path';
import { PROJECT_FOLDER } from './version.ts';

/** File that configures an installation. */
export const configFile = (environment: NodeJS.ProcessEnv): string =>
  resolve(environment['CROSSDOCK_CONFIG'] ?? join(PROJECT_FOLDER, 'crossdock.config.ts'));
