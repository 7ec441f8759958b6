import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import Fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Clock } from '../kernel/clock.ts';
import { DAY_MS, type Instant } from '../kernel/instant.ts';
import type { Random } from '../kernel/random.ts';
import { dialOver, faultOverrides, type SystemDial } from './faults.ts';
import { JobQueue } from './job-queue.ts';
import type { FaultDial, SystemContext, SystemFactory, World } from './system.ts';
import {
  addTransportFaults,
  applyLateRequest,
  FAULT_FREE,
  HeldRequests,
  type LateRequest,
} from './transport-faults.ts';
import { UnitOfWork } from './unit-of-work.ts';
import { WebhookDelivery } from './webhook-delivery.ts';

export { FAULT_FREE } from './transport-faults.ts';

/** Job name of a request that is applied late; systems' own jobs do not begin with a dollar. */
const LATE_REQUEST_JOB = '$late-request';
/** Largest request body: a day's receipts. */
const BODY_BYTES_MAX = 16 * 1024 * 1024;

/** What one running system needs of the sandbox. */
export interface RuntimeOptions {
  readonly name: string;
  readonly factory: SystemFactory;
  readonly world: World;
  readonly clock: Clock;
  /** The system's own stream of chance. */
  readonly random: Random;
  readonly faults: FaultDial;
  /** Folder of the database files; `null` keeps the books in memory. */
  readonly folder: string | null;
  readonly secret: string;
  readonly deliverTo: () => string;
}

/**
 * One simulated system at work: its database, its jobs, its webhooks, its HTTP server.
 *
 * The synchronous part of each route handler and each job is one commit (`UnitOfWork`): a system
 * never says BEGIN itself, and a handler that throws has changed nothing.
 */
export class SystemRuntime {
  readonly name: string;
  readonly delivery: WebhookDelivery;
  readonly #app: FastifyInstance;
  readonly #database: DatabaseSync;
  readonly #jobs: JobQueue;
  readonly #held: HeldRequests;
  readonly #dial: SystemDial;
  readonly #clock: Clock;
  #replaying = 0;
  #downUntil: Instant | null = null;

  constructor(options: RuntimeOptions) {
    const { name, clock, random, factory } = options;
    this.name = name;
    this.#clock = clock;
    this.#dial = dialOver(options.faults);
    this.#held = new HeldRequests(clock);
    this.#database = openDatabase(options.folder, name);
    const database = this.#database;
    const unit = new UnitOfWork(database);
    this.delivery = new WebhookDelivery({
      database,
      clock,
      random,
      faults: this.#dial.dial,
      unit,
      deliverTo: options.deliverTo,
    });
    this.#jobs = new JobQueue(database, clock, unit, (job, payload) => {
      if (job === LATE_REQUEST_JOB) void this.#applyLate(payload as LateRequest);
      else system.onJob(job, payload);
    });
    const context: SystemContext = {
      name,
      clock,
      // A later run must not draw what an earlier one drew: numbers made by chance would repeat.
      random: random.fork(`run ${nextRun(database)}`),
      faults: this.#dial.dial,
      world: options.world,
      database,
      secret: options.secret,
      push: (webhook) => this.delivery.push(webhook),
      schedule: (delayMs, job, payload) => this.#jobs.add(delayMs, job, payload),
    };
    const system = unit.run(() => factory(context));
    this.#app = Fastify({ bodyLimit: BODY_BYTES_MAX, forceCloseConnections: true });
    commitPerRequest(this.#app, unit);
    addTransportFaults(this.#app, {
      clock,
      random,
      faults: this.#dial.dial,
      held: this.#held,
      downUntil: () => this.#downUntil,
      applyLater: (delayMs, late) => this.#jobs.add(delayMs, LATE_REQUEST_JOB, late),
    });
    this.#addOwnRoutes(this.#app);
    system.routes(this.#app);
  }

  /** Opens the port and goes on where the last run stopped. Returns the base URL. */
  async start(host: string, port: number): Promise<string> {
    const url = await this.#app.listen({ host, port });
    this.delivery.start();
    this.#jobs.start();
    return url;
  }

  async stop(): Promise<void> {
    this.#jobs.stop();
    await this.delivery.stop();
    await this.#app.close();
    this.#database.close();
  }

  /** Requests that wait for the clock, or for ever. */
  held(): number {
    return this.#held.count;
  }

  /** Webhooks on the wire, and late requests that are being applied. */
  delivering(): number {
    return this.delivery.delivering() + this.#replaying;
  }

  pending(): number {
    return this.#jobs.pending() + this.delivery.pending();
  }

  nextDue(): Instant | null {
    const job = this.#jobs.nextDue();
    const webhook = this.delivery.nextDue();
    if (job === null || webhook === null) return job ?? webhook;
    return job < webhook ? job : webhook;
  }

  /** This system's own dial, over the shared one. */
  get dial(): SystemDial {
    return this.#dial;
  }

  /** Takes the system down for a while: a game day. */
  takeDown(durationMs: number): void {
    this.#downUntil = (this.#clock.now() + durationMs) as Instant;
  }

  async #applyLate(late: LateRequest): Promise<void> {
    this.#replaying++;
    try {
      // The job's own commit comes first; the request then has a commit of its own.
      await Promise.resolve();
      await applyLateRequest(this.#app, late);
    } finally {
      this.#replaying--;
    }
  }

  #addOwnRoutes(app: FastifyInstance): void {
    app.get('/sandbox/faults', FAULT_FREE, () => this.#dial.snapshot());
    app.put('/sandbox/faults', FAULT_FREE, (request, reply) => {
      const parsed = faultOverrides.safeParse(request.body);
      if (!parsed.success) return reply.code(400).send({ error: z.prettifyError(parsed.error) });
      this.#dial.override(parsed.data);
      return this.#dial.snapshot();
    });
    app.post('/sandbox/outage', FAULT_FREE, (request, reply) => {
      const parsed = outage.safeParse(request.body);
      if (!parsed.success) return reply.code(400).send({ error: z.prettifyError(parsed.error) });
      this.takeDown(parsed.data.durationMs);
      return { downUntil: this.#downUntil };
    });
    app.get('/sandbox/deliveries', FAULT_FREE, () => this.delivery.counts);
  }
}

const outage = z.strictObject({ durationMs: z.int().min(0).max(30 * DAY_MS) });

function openDatabase(folder: string | null, name: string): DatabaseSync {
  const database = new DatabaseSync(folder === null ? ':memory:' : join(folder, `${name}.db`));
  // A killed process loses nothing without fsync; only a machine that loses power would.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;');
  return database;
}

/** Numbers the runs over one database, from 1. */
function nextRun(database: DatabaseSync): number {
  database.exec('CREATE TABLE IF NOT EXISTS sandbox_run (run INTEGER PRIMARY KEY)');
  const inserted = database.prepare('INSERT INTO sandbox_run DEFAULT VALUES').run();
  return Number(inserted.lastInsertRowid);
}

/** Makes the synchronous part of every route handler one commit. */
function commitPerRequest(app: FastifyInstance, unit: UnitOfWork): void {
  app.addHook('onRoute', (route) => {
    const { handler } = route;
    route.handler = function (request, reply) {
      return unit.run(() => handler.call(this, request, reply) as unknown);
    };
  });
}
