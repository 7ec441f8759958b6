/** 855, 856, 810 and 812 of a supplier: what he undertakes, ships and bills of an order of ours. */
import { FACTS } from '../../../canonical/catalogue.ts';
import { formatQuantity, parseQuantity, type Quantity } from '../../../kernel/quantity.ts';
import type { CreditAdjustment, Invoice } from '../sets/money.ts';
import type { AcknowledgedLine, OrderAcknowledgement } from '../sets/orders.ts';
import type { Segment } from '../read/interchange.ts';
import type { HierarchyLevel, ShipNotice } from '../sets/shipping.ts';
import { lineNumberOf, priceOf, revisionByTime } from './order-facts.ts';
import type { Saying } from './saying.ts';

const ORIGINAL = '00';
const CANCELLED = '01';
const REPLACED = '05';

/** A replacement counts by the time at which it was sent; anything else than these is not taken. */
function versionOf(saying: Saying, segment: Segment, purpose: string): number {
  if (purpose === REPLACED || purpose === CANCELLED) return revisionByTime(saying.sentAt);
  if (purpose !== ORIGINAL) {
    saying.reader.object(segment, `purpose "${purpose}" (${segment.id}01) is not taken: 00, 01 and 05 are`);
  }
  return 1;
}

const quantityOf = (text: string): Quantity => {
  const parsed = parseQuantity(text);
  return parsed.ok ? parsed.value : (0n as Quantity);
};

/** BAK02 of an acknowledgement that rejects all of it. */
const REJECTED = new Set(['RJ', 'RD']);

export function acknowledgedFacts(saying: Saying, acknowledgement: OrderAcknowledgement): void {
  const { segment, purpose, number, type, currency, lines } = acknowledgement;
  saying.state(FACTS.purchaseOrderAcknowledged, segment, {
    purchaseOrder: number,
    supplier: saying.system,
    version: versionOf(saying, segment, purpose),
    currency: currency === '' ? saying.profile.currency : currency,
    lines: lines.map((line, index) => acknowledgedLine(saying, line, index, REJECTED.has(type))),
  });
}

function acknowledgedLine(
  saying: Saying,
  line: AcknowledgedLine,
  index: number,
  isRejected: boolean,
): unknown {
  const { segment, ids, unit, quantity, price, acknowledgements } = line;
  const item = saying.item(segment, ids);
  const sums = { accepted: 0n, backordered: 0n, rejected: 0n };
  for (const said of acknowledgements) {
    const word = saying.meaning(segment, 'acknowledgement-status', said.status);
    if (word === null) continue;
    if (!Object.hasOwn(sums, word)) {
      saying.reader.object(segment, `status "${word}" is none of ${Object.keys(sums).join(', ')}`);
      continue;
    }
    const written = said.quantity ?? quantity ?? '0';
    sums[word as keyof typeof sums] += quantityOf(saying.quantity(segment, item, said.unit || unit, written));
  }
  if (acknowledgements.length === 0) {
    sums[isRejected ? 'rejected' : 'accepted'] = quantityOf(
      saying.quantity(segment, item, unit, quantity ?? '0'),
    );
  }
  const expectedOn = acknowledgements.find(({ date }) => date !== null)?.date;
  return {
    line: lineNumberOf(saying, line, index),
    item,
    accepted: formatQuantity(sums.accepted as Quantity),
    backordered: formatQuantity(sums.backordered as Quantity),
    rejected: formatQuantity(sums.rejected as Quantity),
    ...(price === null ? {} : { unitPrice: priceOf(saying, { ...line, charges: [] }, item) }),
    ...(expectedOn === undefined || expectedOn === null ? {} : { expectedOn }),
  };
}

/** One notice may speak of several orders: of each it says what it holds. */
export function announcedFacts(saying: Saying, notice: ShipNotice): void {
  const { segment, purpose, number: shipment, dates } = notice;
  const version = versionOf(saying, segment, purpose);
  const above = new Map(notice.levels.map((level) => [level.id, level]));
  const orders = new Map<string, HierarchyLevel[]>();
  for (const level of notice.levels) {
    const order = orderAbove(level, above);
    if (level.kind === 'O') orders.set(order, orders.get(order) ?? []);
    if (level.shipped === null) continue;
    orders.set(order, [...(orders.get(order) ?? []), level]);
  }
  if (orders.size === 0) saying.reader.object(segment, 'names no order and no goods (HL O, HL I)');
  const shippedOn = dates.find(({ qualifier }) => qualifier === '011');
  const arrival = dates.find(({ qualifier }) => qualifier === '017')?.value;
  const tracking = notice.levels.flatMap(({ references }) => references);
  const trackingNumber = tracking.find(({ qualifier }) => qualifier === 'CN')?.value ?? '';
  for (const [purchaseOrder, levels] of orders) {
    if (purchaseOrder === '') {
      saying.reader.object(levels[0]?.segment ?? segment, 'does not say which order it belongs to (PRF01)');
      continue;
    }
    saying.state(
      FACTS.supplyAnnounced,
      segment,
      {
        purchaseOrder,
        supplier: saying.system,
        shipment,
        version,
        shippedAt: saying.moment(segment, dayOf(shippedOn?.value) ?? notice.date),
        ...(dayOf(arrival) === null ? {} : { expectedOn: dayOf(arrival) }),
        ...(trackingNumber === '' ? {} : { trackingNumber }),
        lines: purpose === CANCELLED ? [] : levels.map((level, index) => announcedLine(saying, level, index)),
      },
      orders.size === 1 ? '' : `/${purchaseOrder}`,
    );
  }
}

