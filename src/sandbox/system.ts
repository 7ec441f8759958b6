import type { FastifyInstance } from 'fastify';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../kernel/clock.ts';
import type { Random } from '../kernel/random.ts';

/** What the simulated distributor looks like: the master data that its systems start with. */
export interface World {
  readonly seed: number;
  readonly entities: readonly WorldEntity[];
  readonly sites: readonly WorldSite[];
  readonly items: readonly WorldItem[];
  readonly customers: readonly WorldCustomer[];
  readonly openingStock: readonly WorldStock[];
}

/** A company of the group. `code` is what its systems call it. */
export interface WorldEntity {
  readonly entity: string;
  readonly code: string;
  readonly currency: string;
  readonly country: string;
}

export interface WorldSite {
  readonly site: string;
  readonly entity: string;
  readonly zone: string;
}

export interface WorldItem {
  readonly item: string;
  readonly description: string;
  /** Decimal text, at most six decimals. */
  readonly listPrice: string;
  /** Items that may be shipped instead. */
  readonly substitutes: readonly string[];
  /** It comes in lots; those of a regulated one must be released before they are sold. */
  readonly lots?: 'tracked' | 'regulated';
}

export interface WorldCustomer {
  readonly customer: string;
  readonly entity: string;
  readonly name: string;
  readonly country: string;
  /** Decimal text in the entity's currency. */
  readonly creditLimit: string;
  readonly payment: 'prepaid' | 'on-account';
  readonly netDays: number;
  readonly proofOfDelivery: boolean;
  readonly shortShip: 'backorder' | 'close';
  readonly substitution: boolean;
  /** Contract prices by item, decimal text; items not named have none. */
  readonly contractPrices: Readonly<Record<string, string>>;
}

export interface WorldStock {
  readonly site: string;
  readonly item: string;
  readonly quantity: string;
}

/** Probabilities (0 to 1) and sizes of what goes wrong. Read anew at every request. */
export interface FaultDial {
  /** A webhook is delivered twice, under the same or a new message id. */
  duplicate: number;
  /** A webhook is delayed so that later ones overtake it. */
  reorder: number;
  /** A webhook is never delivered: only the statement knows. */
  loss: number;
  /** Mean latency of an answer, milliseconds. */
  latencyMs: number;
  /** The request takes effect, and the answer never comes. */
  timeoutAfterEffect: number;
  /** The request has no effect, and the answer never comes. */
  timeoutBeforeEffect: number;
  /** 429 with Retry-After. */
  throttle: number;
  /** 503 without effect. */
  unavailable: number;
  /** An effect lands late: after the answer timed out, within the system's settle time. */
  lateEffect: number;
  /** A pick finds less than allocated. */
  shortPick: number;
  /** The warehouse restates a shipment with a corrected quantity. */
  restatement: number;
  /** The ledger's period of the posting date is closed. */
  closedPeriod: number;
  /** The tax engine refuses or rounds its own way. */
  taxTrouble: number;
  /** A customer pays in parts, or too much. */
  oddPayment: number;
  /** A system is down for a while: chance per simulated hour, and how long. */
  outage: number;
  outageMs: number;
}

export type FaultLevel = 'none' | 'calm' | 'rough' | 'hell';

/** A message that a system pushes to its subscriber. */
export interface Webhook {
  /** Path segment under which the subscriber listens, normally the system's name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Messages of one key keep their order unless the dial reorders them. */
  readonly key: string;
}

/** What the framework gives a simulated system. */
export interface SystemContext {
  readonly name: string;
  readonly clock: Clock;
  /** The system's own stream of chance. */
  readonly random: Random;
  readonly faults: FaultDial;
  readonly world: World;
  /** The system's own database, a file or memory; nobody else opens it. */
  readonly database: DatabaseSync;
  /** Shared secret with the subscriber, for signatures. */
  readonly secret: string;
  /** Queues a webhook (durably); duplicates, loss and reordering are the framework's doing. */
  push(webhook: Webhook): void;
  /** Runs `onJob(name, payload)` after a delay; kept in the system's database over restarts. */
  schedule(delayMs: number, job: string, payload: unknown): void;
}

/** One simulated system: its own store, its own API, its own manners. */
export interface SandboxSystem {
  /** Adds its routes; faults of transport (latency, 429, 503, lost answers) are added around them. */
  routes(app: FastifyInstance): void;
  /** Work that the system does by itself: pick, ship, deliver, pay. */
  onJob(job: string, payload: unknown): void;
}

export type SystemFactory = (context: SystemContext) => SandboxSystem;
