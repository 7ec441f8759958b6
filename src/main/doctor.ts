/** The checks of `doctor`, in an order in which later ones may need earlier ones. */
import {
  homeFolderCheck,
  nodeVersionCheck,
  pinnedNodeCheck,
  portCheck,
  runChecks,
  systemCheck,
  type Check,
} from '../cli/doctor.ts';
import type { DoctorResult } from '../cli/results.ts';
import { withClient } from '../postgres/databases.ts';
import { migrate } from '../postgres/migrate.ts';
import { loadConfig } from './config/config.ts';
import { openDatabase } from './database.ts';
import { portOf } from './environment.ts';
import { openHome, type Home } from './home.ts';
import { DEFAULT_PORT } from './installation.ts';
import { PROJECT_FOLDER } from './version.ts';

/** Oldest Node that runs TypeScript as it is, with everything that we use of it. */
const NODE_MAJOR_MIN = 24;

export async function diagnose(
  environment: NodeJS.ProcessEnv,
  configFile: string,
): Promise<DoctorResult> {
  const home = await openHome(environment);
  const running = await home.running();
  const port = portOf(environment) ?? DEFAULT_PORT;
  const config = await loadConfig(configFile).catch(() => null);
  return runChecks([
    nodeVersionCheck(process.version, NODE_MAJOR_MIN),
    pinnedNodeCheck(PROJECT_FOLDER, process.execPath),
    configCheck(configFile),
    homeFolderCheck(home.folder),
    databaseCheck(home, environment),
    portCheck('127.0.0.1', port, () => Promise.resolve(running?.url.endsWith(`:${port}`) ?? false)),
    ...Object.entries(config?.systems ?? {}).map(([system, { url }]) => systemCheck(system, url)),
  ]);
}

const configCheck = (file: string): Check => ({
  name: 'configuration',
  look: async () => {
    const config = await loadConfig(file);
    const { systems, entities } = config;
    const counts = `${Object.keys(systems).length} systems, ${Object.keys(entities).length} entities`;
    return { ok: true, text: `${file}: ${counts}` };
  },
  mend: 'Mend the members that are named, then look again',
});

/** The database answers and has every migration; the embedded one is started for the look. */
const databaseCheck = (home: Home, environment: NodeJS.ProcessEnv): Check => ({
  name: 'database',
  look: async () => {
    const server = await openDatabase(home, environment, () => {});
    try {
      const version = await withClient(server.url, async (client) => {
        const { rows } = await client.query<{ server_version: string }>('show server_version');
        return rows[0]!.server_version;
      });
      const applied = await migrate(server.url);
      const news = applied.length === 0 ? 'up to date' : `${applied.length} migrations applied now`;
      return { ok: true, text: `PostgreSQL ${version}, ${news}` };
    } finally {
      await server.stop();
    }
  },
  mend: 'Read the message; the embedded server writes postgres.log in the data folder',
});
