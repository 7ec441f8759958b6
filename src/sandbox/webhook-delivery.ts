import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { Agent, request } from 'undici';
import type { Clock } from '../kernel/clock.ts';
import { fingerprint } from '../kernel/fingerprint.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type Instant } from '../kernel/instant.ts';
import type { Random } from '../kernel/random.ts';
import type { FaultDial, Webhook } from './system.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** Webhook POSTs of one system on the wire at once. */
const CONCURRENCY = 16;
/** How long a subscriber may take to answer. */
const ANSWER_MS = 30 * SECOND_MS;
/** Pauses between attempts; the last one repeats. */
const BACKOFF_MS = [5 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS, HOUR_MS / 2];
/** After this time without success a message is given up: only the statement has it then. */
const GIVE_UP_MS = 2 * DAY_MS;
/** How late a reordered message is. */
const REORDER_MS = { min: MINUTE_MS, max: 30 * MINUTE_MS };
/** How long after the first one a duplicate is sent. */
const DUPLICATE_MS_MAX = 10 * MINUTE_MS;
/** A header with the sender's message id; a duplicate may carry a new one. */
const MESSAGE_ID_HEADER = /-(?:webhook|message|delivery)-id$/i;

interface Message {
  readonly id: number;
  readonly key: string;
  readonly headers: string;
  readonly body: string;
  readonly queued: Instant;
  due: Instant;
  attempts: number;
}

/** What became of a system's messages. */
export interface DeliveryCounts {
  delivered: number;
  duplicated: number;
  reordered: number;
  lost: number;
  failedAttempts: number;
  givenUp: number;
}

/** What delivery needs of its system. */
export interface DeliveryOptions {
  readonly database: DatabaseSync;
  readonly clock: Clock;
  readonly random: Random;
  readonly faults: FaultDial;
  readonly unit: UnitOfWork;
  readonly deliverTo: () => string;
}

/**
 * Delivers a system's webhooks at least once, in order per key, from its database: a restart goes
 * on with what is undelivered. What the fault dial does to a message is drawn from its own content,
 * so that it does not depend on what else happens at the time.
 */
export class WebhookDelivery {
  readonly counts: DeliveryCounts = {
    delivered: 0,
    duplicated: 0,
    reordered: 0,
    lost: 0,
    failedAttempts: 0,
    givenUp: 0,
  };
  readonly #options: DeliveryOptions;
  readonly #insert: StatementSync;
  readonly #postpone: StatementSync;
  readonly #remove: StatementSync;
  readonly #agent = new Agent({ connections: CONCURRENCY, headersTimeout: 0, bodyTimeout: 0 });
  readonly #queues = new Map<string, Message[]>();
  readonly #waiting = new Map<Message, () => void>();
  #ready: Message[] = [];
  readonly #sending = new Set<AbortController>();
  #undelivered = 0;
  #state: 'new' | 'running' | 'stopped' = 'new';

