/** Databases inside a server: make one, remove one. */
import pg from "pg";

/** The database that every server has, used to speak to the server itself. */
const MAINTENANCE_DATABASE = "postgres";

/** How long a connection may take to come about: on one machine anything longer means that nobody listens. */
const CONNECT_TIMEOUT_MS = 5_000;

/** Runs `work` on one connection of its own and closes it, whatever happens. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // A server that goes away while we talk also fails the query, which is where the caller hears of it.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The same server and credentials, another database. */
export function urlOfDatabase(url: string, name: string): string {
  const result = new URL(url);
  result.pathname = `/${encodeURIComponent(name)}`;
  return result.href;
}

/**
 * Creates an empty UTF-8 database on the server behind `url` and answers its URL.
 *
 * @throws the driver's error with code 42P04 when there is one of that name.
 */
export async function createDatabase(url: string, name: string): Promise<string> {
  await withClient(urlOfDatabase(url, MAINTENANCE_DATABASE), async (client) => {
    await client.query(`create database ${client.escapeIdentifier(name)} template template0 encoding 'UTF8'`);
  });
  return urlOfDatabase(url, name);
}

/** Removes the database with all it holds, ending whoever is connected to it; it may be missing already. */
export async function dropDatabase(url: string, name: string): Promise<void> {
  await withClient(urlOfDatabase(url, MAINTENANCE_DATABASE), async (client) => {
    await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`);
  });
}
