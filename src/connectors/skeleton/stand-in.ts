/**
 * Stands in for skeleton until you have an account to test with, by its manual.
 * Replace its manners by those that you find, or remove it once the real system can be reached.
 *
 * Run as a program it listens on the port that it is given, with the secret of the variable that
 * `connector new` proposes for the configuration.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SkeletonOrder } from './wire.ts';

/** A running stand-in. */
export interface StandIn {
  readonly url: string;
  stop(): Promise<void>;
}

interface Told extends Omit<SkeletonOrder, 'revision' | 'marks' | 'changed_at'> {
  readonly mark: string;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Sites that it knows. */
const SITES = new Set(['trial-site']);
/** Orders of one page. */
const PAGE = 50;

/** Starts it on a port, any free one for 0. */
export async function startStandIn(secret: string, port = 0): Promise<StandIn> {
  const orders = new Map<string, SkeletonOrder>();
  const keys = new Set<string>();
  const server: Server = createServer((request, response) => {
    void bodyOf(request).then((text) => {
      const { status, body } = answer(request, text);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });

  function answer(request: IncomingMessage, text: string): Answer {
    if (request.headers.authorization !== `Bearer ${secret}`) {
      return { status: 401, body: { code: 'unauthorized', message: 'bearer token expected' } };
    }
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stand-in');
    if (pathname === '/orders') return { status: 200, body: page(searchParams) };
    const reference = decodeURIComponent(pathname.replace('/orders/', ''));
    if (request.method === 'PUT') return put(String(request.headers['idempotency-key']), text);
    const found = orders.get(reference);
    return found === undefined ? { status: 404, body: {} } : { status: 200, body: found };
  }

  /** Sets an order to what is told, once for each key. */
  function put(key: string, text: string): Answer {
    const { mark, ...told } = JSON.parse(text) as Told;
    if (!SITES.has(told.site)) {
      return { status: 422, body: { code: 'unknown-site', message: `no site ${told.site}` } };
    }
    const before = orders.get(told.reference);
    if (before !== undefined && keys.has(key)) return { status: 200, body: before };
    keys.add(key);
    const after: SkeletonOrder = {
      ...told,
      revision: (before?.revision ?? 0) + 1,
      marks: [...(before?.marks ?? []), mark],
      changed_at: new Date().toISOString(),
    };
    orders.set(told.reference, after);
    return { status: 200, body: after };
  }

  function page(query: URLSearchParams): unknown {
    const after = query.get('after') ?? '';
    const found = [...orders.values()]
      .filter(({ changed_at }) => changed_at >= query.get('from')! && changed_at < query.get('to')!)
      .filter(({ reference }) => reference > after)
      .sort((a, b) => (a.reference < b.reference ? -1 : 1));
    const shown = found.slice(0, PAGE);
    return { orders: shown, next: found.length > PAGE ? shown.at(-1)!.reference : null };
  }

  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

if (import.meta.main) {
  const secret = process.env['SKELETON_SECRET'] ?? '';
  const standIn = await startStandIn(secret, Number(process.argv[2] ?? 0));
  process.stdout.write(`${standIn.url}\n`);
}
