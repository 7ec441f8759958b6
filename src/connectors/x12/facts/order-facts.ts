/** 850 and 860: what a partner orders, and how it changes. */
import { FACTS } from '../../../canonical/catalogue.ts';
import { formatDecimal, parseDecimal } from '../../../kernel/decimal.ts';
import { divideRounded } from '../../../kernel/money.ts';
import { UNIT_PRICE_SCALE } from '../../../kernel/unit-price.ts';
import type { Segment } from '../read/interchange.ts';
import { NUMBER_SCALE, type Party } from '../sets/set-reader.ts';
import type {
  OrderChangeLine,
  OrderedLine,
  OrderHeading,
  PurchaseOrder,
  PurchaseOrderChange,
} from '../sets/orders.ts';
import type { Saying } from './saying.ts';

const ONE_UNIT = 1_000_000n;

/** Minutes since 1970 of an instant's text fit a version until the year 6053. */
const revisionByTime = (sentAt: string): number => Math.floor(Date.parse(sentAt) / 60_000);

export function orderFacts(saying: Saying, order: PurchaseOrder): void {
  const { segment, purpose } = order;
  if (purpose === '01') {
    cancelAll(saying, order);
    return;
  }
  if (purpose !== '00' && purpose !== '05' && purpose !== '07') {
    saying.reader.object(
      segment,
      `purpose "${purpose}" (BEG01) of an order is not taken: 00, 05, 07 and 01 are`,
    );
    return;
  }
  const revision = purpose === '05' ? revisionByTime(saying.sentAt) : 1;
  stateOrder(saying, order, revision, order.lines);
}

export function changeFacts(saying: Saying, change: PurchaseOrderChange): void {
  const { segment, purpose, lines } = change;
  if (purpose === '01') {
    cancelAll(saying, change);
    return;
  }
  if (purpose !== '04' && purpose !== '05') {
    saying.reader.object(
      segment,
      `purpose "${purpose}" (BCH01) of a change is not taken: 01, 04 and 05 are`,
    );
    return;
  }
  const { changes } = saying.profile.orders;
  if (lines.length > 0 && lines.every((line) => line.change === 'DI')) {
    cancelLines(saying, change, lines);
    return;
  }
  if (changes === 'partial' && purpose === '04') {
    saying.reader.object(
      segment,
      'a change that names only some lines cannot be taken: have the partner send all of them, and say ' +
        'orders.changes: "complete" in the profile',
    );
    return;
  }
  const standing = lines.filter((line) => line.change !== 'DI');
  for (const line of standing) {
    if (line.quantity === null)
      saying.reader.object(line.segment, 'does not say how much is ordered (POC03)');
  }
  stateOrder(saying, change, revisionOf(saying, change), standing);
}

function revisionOf(saying: Saying, { segment, sequence }: PurchaseOrderChange): number {
  if (saying.profile.orders.revisions === 'time') return revisionByTime(saying.sentAt);
  const number = Number(sequence);
  if (/^\d{1,6}$/.test(sequence)) return number + 1;
  saying.reader.object(segment, `BCH05 "${sequence}" is no number of a change`);
  return 1;
}

type Numbered = OrderHeading & {
  readonly number: string;
  readonly date: string;
  readonly segment: Segment;
};

const salesOrderOf = (saying: Saying, number: string): string =>
  `${saying.profile.orders.prefix}${number}`;

function stateOrder(
  saying: Saying,
  order: Numbered,
  revision: number,
  lines: readonly OrderedLine[],
): void {
  const { segment } = order;
  const { reader, profile } = saying;
  const used = new Set<number>();
  const stated = lines.map((line, index) => lineWire(saying, line, index, used));
  saying.state(FACTS.salesOrderStated, segment, {
    salesOrder: salesOrderOf(saying, order.number),
    revision,
    channel: 'edi',
    customer: customerOf(saying, order),
    customerReference: order.number,
    currency: order.currency === '' ? profile.currency : order.currency,
    orderedAt: saying.moment(segment, order.date),
    ...(order.requestedShipDate === null ? {} : { requestedShipDate: order.requestedShipDate }),
    shipTo: shipToOf(saying, order),
    lines: stated,
  });
  if (lines.length === 0) reader.object(segment, 'orders nothing');
  const [charge] = order.charges;
  if (charge !== undefined && profile.orders.charges === 'refuse') {
    reader.lack(charge, 'no process takes charges and allowances (SAC) of an order yet');
  }
}

