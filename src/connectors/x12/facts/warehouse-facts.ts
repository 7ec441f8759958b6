/** 945, 944 and 947: what a warehouse shipped, received and found. */
import { FACTS } from '../../../canonical/catalogue.ts';
import { formatQuantity, parseQuantity, type Quantity } from '../../../kernel/quantity.ts';
import type {
  ReceivedLine,
  ShippingAdvice,
  StockAdjustment,
  StockReceipt,
  WarehouseLine,
} from '../sets/shipping.ts';
import type { Saying } from './saying.ts';

/** The number of the order, from the warehouse shipping order that was made of it and of the site. */
const salesOrderOf = (depositorOrder: string, site: string): string =>
  depositorOrder.endsWith(`-${site}`) ? depositorOrder.slice(0, -site.length - 1) : depositorOrder;

const quantityOf = (text: string): Quantity => {
  const parsed = parseQuantity(text);
  return parsed.ok ? parsed.value : (0n as Quantity);
};

export function shippingFacts(saying: Saying, advice: ShippingAdvice): void {
  const { segment, parties, shipment } = advice;
  const site = saying.site(segment, parties);
  const salesOrder = salesOrderOf(advice.depositorOrder, site);
  const lines = advice.lines.map((line) => {
    const item = saying.item(line.segment, line.ids);
    const shipped = saying.quantity(line.segment, item, line.unit, line.quantity);
    const ordered =
      line.ordered === null
        ? shipped
        : saying.quantity(line.segment, item, line.unit, line.ordered);
    if (!/^\d{1,6}$/.test(line.line))
      saying.reader.object(line.segment, `line "${line.line}" is no number of a line`);
    return { line: Number(line.line), item, shipped, ordered, lot: line.lot, status: line.status };
  });
  const shippedAt = saying.moment(segment, advice.date, advice.time);
  const short = lines.map((line) => ({
    line: line.line,
    item: line.item,
    picked: line.shipped,
    short: shortOf(line),
  }));
  saying.state(
    FACTS.pickConfirmed,
    segment,
    {
      salesOrder,
      pick: shipment,
      version: 1,
      site,
      lines: short,
      ...(short.some((line) => line.short !== '0')
        ? { reason: 'The warehouse shipped less than it was told.' }
        : {}),
    },
    '/pick',
  );
  saying.state(FACTS.shipmentConfirmed, segment, {
    salesOrder,
    shipment,
    version: 1,
    site,
    shippedAt,
    lines: lines.map(({ line, item, shipped, lot }) => ({
      line,
      item,
      quantity: shipped,
      ...(lot === '' ? {} : { lot }),
    })),
  });
}

/** What is missing of a line, unless the rest follows in another shipment (BP) or nothing is said of it. */
function shortOf({
  status,
  ordered,
  shipped,
}: {
  status: string;
  ordered: string;
  shipped: string;
}): string {
  if (status === 'BP' || status === 'CC') return '0';
  const missing = quantityOf(ordered) - quantityOf(shipped);
  return missing > 0n ? formatQuantity(missing as Quantity) : '0';
}

type Disposition =
  'sellable_accessible' | 'sellable_not_accessible' | 'non_sellable_other' | 'damaged' | 'disposed';

interface Place {
  readonly location: string;
  readonly disposition: Disposition;
}

/** In which state goods come in, by what the warehouse says of their condition. */
const CONDITIONS: Readonly<Record<string, Disposition | null>> = {
  good: 'sellable_accessible',
  over: 'sellable_accessible',
  damaged: 'damaged',
  hold: 'sellable_not_accessible',
  inspection: 'sellable_not_accessible',
  /** Did not come: not part of what was received. */
  short: null,
};

export function receiptFacts(saying: Saying, receipt: StockReceipt): void {
  const site = saying.site(receipt.segment, receipt.parties);
  const occurredAt = saying.moment(receipt.segment, receipt.date, receipt.time);
  receipt.lines.forEach((line, index) => {
    const item = saying.item(line.segment, line.ids);
    [...byCondition(saying, line, item)].forEach(([disposition, quantity]) => {
      if (quantity <= 0n) return;
      const part = `/${index + 1}${disposition === 'sellable_accessible' ? '' : `/${disposition}`}`;
      saying.state(
        FACTS.movementRecorded,
        line.segment,
        {
          movement: `${receipt.receipt}${part}`,
          version: 1,
          kind: 'receipt',
          item,
          ...lotOf(line),
          quantity: formatQuantity(quantity),
          from: { location: 'supplier', disposition: 'sellable_accessible' } satisfies Place,
          to: { location: site, disposition } satisfies Place,
        },
        part,
        occurredAt,
      );
    });
  });
}

