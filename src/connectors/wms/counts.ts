/** Counts and adjustments of the warehouse, in both directions. Pure. */
import type { CanonicalFact, ProbeResult } from '../../application/ports/connector.ts';
import { FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import type { postAdjustment } from '../../canonical/stock-commands.ts';
import { formatQuantity } from '../../kernel/quantity.ts';
import type { Money } from '../../kernel/money.ts';
import { fact, type Saying } from './saying.ts';
import { adjustmentRecord, type WmsEvent } from './wire.ts';

type Payload<T extends WmsEvent['eventType']> = Extract<WmsEvent, { eventType: T }>['payload'];
type Adjustment = Omit<Payload<'ADJUSTMENT_POSTED'>, 'companyCode' | 'site'>;

const worthOf = ({ abcClass, unitCost }: { abcClass: 'A' | 'B' | 'C' | null; unitCost: Money | null }) => ({
  ...(abcClass === null ? {} : { abcClass }),
  ...(unitCost === null ? {} : { unitCost }),
});

const lotOf = (lot: string | undefined) => (lot === undefined ? {} : { lot });

export function countFact(saying: Saying, payload: Payload<'COUNT_RECORDED'>): CanonicalFact {
  const content: ContentOfFact<typeof FACTS.countRecorded> = {
    count: payload.countNo,
    version: payload.version,
    site: payload.site,
    countedAt: payload.countedAt,
    ...(payload.lastEventNo === 0 ? {} : { after: payload.lastEventNo }),
    countedBy: payload.countedBy,
    lines: payload.lines.map(({ lineNo, itemNo, lotNo, countedQty, bookQty, ...worth }) => ({
      line: lineNo, item: itemNo, ...lotOf(lotNo), counted: countedQty, theirBook: bookQty,
      ...worthOf(worth),
    })),
  };
  return fact(saying, FACTS.countRecorded.type, content);
}

export function requestFact(saying: Saying, payload: Payload<'ADJUSTMENT_REQUESTED'>): CanonicalFact {
  const content: ContentOfFact<typeof FACTS.adjustmentRequested> = {
    adjustment: payload.requestNo,
    version: 1,
    site: payload.site,
    requestedBy: payload.requestedBy,
    lines: payload.lines.map(({ lineNo, itemNo, lotNo, changeQty, reasonText, ...worth }) => ({
      line: lineNo, item: itemNo, ...lotOf(lotNo), change: changeQty, text: reasonText, ...worthOf(worth),
    })),
  };
  return fact(saying, FACTS.adjustmentRequested.type, content);
}

/** The warehouse enters an adjustment once: there is no second version. */
export function adjustmentFact(saying: Saying, adjustment: Adjustment): CanonicalFact {
  const content: ContentOfFact<typeof FACTS.adjustmentPosted> = {
    reconciliation: adjustment.reconciliationNo,
    system: 'wms',
    direction: adjustment.direction,
    version: 1,
    posting: adjustment.adjustmentNo,
    lines: adjustment.lines.map(({ lineNo, itemNo, lotNo, quantity }) => ({
      line: lineNo, item: itemNo, ...lotOf(lotNo), quantity,
    })),
  };
  return fact(saying, FACTS.adjustmentPosted.type, content);
}

type Post = ContentOfFact<typeof postAdjustment>;

/** How an adjustment is told, and how its record answers. */
export function adjustmentExchange(content: Post, companyCode: string, entity: string) {
  const ref = `${content.reconciliation}-${content.direction}`;
  return {
    path: `/wms/v2/adjustments/${encodeURIComponent(ref)}`,
    body: {
      companyCode,
      site: content.site,
      reconciliationNo: content.reconciliation,
      direction: content.direction,
      instruction: content.of,
      lines: content.lines.map(({ line, item, lot, quantity, reason, text }) => ({
        lineNo: line, itemNo: item, ...(lot === undefined ? {} : { lotNo: lot }),
        quantity: formatQuantity(quantity), reasonCode: reason, reasonText: text,
      })),
    },
    read(record: unknown): ProbeResult | null {
      const parsed = adjustmentRecord.safeParse(record);
      if (!parsed.success) return null;
      const { eventNo, occurredAt, instruction } = parsed.data;
      if (instruction !== content.of) return { kind: 'absent' };
      return { kind: 'applied', facts: [adjustmentFact({ eventNo, entity, occurredAt }, parsed.data)] };
    },
  };
}
