/** A running installation: database, server, and, if it is asked for, the box that plays with it. */
import { setTimeout } from 'node:timers/promises';
import { CodeBooks } from '../application/codes/code-books.ts';
import type { CommandContext } from '../cli/handlers.ts';
import { CliError, EXIT } from '../cli/exit-codes.ts';
import type { Clock } from '../kernel/clock.ts';
import { PERSON_ROLES } from '../contract/resources/session.ts';
import { formatInstant } from '../kernel/instant.ts';
import { migrate } from '../postgres/migrate.ts';
import { createLogger } from '../telemetry/logger.ts';
import { openBox, type BoxPlan, type OpenBox } from './box/installed.ts';
import { postgresAuditBook } from '../postgres/queries/audit.ts';
import { fileOfHeads, HeadKeeper } from './audit-heads.ts';
import { SystemClock } from './clocks.ts';
import { buildConsole, CONSOLE_FOLDER } from './console.ts';
import { loadConfig, type Config } from './config/config.ts';
import { makeConnectors } from './connectors.ts';
import { openDatabase } from './database.ts';
import { configFile, portOf } from './environment.ts';
import { HomeInUseError, openHome, type Home } from './home.ts';
import { composeServer, type Server } from './server.ts';

/** Port of the API unless `PORT` names another. */
export const DEFAULT_PORT = 4100;
/** Who signs in first: has every role, so that one person can try everything. */
const FIRST_PERSON = 'admin';
/** Ports that are tried after the default one when nobody asked for a certain port. */
const PORTS_TRIED = 50;

export interface ServeOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Port that was asked for; `null`: the environment's, or the first free one from the default. */
  readonly port: number | null;
  /** The day to play; `null`: the server alone. */
  readonly play: BoxPlan | null;
  readonly context: CommandContext;
}

/** Serves until the signal fires; answers the URL that it served at. */
export async function serve(options: ServeOptions): Promise<string> {
  const { environment, context } = options;
  const config = await loadConfig(configFile(environment));
  const home = await openHome(environment);
  const other = await home.running();
  if (other !== null) {
    const { message } = new HomeInUseError(home.folder, other);
    throw new CliError(EXIT.usage, 'home-in-use', message);
  }
  context.progress({ activity: 'starting the database' });
  const isBuilt = buildConsole().catch((error: unknown) => {
    context.say(`The console could not be built, the API serves without it: ${String(error)}`);
  });
  const database = await openDatabase(home, environment, (line) => context.say(line));
  try {
    await migrate(database.url);
    await isBuilt;
    return await serveOn(options, config, home, database.url);
  } finally {
    await database.stop();
  }
}

async function serveOn(
  options: ServeOptions,
  config: Config,
  home: Home,
  databaseUrl: string,
): Promise<string> {
  const { environment, context } = options;
  const logger = createLogger({ level: 'info', to: { file: home.path('crossdock.log') } });
  const box = options.play === null ? null : await openBox(home, config, options.play, databaseUrl);
  const clock: Clock = box?.clock ?? new SystemClock();
  const otlpEndpoint = environment['OTEL_EXPORTER_OTLP_ENDPOINT'];
  const codeBooks = new CodeBooks();
  const keptHeads = fileOfHeads(home.path('audit-heads.ndjson'));
  const server = composeServer({
    config,
    databaseUrl,
    connectors: makeConnectors(config, box?.address ?? null, environment, codeBooks),
    codeBooks,
    keptHeads,
    environment,
    clock,
    logger,
    consoleFolder: CONSOLE_FOLDER,
    // The folder is ours alone, and so is the server in it; a server of the user's may be shared.
    alone: (environment['DATABASE_URL'] ?? '') === '',
    ...(box === null ? {} : { lookEveryMs: box.lookEveryMs, sandbox: box.desk }),
    ...(otlpEndpoint === undefined ? {} : { otlpEndpoint }),
  });
  const keeper = new HeadKeeper(postgresAuditBook(server.pool), keptHeads, logger);
  try {
    const url = await listen(server, options);
    await home.claim(url).catch((error: Error) => {
      throw new CliError(EXIT.usage, 'home-in-use', error.message);
    });
    const key = (await home.adminKey()) ?? (await server.makeKey('admin', null));
    await home.keepAdminKey(key);
    box?.opened(url, server, key);
    await server.core.start();
    const password = await server.access.people.first(FIRST_PERSON, PERSON_ROLES);
    context.say(`Crossdock is ready: ${url}   (API key in ${home.path('admin.key')})`);
    const starting = { actor: 'crossdock', principal: null };
    const link = await server.access.signInLinks.make(FIRST_PERSON, starting, 'start');
    context.say(`The console opens at: ${url}/${link.ok ? `#sign-in=${link.value.token}` : ''}`);
    if (link.ok) context.say('   (works once, within 15 minutes; later: crossdock people link admin)');
    if (password !== null) {
      context.say(`Sign in as ${FIRST_PERSON} with the password ${password}   (shown this once)`);
    }
    logger.info('ready', { url, home: home.folder, at: formatInstant(clock.now()) });
    if (box !== null) await playAndSay(box, server, key, url, context);
    while (!context.signal.aborted) await untilAborted(context.signal);
    return url;
  } finally {
    context.say('Stopping …');
    await keeper.stop();
    await server.stop();
    await box?.close();
    await home.release();
    logger.flush();
  }
}

async function playAndSay(
  box: OpenBox,
  server: Server,
  key: string,
  url: string,
  context: CommandContext,
): Promise<void> {
  const ended = await box.play(server, key, context);
  if (ended === null) return;
  context.say(`${ended}\nThe systems run on in real time: ${url}`.trimStart());
}

/** Listens on the port that was asked for, or on the first free one from the default on. */
async function listen(server: Server, { environment, port }: ServeOptions): Promise<string> {
  const asked = port ?? portOf(environment);
  const host = environment['HOST'] ?? '127.0.0.1';
  const tries = asked === null ? PORTS_TRIED : 1;
  for (let at = 0; ; at++) {
    try {
      return await server.api.listen({ host, port: (asked ?? DEFAULT_PORT) + at });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      if (at + 1 < tries) continue;
      const message = `Port ${(asked ?? DEFAULT_PORT) + at} is in use; set PORT to another one.`;
      throw new CliError(EXIT.notRunning, 'port-in-use', message);
    }
  }
}

/** A day of milliseconds: a timer that keeps the process alive while it waits for its signal. */
const LONG_MS = 86_400_000;

const untilAborted = (signal: AbortSignal): Promise<void> =>
  setTimeout(LONG_MS, undefined, { signal }).catch(() => undefined);
