import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../kernel/clock.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS, type Instant } from '../kernel/instant.ts';
import type { Random } from '../kernel/random.ts';
import type { FaultDial } from './system.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The fault dial leaves the route alone: demand generators and auditors use it. */
    faultFree?: boolean;
  }
}

/** Options of a route that the fault dial leaves alone: `app.post('/x', FAULT_FREE, handler)`. */
export const FAULT_FREE = { config: { faultFree: true } } as const;

/** A request whose client does not give up is dropped after this time. */
const HOLD_MS_MAX = 15 * MINUTE_MS;
/** When a late effect lands, after the request came in; connectors wait 20 s to be sure. */
const LATE_MS = { min: SECOND_MS, max: 18 * SECOND_MS };
const RETRY_AFTER_SECONDS = { min: 1, max: 5 };
/** Marks a late request that is applied now, so that faults do not strike it again. */
const REPLAY_HEADER = 'x-sandbox-replay';
/** Headers of the connection rather than of the request. */
const CONNECTION_HEADERS = new Set(['connection', 'content-length', 'host', 'transfer-encoding']);

/** A request that will be applied later, as it is kept meanwhile. */
export interface LateRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Requests that wait: for the clock, or for nothing at all. */
export class HeldRequests {
  #count = 0;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get count(): number {
    return this.#count;
  }

  /** Holds a request for a time, then goes on with `wake`; not if the client has gone by then. */
  hold(reply: FastifyReply, durationMs: number, wake: () => void): void {
    this.#count++;
    let isHeld = true;
    const release = (): void => {
      if (!isHeld) return;
      isHeld = false;
      this.#count--;
      cancel();
    };
    const cancel = this.#clock.at((this.#clock.now() + durationMs) as Instant, () => {
      if (!isHeld) return;
      release();
      reply.raw.off('close', release);
      wake();
    });
    reply.raw.once('close', release);
    if (reply.raw.destroyed || reply.raw.socket?.destroyed === true) release();
  }

  /** Holds a request until its client gives up: the answer that never comes. */
  holdForEver(reply: FastifyReply): void {
    this.hold(reply, HOLD_MS_MAX, () => reply.raw.destroy());
  }
}

/** What the faults of transport need of their system. */
export interface TransportOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly faults: FaultDial;
  readonly held: HeldRequests;
  /** Until when the system was told to be down, or `null`. */
  readonly downUntil: () => Instant | null;
  /** Applies a request after a delay. */
  readonly applyLater: (delayMs: number, request: LateRequest) => void;
}

const muted = new WeakSet<FastifyRequest>();

/**
 * Puts the faults of transport around a system's routes. Chance is drawn from the request and its
 * time, so that requests at the same time do not change each other's luck.
 */
export function addTransportFaults(app: FastifyInstance, options: TransportOptions): void {
  app.addHook('preHandler', (request, reply, done) => {
    const isFree = request.routeOptions.config.faultFree === true;
    if (isFree || request.headers[REPLAY_HEADER] !== undefined) return done();
    const chance = options.random.fork(
      `request ${options.clock.now()} ${request.method} ${request.url}`,
    );
    if (isDown(options)) return breakOff(reply, chance);
    const { latencyMs } = options.faults;
    if (latencyMs === 0) return strike(options, request, reply, chance, done);
    options.held.hold(reply, chance.between(1, 2 * latencyMs), () =>
      strike(options, request, reply, chance, done),
    );
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    if (!muted.has(request)) return done(null, payload);
    options.held.holdForEver(reply);
  });
}

/** The rest of a request's luck, once its latency is over. */
function strike(
  options: TransportOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  chance: Random,
  done: () => void,
): void {
  const { faults, held } = options;
  if (chance.chance(faults.unavailable)) {
    void reply.code(503).send({ error: 'service unavailable' });
    return;
  }
  if (chance.chance(faults.throttle)) {
    const seconds = chance.between(RETRY_AFTER_SECONDS.min, RETRY_AFTER_SECONDS.max);
    void reply.code(429).header('retry-after', `${seconds}`).send({ error: 'too many requests' });
    return;
  }
  if (request.method === 'GET' || request.method === 'HEAD') return done();
  if (chance.chance(faults.timeoutBeforeEffect)) return held.holdForEver(reply);
  if (chance.chance(faults.lateEffect)) {
    options.applyLater(chance.between(LATE_MS.min, LATE_MS.max), lateRequestOf(request));
    if (chance.chance(0.5)) reply.raw.destroy();
    else held.holdForEver(reply);
    return;
  }
  if (chance.chance(faults.timeoutAfterEffect)) muted.add(request);
  done();
}

/** Half of the requests to a system that is down get a 503, the others a broken connection. */
function breakOff(reply: FastifyReply, chance: Random): void {
  if (chance.chance(0.5)) reply.raw.destroy();
  else void reply.code(503).send({ error: 'service unavailable' });
}

/** An outage begins somewhere in an hour by chance: nothing about it needs to be remembered. */
function isDown(options: TransportOptions): boolean {
  const now = options.clock.now();
  const told = options.downUntil();
  if (told !== null && now < told) return true;
  const { outage, outageMs } = options.faults;
  if (outage === 0 || outageMs === 0) return false;
  const hour = Math.floor(now / HOUR_MS);
  for (let at = hour; (at + 1) * HOUR_MS + outageMs > now; at--) {
    const chance = options.random.fork(`outage ${at}`);
    const begin = at * HOUR_MS + chance.below(HOUR_MS);
    if (chance.chance(outage) && begin <= now && now < begin + outageMs) return true;
  }
  return false;
}

function lateRequestOf(request: FastifyRequest): LateRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === 'string' && !CONNECTION_HEADERS.has(name)) headers[name] = value;
  }
  const body = request.body === undefined ? '' : JSON.stringify(request.body);
  return { method: request.method, url: request.url, headers, body };
}

/** Applies a late request now; nobody hears the answer. */
export async function applyLateRequest(app: FastifyInstance, late: LateRequest): Promise<void> {
  await app.inject({
    method: late.method as 'POST',
    url: late.url,
    headers: { ...late.headers, [REPLAY_HEADER]: '1' },
    ...(late.body === '' ? {} : { payload: late.body }),
  });
}
