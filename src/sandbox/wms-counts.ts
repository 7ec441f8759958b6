/** Cycle counts of the warehouse, and the adjustments that follow once somebody has approved them. */
import type { FastifyInstance, RouteShorthandOptions } from 'fastify';
import { z } from 'zod';
import { formatInstant } from '../kernel/instant.ts';
import { FAULT_FREE } from './framework.ts';
import type { SystemContext } from './system.ts';
import { minus, plus, quantityOf, WmsRefusal, type WmsMovement } from './wms-documents.ts';
import type { WmsEvents } from './wms-events.ts';
import type { WmsLots } from './wms-lots.ts';
import { Records } from './wms-records.ts';
import type { WmsStock } from './wms-stock.ts';

const text = z.string().min(1).max(64);
const decimal = z.string().regex(/^\d{1,12}(\.\d{1,6})?$/, 'must be a decimal of zero or more');
const cost = z.strictObject({ amount: z.string(), currency: z.string().length(3) });

/** Body of `POST /wms/v2/counts`: what somebody found on the shelf; what is picked stands at the dock. */
export const countBody = z.strictObject({
  countNo: text,
  version: z.int().min(1).default(1),
  site: text,
  countedBy: text,
  lines: z
    .array(
      z.strictObject({
        lineNo: z.int().min(1),
        itemNo: text,
        /** What comes in lots is counted lot by lot. */
        lotNo: text.nullable().default(null),
        /** What is on the shelf; without it, what the books say less what is missing. */
        shelfQty: decimal.nullable().default(null),
        missingQty: decimal.default('0'),
        abcClass: z.enum(['A', 'B', 'C']).nullable().default(null),
        unitCost: cost.nullable().default(null),
      }),
    )
    .min(1)
    .max(1_000),
});

/** Body of `POST /wms/v2/write-offs`: a clerk wants something out of the books, in his own words. */
export const writeOffBody = z.strictObject({
  requestNo: text,
  site: text,
  requestedBy: text,
  lines: z
    .array(
      z.strictObject({
        lineNo: z.int().min(1),
        itemNo: text,
        lotNo: text.nullable().default(null),
        changeQty: z.string().regex(/^-?\d{1,12}(\.\d{1,6})?$/),
        reasonText: z.string().max(500),
        abcClass: z.enum(['A', 'B', 'C']).nullable().default(null),
        unitCost: cost.nullable().default(null),
      }),
    )
    .min(1)
    .max(1_000),
});

const adjustmentBody = z.strictObject({
  companyCode: text,
  site: text,
  reconciliationNo: text,
  direction: z.enum(['up', 'down']),
  instruction: text,
  lines: z
    .array(
      z.strictObject({
        lineNo: z.int().min(1),
        itemNo: text,
        lotNo: text.optional(),
        quantity: decimal,
        reasonCode: text,
        reasonText: z.string().max(500),
      }),
    )
    .min(1)
    .max(1_000),
});

type Adjustment = z.output<typeof adjustmentBody>;

/** An adjustment that was entered. */
interface AdjustmentRecord extends Adjustment {
  readonly adjustmentNo: string;
  readonly eventNo: number;
  readonly occurredAt: string;
}

/** Answers a body that has the right form with what `work` makes of it. */
type Answerer = <S extends z.ZodType>(
  reply: never,
  schema: S,
  body: unknown,
  work: (body: z.output<S>) => unknown,
) => unknown;

interface Parts {
  readonly context: SystemContext;
  readonly stock: WmsStock;
  readonly events: WmsEvents;
  readonly lots: WmsLots;
  companyOf(site: string, expected?: string): string;
  /** Told when something was found: somebody may wait for it. */
  onFound(): void;
}

