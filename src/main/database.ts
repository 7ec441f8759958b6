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
  if (named !== undefined && named !== '') return { url: named, stop: () => Promise.resolve() };
  // Another process of ours may be using the server that runs here: it is not ours to stop then.
  const inUse = (await home.running()) !== null;
  const server = await startEmbeddedPostgres({ folder: home.folder, log: say });
  return { url: server.url, stop: () => (inUse ? Promise.resolve() : server.stop()) };
}
