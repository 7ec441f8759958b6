import { CliError, EXIT } from '../cli/exit-codes.ts';
import { createDatabase, withClient } from '../postgres/databases.ts';
import { startEmbeddedPostgres } from '../postgres/embedded-server.ts';
import type { Home } from './home.ts';

/** A database server that we may use. */
export interface DatabaseServer {
  /** URL of its database for the installation. */
  readonly url: string;
  /** Stops what we started; a server that was there before goes on. */
  stop(): Promise<void>;
}

/** The user's own server if the environment names one, else the embedded one in the data folder. */
export async function openDatabase(
  home: Home,
  environment: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<DatabaseServer> {
  const named = environment['DATABASE_URL'];
  if (named !== undefined && named !== '') {
    await withClient(named, () => Promise.resolve()).catch(refuse('The database that DATABASE_URL names'));
    return { url: named, stop: () => Promise.resolve() };
  }
  const server = await startEmbeddedPostgres({ folder: home.folder, log: say });
  const url = `${server.url}?application_name=${OURS}${process.pid}`;
  return {
    url,
    // A server and a demo may share it, started in any order: whoever leaves last stops it.
    stop: async () => {
      if (!(await isUsedByOthers(url))) await server.stop();
    },
  };
}

/** A database of its own for one run; removed by whoever made it. */
export const makeDatabase = (serverUrl: string, name: string): Promise<string> =>
  createDatabase(serverUrl, name).catch(refuse('A database for this run (its user needs CREATEDB)'));

/** Ends a command with the database's own words: they say what to mend, and it is no fault of ours. */
const refuse =
  (what: string) =>
  (error: Error & { code?: string }): never => {
    const words = error.message === '' ? (error.code ?? error.name) : error.message;
    throw new CliError(EXIT.notRunning, 'no-database', `${what} cannot be had: ${words}.`);
  };

/** What our processes call themselves towards the database, with their number behind it. */
const OURS = 'crossdock-';

/** Whether another process of ours is connected. A database that does not answer has no users. */
async function isUsedByOthers(url: string): Promise<boolean> {
  try {
    return await withClient(url, async (client) => {
      const { rows } = await client.query<{ used: boolean }>(
        `select exists (select from pg_stat_activity where application_name like $1
          and application_name <> current_setting('application_name')) as used`,
        [`${OURS}%`],
      );
      return rows[0]!.used;
    });
  } catch {
    return false;
  }
}