function lineWire(saying: Saying, line: OrderedLine, index: number, used: Set<number>): unknown {
  const { segment, ids, unit, quantity } = line;
  const item = saying.item(segment, ids);
  const number = lineNumberOf(saying, line, index);
  if (used.has(number)) saying.reader.object(segment, `line ${number} stands twice in the order`);
  used.add(number);
  return {
    line: number,
    item,
    quantity: saying.quantity(segment, item, unit, quantity ?? '0'),
    unitPrice: priceOf(saying, line, item),
  };
}

function lineNumberOf(saying: Saying, { line, segment }: OrderedLine, index: number): number {
  if (line === '') return index + 1;
  if (/^0*[1-9]\d{0,5}$/.test(line)) return Number(line);
  saying.reader.object(segment, `line "${line}" is no number`);
  return index + 1;
}

/** Bases that say what one piece costs, whatever the line counts in (X12 639). */
const PER_PIECE = new Set(['PE', 'PU']);

/** The price of a base unit: exact, or refused, or rounded where the profile says so. */
function priceOf(
  saying: Saying,
  { segment, price, basis, unit }: OrderedLine,
  item: string,
): string {
  if (price === null) {
    saying.reader.object(segment, 'has no price (PO104)');
    return '0';
  }
  const parsed = parseDecimal(price, NUMBER_SCALE);
  const size = PER_PIECE.has(basis) ? ONE_UNIT : saying.unitSize(item, unit);
  // A unit that nobody knows was named when the quantity was read.
  if (!parsed.ok || size === null) return '0';
  const scaled = parsed.value * ONE_UNIT;
  const down = 10n ** BigInt(NUMBER_SCALE - UNIT_PRICE_SCALE);
  if (scaled % (size * down) !== 0n) {
    if (saying.profile.orders.inexactPrices === 'refuse') {
      saying.reader.object(
        segment,
        `${price} per ${unit} is no exact price of one base unit of ${item}`,
      );
    }
    return formatDecimal(divideRounded(scaled, size * down, 'half-up'), UNIT_PRICE_SCALE);
  }
  return formatDecimal(scaled / (size * down), UNIT_PRICE_SCALE);
}

const partyOf = (parties: readonly Party[], ...roles: readonly string[]): Party | undefined => {
  for (const role of roles) {
    const found = parties.find((party) => party.role === role);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** N103: the id is the seller's own number of the party. */
const ASSIGNED_BY_US = '91';

function customerOf(saying: Saying, { segment, parties }: Numbered): string {
  const buyer = partyOf(parties, 'BY', 'BT', 'ST');
  const { customer } = saying.profile.orders;
  if (buyer !== undefined && buyer.id !== '') {
    const known = saying.codes.meaning('customer', buyer.id);
    if (known !== null) return known;
    if (buyer.qualifier === ASSIGNED_BY_US) return buyer.id;
  }
  if (customer !== undefined) return customer;
  if (buyer === undefined || buyer.id === '') {
    saying.reader.object(segment, 'names no buyer (N1 BY with an id)');
    return '?';
  }
  saying.reader.object(segment, `unknown customer "${buyer.id}"`, {
    list: 'customer',
    code: buyer.id,
  });
  return '?';
}

function shipToOf(saying: Saying, { parties }: Numbered): unknown {
  const to = partyOf(parties, 'ST', 'BY');
  const written = to?.country ?? '';
  const country =
    written === '' ? saying.profile.country : (saying.codes.meaning('country', written) ?? written);
  return {
    country,
    ...(to === undefined || to.postalCode === '' ? {} : { postalCode: to.postalCode }),
  };
}

function cancelAll(saying: Saying, { segment, number }: Numbered): void {
  saying.state(FACTS.salesOrderCancellationRequested, segment, {
    salesOrder: salesOrderOf(saying, number),
    request: `edi-${saying.group}`,
    lines: [],
    reason: 'The partner cancels the whole order.',
  });
}

function cancelLines(
  saying: Saying,
  change: PurchaseOrderChange,
  lines: readonly OrderChangeLine[],
): void {
  saying.state(FACTS.salesOrderCancellationRequested, change.segment, {
    salesOrder: salesOrderOf(saying, change.number),
    request: `edi-${saying.group}`,
    lines: lines.map((line, index) => lineNumberOf(saying, line, index)),
    reason: 'The partner deletes these lines.',
  });
}