/** The part of the warehouse that counts. */
export class WmsCounts {
  readonly #parts: Parts;
  readonly #adjustments: Records<AdjustmentRecord>;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#adjustments = new Records(parts.context.database, 'wms_adjustment');
  }

  routes(app: FastifyInstance, guard: RouteShorthandOptions, answer: Answerer): void {
    app.post('/wms/v2/counts', FAULT_FREE, (request, reply) =>
      answer(reply as never, countBody, request.body, (body) => this.#count(body)),
    );
    app.post('/wms/v2/write-offs', FAULT_FREE, (request, reply) =>
      answer(reply as never, writeOffBody, request.body, (body) => this.#ask(body)),
    );
    app.put<{ Params: { ref: string } }>('/wms/v2/adjustments/:ref', guard, (request, reply) =>
      answer(reply as never, adjustmentBody, request.body, (body) =>
        this.#adjust(request.params.ref, body),
      ),
    );
    app.get<{ Params: { ref: string } }>('/wms/v2/adjustments/:ref', guard, (request, reply) => {
      const record = this.#adjustments.find(request.params.ref);
      if (record !== null) return record;
      return reply.code(404).send({ errorCode: 'NOT_FOUND', message: 'there is no such adjustment' });
    });
  }

  adjustments(): readonly AdjustmentRecord[] {
    return this.#adjustments.all();
  }

  /** Says what was counted, beside what the books had at this very moment. */
  #count(body: z.output<typeof countBody>): { eventNo: number } {
    const { site, countNo, version, countedBy } = body;
    const { context, events } = this.#parts;
    const companyCode = this.#parts.companyOf(site);
    const { eventNo } = events.append('COUNT_RECORDED', `count ${countNo}`, {
      companyCode, site, countNo, version, countedBy,
      countedAt: formatInstant(context.clock.now()),
      lastEventNo: events.nextNo() - 1,
      lines: body.lines.map(({ lineNo, itemNo, lotNo, shelfQty, missingQty, abcClass, unitCost }) => {
        const lot = this.#lotOf(itemNo, lotNo);
        const { onHandQty: bookQty, stagedQty } = this.#at(site, itemNo, lot.lotNo);
        const shelf = minus(bookQty, stagedQty);
        const isThere = quantityOf(missingQty) <= quantityOf(shelf);
        const countedQty = plus(shelfQty ?? (isThere ? minus(shelf, missingQty) : '0'), stagedQty);
        return { lineNo, itemNo, ...lot, countedQty, bookQty, abcClass, unitCost };
      }),
    });
    return { eventNo };
  }

  #ask(body: z.output<typeof writeOffBody>): { eventNo: number } {
    const companyCode = this.#parts.companyOf(body.site);
    const lines = body.lines.map(({ lotNo, ...line }) => ({ ...line, ...this.#lotOf(line.itemNo, lotNo) }));
    const { eventNo } = this.#parts.events.append('ADJUSTMENT_REQUESTED', `request ${body.requestNo}`, {
      companyCode, ...body, lines,
    });
    return { eventNo };
  }

  /** The lot that must be named, or nothing where the item has none. */
  #lotOf(itemNo: string, named: string | null | undefined): { readonly lotNo?: string } {
    const lotNo = this.#parts.lots.checked(itemNo, named);
    return lotNo === null ? {} : { lotNo };
  }

  #at(site: string, itemNo: string, lotNo: string | undefined) {
    const { stock, lots } = this.#parts;
    if (lotNo !== undefined) return lots.at(site, itemNo, lotNo);
    return stock.find(site, itemNo) ?? { onHandQty: '0', stagedQty: '0' };
  }

  /** Enters an adjustment, once for each reference; the same reference with another content is refused. */
  #adjust(ref: string, told: Adjustment): AdjustmentRecord {
    const known = this.#adjustments.find(ref);
    if (known !== null) {
      if (known.instruction === told.instruction) return known;
      throw new WmsRefusal('ALREADY_POSTED', `adjustment ${ref} is posted with another content`);
    }
    const { stock, lots, events } = this.#parts;
    const companyCode = this.#parts.companyOf(told.site, told.companyCode);
    this.#checkThere(told);
    const movements = told.lines.map(({ itemNo, lotNo, quantity, reasonText }): WmsMovement => {
      const change = told.direction === 'up' ? quantityOf(quantity) : -quantityOf(quantity);
      const lot = this.#lotOf(itemNo, lotNo);
      stock.change(told.site, itemNo, change, 0n);
      if (lot.lotNo !== undefined) {
        // A lot that is found and that nobody has seen before is one all the same.
        lots.seen(companyCode, itemNo, lot.lotNo, null);
        lots.change(told.site, itemNo, lot.lotNo, change, 0n);
      }
      return {
        movementType: told.direction === 'up' ? '701' : '702', itemNo, quantity,
        reasonText: reasonText === '' ? null : reasonText,
        ...lot,
      };
    });
    events.appendMovements(companyCode, told.site, movements);
    const eventNo = events.nextNo();
    const adjustment = { ...told, adjustmentNo: `ADJ${eventNo}` };
    const { occurredAt } = events.append('ADJUSTMENT_POSTED', `adjustment ${ref}`, adjustment);
    const record = { ...adjustment, eventNo, occurredAt };
    this.#adjustments.save(ref, record);
    if (told.direction === 'up') this.#parts.onFound();
    return record;
  }

  /** Nothing is written off that is not on the shelf, lot by lot where there are lots. */
  #checkThere({ site, direction, lines }: Adjustment): void {
    const wanted = new Map<string, bigint>();
    for (const { itemNo, lotNo, quantity } of lines) {
      const lot = this.#lotOf(itemNo, lotNo);
      const place = `${itemNo}${lot.lotNo === undefined ? '' : ` of lot ${lot.lotNo}`}`;
      const sum = (wanted.get(place) ?? 0n) + quantityOf(quantity);
      wanted.set(place, sum);
      const { onHandQty, stagedQty } = this.#at(site, itemNo, lot.lotNo);
      if (direction === 'up' || sum <= quantityOf(onHandQty) - quantityOf(stagedQty)) continue;
      throw new WmsRefusal('NOT_ON_HAND', `there is less of ${place} than is to be written off`);
    }
  }
}