/** What came in, in each state: W13 takes out of the line what is not as it ought to be. */
function byCondition(
  saying: Saying,
  line: ReceivedLine,
  item: string,
): ReadonlyMap<Disposition, Quantity> {
  const states = new Map<Disposition, Quantity>();
  let sound = quantityOf(saying.quantity(line.segment, item, line.unit, line.quantity));
  for (const { segment, quantity, unit, condition } of line.exceptions) {
    const word = saying.meaning(segment, 'receiving-condition', condition);
    if (word === null) continue;
    const disposition = CONDITIONS[word];
    if (disposition === undefined)
      saying.reader.object(
        segment,
        `condition "${word}" is none of ${Object.keys(CONDITIONS).join(', ')}`,
      );
    if (disposition === undefined || disposition === null || disposition === 'sellable_accessible')
      continue;
    const taken = quantityOf(saying.quantity(segment, item, unit, quantity));
    sound = (sound - taken) as Quantity;
    states.set(disposition, ((states.get(disposition) ?? 0n) + taken) as Quantity);
  }
  if (sound < 0n)
    saying.reader.object(line.segment, 'more is not as it ought to be than was received');
  states.set('sellable_accessible', sound);
  return states;
}

const lotOf = ({ lot }: WarehouseLine): { lot?: string } => (lot === '' ? {} : { lot });

/** What an adjustment moves, from where to where within or out of the site. */
interface Effect {
  readonly kind: 'adjustment' | 'transfer';
  /** A quantity below zero turns it round; where the reason has a direction already, it may not. */
  readonly signed: boolean;
  readonly from: Disposition | 'outside';
  readonly to: Disposition | 'outside';
}

const EFFECTS: Readonly<Record<string, Effect>> = {
  count: { kind: 'adjustment', signed: true, from: 'outside', to: 'sellable_accessible' },
  increase: { kind: 'adjustment', signed: false, from: 'outside', to: 'sellable_accessible' },
  decrease: { kind: 'adjustment', signed: false, from: 'sellable_accessible', to: 'outside' },
  destroyed: { kind: 'adjustment', signed: false, from: 'sellable_accessible', to: 'outside' },
  'on-hold': {
    kind: 'transfer',
    signed: false,
    from: 'sellable_accessible',
    to: 'sellable_not_accessible',
  },
  'off-hold': {
    kind: 'transfer',
    signed: false,
    from: 'sellable_not_accessible',
    to: 'sellable_accessible',
  },
  'into-inspection': {
    kind: 'transfer',
    signed: false,
    from: 'sellable_accessible',
    to: 'sellable_not_accessible',
  },
  'out-of-inspection': {
    kind: 'transfer',
    signed: false,
    from: 'sellable_not_accessible',
    to: 'sellable_accessible',
  },
  recalled: {
    kind: 'transfer',
    signed: false,
    from: 'sellable_accessible',
    to: 'sellable_not_accessible',
  },
  obsolete: {
    kind: 'transfer',
    signed: false,
    from: 'sellable_accessible',
    to: 'non_sellable_other',
  },
  damaged: { kind: 'transfer', signed: false, from: 'sellable_accessible', to: 'damaged' },
};

/** Reasons that take away: a quantity below zero says the same once more. */
const TAKES_AWAY = new Set(['decrease', 'destroyed']);

export function adjustmentFacts(saying: Saying, adjustment: StockAdjustment): void {
  const site = saying.site(adjustment.segment, adjustment.parties);
  const occurredAt = saying.moment(adjustment.segment, adjustment.date);
  adjustment.lines.forEach((line, index) => {
    const { segment } = line;
    const item = saying.item(segment, line.ids);
    const reason = saying.meaning(segment, 'stock-reason', line.reason);
    if (reason === null) return;
    const effect = EFFECTS[reason];
    if (effect === undefined) {
      saying.reader.object(
        segment,
        `reason "${reason}" is none of ${Object.keys(EFFECTS).join(', ')}`,
      );
      return;
    }
    const negative = line.quantity.startsWith('-');
    if (negative && !effect.signed && !TAKES_AWAY.has(reason)) {
      saying.reader.object(
        segment,
        `a quantity of ${line.quantity} contradicts the reason "${reason}"`,
      );
      return;
    }
    const turned = negative && effect.signed;
    const place = (state: Disposition | 'outside'): Place =>
      state === 'outside'
        ? { location: 'adjustment', disposition: 'sellable_accessible' }
        : { location: site, disposition: state };
    const part = `/${index + 1}`;
    saying.state(
      FACTS.movementRecorded,
      segment,
      {
        movement: `${adjustment.number}${part}`,
        version: 1,
        kind: effect.kind,
        item,
        ...lotOf(line),
        quantity: saying.quantity(
          segment,
          item,
          line.unit,
          negative ? line.quantity.slice(1) : line.quantity,
        ),
        from: place(turned ? effect.to : effect.from),
        to: place(turned ? effect.from : effect.to),
        reason,
      },
      part,
      occurredAt,
    );
  });
}