  constructor(options: DeliveryOptions) {
    this.#options = options;
    const { database } = options;
    database.exec(`
      CREATE TABLE IF NOT EXISTS sandbox_webhook (
        id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, headers TEXT NOT NULL,
        body TEXT NOT NULL, queued INTEGER NOT NULL, due INTEGER NOT NULL,
        attempts INTEGER NOT NULL)`);
    this.#insert = database.prepare(
      `INSERT INTO sandbox_webhook (key, headers, body, queued, due, attempts)
       VALUES (?, ?, ?, ?, ?, 0)`,
    );
    this.#postpone = database.prepare(
      'UPDATE sandbox_webhook SET due = ?, attempts = ? WHERE id = ?',
    );
    this.#remove = database.prepare('DELETE FROM sandbox_webhook WHERE id = ?');
  }

  /** Goes on with what an earlier run left undelivered. */
  start(): void {
    this.#state = 'running';
    const rows = this.#options.database.prepare('SELECT * FROM sandbox_webhook ORDER BY id').all();
    for (const row of rows) this.#enqueue({ ...(row as unknown as Message) });
  }

  async stop(): Promise<void> {
    this.#state = 'stopped';
    for (const cancel of this.#waiting.values()) cancel();
    for (const controller of this.#sending) controller.abort();
    await this.#agent.destroy();
  }

  /** POSTs on the wire. */
  delivering(): number {
    return this.#sending.size;
  }

  /** Messages that are not delivered yet, those on the wire included. */
  pending(): number {
    return this.#undelivered;
  }

  nextDue(): Instant | null {
    let next: Instant | null = null;
    for (const message of this.#waiting.keys()) {
      if (next === null || message.due < next) next = message.due;
    }
    return next;
  }

  /** Queues a message, and does to it what the dial says. */
  push(webhook: Webhook): void {
    const { clock, faults } = this.#options;
    const chance = this.#options.random.fork(
      `webhook ${clock.now()} ${webhook.key} ${fingerprint(webhook.body)}`,
    );
    if (chance.chance(faults.duplicate)) this.#duplicate(webhook, chance);
    if (chance.chance(faults.loss)) {
      this.counts.lost++;
      return;
    }
    if (!chance.chance(faults.reorder)) return this.#add(webhook, webhook.key, 0);
    this.counts.reordered++;
    this.#addApart(webhook, chance.between(REORDER_MS.min, REORDER_MS.max));
  }

  #duplicate(webhook: Webhook, chance: Random): void {
    this.counts.duplicated++;
    const headers = { ...webhook.headers };
    const name = Object.keys(headers).find((header) => MESSAGE_ID_HEADER.test(header));
    if (name !== undefined && chance.chance(0.5)) headers[name] = `${headers[name]}-again`;
    this.#addApart({ ...webhook, headers }, chance.below(DUPLICATE_MS_MAX));
  }

  /** Outside of the order of its key: a key of its own. */
  #addApart(webhook: Webhook, delayMs: number): void {
    const apart = fingerprint(`${delayMs} ${webhook.body} ${JSON.stringify(webhook.headers)}`);
    this.#add(webhook, `${webhook.key} apart ${apart}`, delayMs);
  }

  #add(webhook: Webhook, key: string, delayMs: number): void {
    const queued = this.#options.clock.now();
    const due = (queued + delayMs) as Instant;
    const headers = JSON.stringify(webhook.headers);
    const { lastInsertRowid } = this.#insert.run(key, headers, webhook.body, queued, due);
    const id = Number(lastInsertRowid);
    const message = { id, key, headers, body: webhook.body, queued, due, attempts: 0 };
    this.#options.unit.onCommit(() => {
      // What is pushed before the start is read from the database then.
      if (this.#state === 'running') this.#enqueue(message);
    });
  }

  #enqueue(message: Message): void {
    this.#undelivered++;
    const queue = this.#queues.get(message.key);
    if (queue !== undefined) {
      queue.push(message);
      return;
    }
    this.#queues.set(message.key, [message]);
    this.#await(message);
  }

  /** The head of a key's queue: sent when it is due. */
  #await(message: Message): void {
    const wake = (): void => {
      this.#waiting.delete(message);
      this.#ready.push(message);
      this.#pump();
    };
    if (message.due <= this.#options.clock.now()) return wake();
    this.#waiting.set(message, this.#options.clock.at(message.due, wake));
  }

  #pump(): void {
    while (this.#state === 'running' && this.#sending.size < CONCURRENCY && this.#ready.length > 0) {
      void this.#deliver(this.#ready.shift()!);
    }
  }

  async #deliver(message: Message): Promise<void> {
    const controller = new AbortController();
    this.#sending.add(controller);
    const { clock } = this.#options;
    const cancel = clock.at((clock.now() + ANSWER_MS) as Instant, () => controller.abort());
    const isTaken = await this.#post(message, controller.signal);
    cancel();
    this.#sending.delete(controller);
    if (this.#state === 'stopped') return;
    this.#settle(message, isTaken);
    this.#pump();
  }

  async #post(message: Message, signal: AbortSignal): Promise<boolean> {
    try {
      const answer = await request(this.#options.deliverTo(), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(JSON.parse(message.headers) as Record<string, string>),
        },
        body: message.body,
        dispatcher: this.#agent,
        signal,
      });
      await answer.body.dump();
      return answer.statusCode >= 200 && answer.statusCode < 300;
    } catch {
      return false;
    }
  }

  #settle(message: Message, isTaken: boolean): void {
    const now = this.#options.clock.now();
    if (!isTaken) {
      this.counts.failedAttempts++;
      const pause = BACKOFF_MS[Math.min(message.attempts, BACKOFF_MS.length - 1)]!;
      if (now + pause <= message.queued + GIVE_UP_MS) {
        message.attempts++;
        message.due = (now + pause) as Instant;
        this.#postpone.run(message.due, message.attempts, message.id);
        this.#await(message);
        return;
      }
      this.counts.givenUp++;
    } else {
      this.counts.delivered++;
    }
    this.#remove.run(message.id);
    this.#undelivered--;
    this.#advance(message.key);
  }

  #advance(key: string): void {
    const queue = this.#queues.get(key)!;
    queue.shift();
    const next = queue[0];
    if (next === undefined) this.#queues.delete(key);
    else this.#await(next);
  }
}
