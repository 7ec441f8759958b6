/** The stream of a console: server-sent events that say what changed, for as long as the connection lasts. */
import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ChangeHub, Changes } from '../application/watch/change-hub.ts';
import * as contract from '../contract/resources/changes.ts';
import type { ApiDeps } from './deps.ts';
import { RefusedError } from './errors.ts';
import { serve } from './route.ts';

/** Milliseconds between signs of life: a console without one for ten seconds says so. */
const ALIVE_EVERY_MS = 5_000;
/** Streams of one process; each is a socket and a few kilobytes. */
const STREAMS_MAX = 2_000;

const HEADERS = { 'cache-control': 'no-store', 'x-accel-buffering': 'no' };

export function serveChanges(app: FastifyInstance, deps: ApiDeps): void {
  const { hub } = deps;
  const open = new Set<ServerResponse>();
  const alive = setInterval(() => {
    const text = `event: alive\ndata: {"at":${JSON.stringify(new Date(deps.clock.now()).toISOString())}}\n\n`;
    for (const stream of open) stream.write(text);
  }, ALIVE_EVERY_MS).unref();
  app.addHook('preClose', (done) => {
    clearInterval(alive);
    for (const stream of open) stream.end();
    done();
  });
  serve(app, deps, contract.followChanges, async ({ caller, request }) => {
    if (open.size >= STREAMS_MAX) {
      throw new RefusedError({ code: 'unavailable', detail: 'Too many consoles are open on this server.' });
    }
    const sees = visibleTo(caller.principal.entities);
    const follow = (stream: ServerResponse): void => {
      open.add(stream);
      for (const missed of missedOf(hub, request)) {
        stream.write(typeof missed === 'string' ? missed : eventOf(sees(missed)));
      }
      const leave = hub.listen((changes) => void stream.write(eventOf(sees(changes))));
      stream.once('close', () => {
        leave();
        open.delete(stream);
      });
    };
    return { status: 200, media: 'text/event-stream', headers: HEADERS, stream: follow };
  });
}

/** What a console that comes back has missed; one that was away too long reads everything again. */
function missedOf(hub: ChangeHub, request: FastifyRequest): readonly (string | Changes)[] {
  const header = Number(request.headers['last-event-id'] ?? Number.NaN);
  const hello = `id: ${hub.sequence}\nevent: hello\ndata: {}\n\n`;
  if (!Number.isInteger(header)) return [hello];
  return hub.since(header) ?? [`id: ${hub.sequence}\nevent: reset\ndata: {}\n\n`];
}

/** Names only instances of entities that somebody may see. */
const visibleTo =
  (entities: readonly string[]) =>
  (changes: Changes): Changes => {
    if (entities.length === 0) return changes;
    const isSeen = (key: string): boolean => entities.includes(key.split('/', 1)[0]!);
    return { ...changes, instances: changes.instances.filter(isSeen) };
  };

/** The same notice goes to many: its text is made once. */
const texts = new WeakMap<Changes, string>();

function eventOf(changes: Changes): string {
  const known = texts.get(changes);
  if (known !== undefined) return known;
  const { sequence, ...data } = changes;
  const text = `id: ${sequence}\nevent: changed\ndata: ${JSON.stringify(data)}\n\n`;
  texts.set(changes, text);
  return text;
}