/** `20310304` as a date; what is none was named where it was read. */
const dayOf = (value: string | undefined): string | null => {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(value ?? '') ?? [];
  return year === undefined ? null : `${year}-${month}-${day}`;
};

function orderAbove(level: HierarchyLevel, above: ReadonlyMap<string, HierarchyLevel>): string {
  const seen = new Set<string>();
  for (let at: HierarchyLevel | undefined = level; at !== undefined && !seen.has(at.id); ) {
    if (at.orderNumber !== '') return at.orderNumber;
    seen.add(at.id);
    at = above.get(at.parent);
  }
  return '';
}

function announcedLine(saying: Saying, level: HierarchyLevel, index: number): unknown {
  const { segment, ids, shipped, unit, references } = level;
  const item = saying.item(segment, ids);
  const lot = references.find(({ qualifier }) => qualifier === 'LT')?.value ?? '';
  return {
    line: lineNumberOf(saying, level, index),
    item,
    quantity: saying.quantity(segment, item, unit, shipped ?? '0'),
    ...(lot === '' ? {} : { lot }),
  };
}

/** BIG07: what the document is; nothing said is an invoice. */
const KINDS: Readonly<Record<string, 'invoice' | 'credit-memo'>> = {
  '': 'invoice',
  DI: 'invoice',
  DR: 'invoice',
  PR: 'invoice',
  CR: 'credit-memo',
  CN: 'credit-memo',
};

export function supplierInvoiceFacts(saying: Saying, invoice: Invoice): void {
  const { segment, number, orderNumber, type, currency, lines, total } = invoice;
  const kind = KINDS[type];
  if (kind === undefined) {
    const known = Object.keys(KINDS).filter((word) => word !== '').join(', ');
    saying.reader.object(segment, `an invoice of type "${type}" (BIG07) is not taken: ${known} are`);
  }
  if (orderNumber === '') saying.reader.object(segment, 'does not name the order that it bills (BIG04)');
  const used = currency === '' ? saying.profile.currency : currency;
  saying.state(FACTS.supplierInvoiceStated, segment, {
    purchaseOrder: orderNumber || '?',
    supplier: saying.system,
    invoice: number,
    kind: kind ?? 'invoice',
    version: 1,
    invoicedOn: invoice.date,
    currency: used,
    lines: lines.map((line, index) => {
      const item = saying.item(line.segment, line.ids);
      return {
        line: lineNumberOf(saying, line, index),
        item,
        quantity: saying.quantity(line.segment, item, line.unit, line.quantity ?? '0'),
        unitPrice: priceOf(saying, { ...line, basis: '', charges: [] }, item),
      };
    }),
    total: { amount: total.replace(/^-/, ''), currency: used },
  });
}

/** An 812 of a supplier gives back what he billed too much. */
export function creditFacts(saying: Saying, adjustment: CreditAdjustment): void {
  const { segment, flag, number, orderNumber, amount } = adjustment;
  if (flag !== 'C') {
    saying.reader.object(
      segment,
      `a debit (BCD05 "${flag}") is no bill that a supplier may send here: have him invoice it (810); ` +
        'what a customer deducts by debit is agreed as orders.deductions',
    );
    return;
  }
  if (orderNumber === '') saying.reader.object(segment, 'does not name the order that it credits (BCD10)');
  const currency = adjustment.currency === '' ? saying.profile.currency : adjustment.currency;
  saying.state(FACTS.supplierInvoiceStated, segment, {
    purchaseOrder: orderNumber || '?',
    supplier: saying.system,
    invoice: number,
    kind: 'credit-memo',
    version: 1,
    invoicedOn: adjustment.date,
    currency,
    lines: adjustment.lines
      .filter((line) => line.quantity !== null && line.ids.size > 0)
      .map((line, index) => {
        const item = saying.item(line.segment, line.ids);
        const quantity = saying.quantity(line.segment, item, line.unit, line.quantity!);
        return { line: index + 1, item, quantity, unitPrice: '0' };
      }),
    total: { amount: amount.replace(/^-/, ''), currency },
  });
}
