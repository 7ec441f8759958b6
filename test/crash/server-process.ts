/** The server as a process that may be killed at any moment. */
import { makeConnectors } from '../../src/main/connectors.ts';
import { composeServer } from '../../src/main/server.ts';
import { SILENT } from '../../src/application/ports/logger.ts';
import { MINUTE_MS } from '../../src/kernel/instant.ts';
import { clockOf, patientConfig, readSetting } from './setting.ts';

const setting = readSetting(process.argv[2]!);
const config = patientConfig();
const server = composeServer({
  config,
  databaseUrl: setting.databaseUrl,
  connectors: makeConnectors(config, setting, {}),
  clock: clockOf(setting),
  logger: SILENT,
  lookEveryMs: 10 * MINUTE_MS,
  alone: true,
});
await server.api.listen({ host: '127.0.0.1', port: setting.serverPort });
await server.core.start();
process.send!('ready');
process.on('disconnect', () => process.exit(0));
