/**
 * A proxy between a connector and its system that loses, holds and falsifies answers as it is told,
 * so that any system shows the faults that it cannot be asked to make.
 */
import { createServer, request as plainRequest, type IncomingMessage, type Server } from 'node:http';
import type { ServerResponse } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { AddressInfo } from 'node:net';

/** An answer, of the system or instead of it. */
export interface ProxyAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

/** What becomes of a request. */
export type Treatment =
  | { readonly kind: 'pass' }
  /** The system gets it and answers; the connection breaks before the answer. */
  | { readonly kind: 'cut' }
  /** The system never gets it; the connection breaks. */
  | { readonly kind: 'swallow' }
  /** The system never gets it, and nobody answers. */
  | { readonly kind: 'silence' }
  /** The system never gets it; this is answered. */
  | { readonly kind: 'answer'; readonly answer: ProxyAnswer }
  /** The system gets it; something else is answered. */
  | { readonly kind: 'replace'; replace(answer: ProxyAnswer): ProxyAnswer };

/** A request that went through, with what became of it. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly treatment: Treatment['kind'];
  /** It was sent on to the system. */
  readonly forwarded: boolean;
  /** What the system answered, whatever the connector was told. */
  answer: ProxyAnswer | null;
}

/** What stands between a connector and its system, whatever is spoken there. */
export interface FaultLine {
  /** Requests, or operations, since the last `begin`, in order. */
  readonly exchanges: readonly Exchange[];
  /** Most of them that were under way at once since the last `begin`. */
  readonly underwayMax: number;
  /** Forgets what went through; from now on requests are treated by their number, from 1. */
  begin(treat?: (ordinal: number) => Treatment, onSilence?: () => void): void;
  /** Ends the silence: whoever still waits sees the connection break. */
  breakSilence(): void;
}

/** Headers that belong to a connection and not to what is said over it. */
const OF_CONNECTION = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length']);

export const PASS: Treatment = { kind: 'pass' };

/** Listens on a port of its own and stands in for the system there. */
export class FaultProxy implements FaultLine {
  /** Requests since the last `begin`, in order. */
  exchanges: Exchange[] = [];
  /** Most requests that were under way at once since the last `begin`. */
  underwayMax = 0;
  readonly #target: URL;
  readonly #server: Server;
  readonly #held = new Set<ServerResponse>();
  #treat: (ordinal: number) => Treatment = () => PASS;
  #onSilence: () => void = () => {};
  #underway = 0;

  constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((request, response) => void this.#serve(request, response));
    // A connection that the connector keeps alive must not be closed under its feet.
    this.#server.keepAliveTimeout = 0;
  }

  /** Opens the port; answers the URL that stands in for the system's. */
  async open(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = this.#server.address() as AddressInfo;
    const path = this.#target.pathname.replace(/\/$/, '');
    return `http://127.0.0.1:${port}${path}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Forgets what went through; from now on requests are treated by their number, from 1. */
  begin(treat: (ordinal: number) => Treatment = () => PASS, onSilence: () => void = () => {}): void {
    this.exchanges = [];
    this.underwayMax = this.#underway;
    this.#treat = treat;
    this.#onSilence = onSilence;
  }

  /** Ends the silence: whoever still waits sees the connection break. */
  breakSilence(): void {
    for (const response of this.#held) response.destroy();
    this.#held.clear();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#underway += 1;
    this.underwayMax = Math.max(this.underwayMax, this.#underway);
    response.once('close', () => (this.#underway -= 1));
    const treatment = this.#treat(this.exchanges.length + 1);
    const forwarded = ['pass', 'cut', 'replace'].includes(treatment.kind);
    const { method = 'GET', url: path = '/' } = request;
    const exchange: Exchange = { method, path, treatment: treatment.kind, forwarded, answer: null };
    this.exchanges.push(exchange);
    try {
      const body = await bytesOf(request);
      if (treatment.kind === 'swallow') return void response.destroy();
      if (treatment.kind === 'answer') return send(response, treatment.answer);
      if (treatment.kind === 'silence') {
        this.#held.add(response);
        return this.#onSilence();
      }
      const answer = await this.#forward(request, body, response);
      exchange.answer = answer;
      if (treatment.kind === 'cut') response.destroy();
      else send(response, treatment.kind === 'replace' ? treatment.replace(answer) : answer);
    } catch {
      // The connector gave up, or the system broke the connection: so do we.
      response.destroy();
    }
  }

  #forward(request: IncomingMessage, body: Buffer, client: ServerResponse): Promise<ProxyAnswer> {
    const { hostname, port, host, protocol } = this.#target;
    const open = protocol === 'https:' ? secureRequest : plainRequest;
    return new Promise((resolve, reject) => {
      const upstream = open(
        {
          hostname: hostname.replace(/^\[|\]$/g, ''),
          ...(port === '' ? {} : { port }),
          method: request.method,
          path: request.url,
          headers: { ...spoken(request.headers), host, 'content-length': body.length },
          agent: false,
        },
        (answer) => {
          bytesOf(answer).then((bytes) => {
            const headers = spoken(answer.headers);
            resolve({ status: answer.statusCode ?? 502, headers, body: bytes });
          }, reject);
        },
      );
      upstream.once('error', reject);
      client.once('close', () => upstream.destroy());
      upstream.end(body);
    });
  }
}

function send(response: ServerResponse, { status, headers, body }: ProxyAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': body.length });
  response.end(body);
}

function spoken(headers: IncomingMessage['headers']): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !OF_CONNECTION.has(name)) kept[name] = value;
  }
  return kept;
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
