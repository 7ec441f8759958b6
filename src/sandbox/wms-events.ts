/** The warehouse system's event log: every event is kept, numbered, and pushed to the subscriber. */
import { createHmac } from 'node:crypto';
import { formatInstant, MINUTE_MS } from '../kernel/instant.ts';
import type { SystemContext } from './system.ts';
import type { WmsMovement } from './wms-documents.ts';

/** An event as it is pushed and as the log shows it. */
export interface WmsEvent {
  readonly eventNo: number;
  /** Number under which it was logged first: the same when it is said again. */
  readonly logNo: number;
  readonly eventType: string;
  readonly occurredAt: string;
  readonly payload: unknown;
}

/** Payload of a STOCK_MOVED event. */
interface StockMoved {
  readonly site: string;
  readonly movements: readonly (WmsMovement & { readonly movementNo: string })[];
}

/** Movements that one event may carry. */
const MOVEMENTS_MAX = 500;
/** Of the events that the dial would duplicate, those that the system logs a second time. */
const LOGGED_TWICE = 0.1;
/** Job that logs an event a second time. */
export const REPEAT_JOB = 'repeat-event';

/** Appends events; the numbers are the log's order. */
export class WmsEvents {
  readonly #context: SystemContext;

  constructor(context: SystemContext) {
    this.#context = context;
    context.database.exec(`
      CREATE TABLE IF NOT EXISTS wms_event (
        event_no INTEGER PRIMARY KEY, logged_at INTEGER NOT NULL, key TEXT NOT NULL,
        event TEXT NOT NULL);
      CREATE INDEX IF NOT EXISTS wms_event_logged ON wms_event (logged_at, event_no);
      CREATE INDEX IF NOT EXISTS wms_event_key ON wms_event (key, event_no);`);
  }

  /** The number that the next event gets. */
  nextNo(): number {
    const row = this.#context.database
      .prepare('SELECT coalesce(max(event_no), 0) + 1 AS event_no FROM wms_event')
      .get() as { event_no: number };
    return row.event_no;
  }

  /** Logs and pushes an event; events of one key are pushed in order. */
  append(eventType: string, key: string, payload: unknown): WmsEvent {
    const eventNo = this.nextNo();
    const occurredAt = formatInstant(this.#context.clock.now());
    const event = { eventNo, logNo: eventNo, eventType, occurredAt, payload };
    this.#log(event, key);
    const chance = this.#context.random.fork(`event ${eventNo}`);
    if (chance.chance(this.#context.faults.duplicate * LOGGED_TWICE)) {
      this.#context.schedule(chance.between(1, 30) * MINUTE_MS, REPEAT_JOB, { eventNo });
    }
    return event;
  }

  /** Logs movements at one site, several events if they are many. */
  appendMovements(companyCode: string, site: string, movements: readonly WmsMovement[]): void {
    for (let from = 0; from < movements.length; from += MOVEMENTS_MAX) {
      const eventNo = this.nextNo();
      const payload = {
        companyCode,
        site,
        movements: movements.slice(from, from + MOVEMENTS_MAX).map((movement, index) => ({
          movementNo: `MV${eventNo}-${index + 1}`,
          ...movement,
        })),
      };
      this.append('STOCK_MOVED', `stock ${site}`, payload);
    }
  }

  /** A system's own mistake: the same thing said again, under a new number. */
  repeat(eventNo: number): void {
    const row = this.#context.database
      .prepare('SELECT key, event FROM wms_event WHERE event_no = ?')
      .get(eventNo) as { key: string; event: string };
    this.#log({ ...(JSON.parse(row.event) as WmsEvent), eventNo: this.nextNo() }, row.key);
  }

  /** A page of the log: events logged in the window (`to` not included) after a number. */
  page(from: number, to: number, after: number, limit: number): WmsEvent[] {
    const rows = this.#context.database
      .prepare(
        `SELECT event FROM wms_event WHERE logged_at >= ? AND logged_at < ? AND event_no > ?
         ORDER BY event_no LIMIT ?`,
      )
      .all(from, to, after, limit) as { event: string }[];
    return rows.map((row) => JSON.parse(row.event) as WmsEvent);
  }

  /** Everything that was ever logged under a key. */
  ofKey(key: string): WmsEvent[] {
    const rows = this.#context.database
      .prepare('SELECT event FROM wms_event WHERE key = ? ORDER BY event_no')
      .all(key) as { event: string }[];
    return rows.map((row) => JSON.parse(row.event) as WmsEvent);
  }

  /** When something was last logged under a key. */
  lastAt(key: string): string | null {
    const row = this.#context.database
      .prepare('SELECT max(logged_at) AS at FROM wms_event WHERE key = ?')
      .get(key) as { at: number | null };
    return row.at === null ? null : formatInstant(row.at as never);
  }

  /** Every movement once, however often its event was logged. */
  movements(): (WmsMovement & { readonly movementNo: string; readonly site: string })[] {
    const rows = this.#context.database
      .prepare("SELECT event FROM wms_event WHERE key LIKE 'stock %' ORDER BY event_no")
      .all() as { event: string }[];
    const byNumber = new Map<string, WmsMovement & { movementNo: string; site: string }>();
    for (const row of rows) {
      const { payload } = JSON.parse(row.event) as { payload: StockMoved };
      for (const movement of payload.movements) {
        byNumber.set(movement.movementNo, { site: payload.site, ...movement });
      }
    }
    return [...byNumber.values()];
  }

  #log(event: WmsEvent, key: string): void {
    const body = JSON.stringify(event);
    this.#context.database
      .prepare('INSERT INTO wms_event (event_no, logged_at, key, event) VALUES (?, ?, ?, ?)')
      .run(event.eventNo, this.#context.clock.now(), key, body);
    const digest = createHmac('sha256', this.#context.secret).update(body).digest('hex');
    const headers = {
      'X-Wms-Signature': `sha256=${digest}`,
      'X-Wms-Delivery-Id': `event-${event.eventNo}`,
    };
    this.#context.push({ headers, body, key });
  }
}
