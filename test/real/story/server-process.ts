/** Crossdock as a process that may be killed at any moment. Says the key that the clerks ask with. */
import { SILENT } from '../../../src/application/ports/logger.ts';
import { SystemClock } from '../../../src/main/clocks.ts';
import { makeConnectors } from '../../../src/main/connectors.ts';
import { composeServer } from '../../../src/main/server.ts';
import { ADMIN_PASSWORD } from '../../../tools/real/tryton.ts';
import { readSetting, storyConfig } from './setting.ts';

const setting = readSetting(process.argv[2]!);
const config = storyConfig(setting.tryton);
const server = composeServer({
  config,
  databaseUrl: setting.databaseUrl,
  connectors: makeConnectors(config, setting, { TRYTON_PASSWORD: ADMIN_PASSWORD }),
  clock: new SystemClock(),
  logger: SILENT,
  alone: true,
});
await server.api.listen({ host: '127.0.0.1', port: setting.serverPort });
await server.core.start();
process.send!(await server.makeKey('clerks', null));
process.on('disconnect', () => process.exit(0));
