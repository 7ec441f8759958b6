/** 850 and 860: what a partner orders, and how it changes. */
import { FACTS } from '../../../canonical/catalogue.ts';
import { formatDecimal, parseDecimal } from '../../../kernel/decimal.ts';
import { divideRounded } from '../../../kernel/money.ts';
import { UNIT_PRICE_SCALE } from '../../../kernel/unit-price.ts';
import type { Segment } from '../read/interchange.ts';
import { NUMBER_SCALE, scaledOf, type Party } from '../sets/set-reader.ts';
import type {
  Charge,
  OrderChangeLine,
  OrderedLine,
  OrderHeading,
  PurchaseOrder,
  PurchaseOrderChange,
} from '../sets/orders.ts';
import type { Saying } from './saying.ts';

const ONE_UNIT = 1_000_000n;

/** Minutes since 1970 of an instant's text fit a version until the year 6053. */
export const revisionByTime = (sentAt: string): number => Math.floor(Date.parse(sentAt) / 60_000);

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
    changeLines(saying, change);
    return;
  }
  const standing = lines.filter((line) => line.change !== 'DI');
  for (const line of standing) {
    if (line.quantity === null)
      saying.reader.object(line.segment, 'does not say how much is ordered (POC03)');
  }
  stateOrder(saying, change, revisionOf(saying, change), standing);
}

/** Codes of POC02 after which a line stands as the segment has it; `NC` leaves it as it is. */
const LEFT_ALONE = 'NC';
const DELETED = 'DI';

/** A change of some lines: what it does not say of a line stays as it was. */
function changeLines(saying: Saying, change: PurchaseOrderChange): void {
  const { segment, requestedShipDate } = change;
  const used = new Set<number>();
  const dropped: number[] = [];
  const lines: unknown[] = [];
  change.lines.forEach((line, index) => {
    const number = uniqueNumberOf(saying, line, index, used);
    if (line.line === '') saying.reader.object(line.segment, 'does not say which line it changes (POC01)');
    if (line.change === DELETED) dropped.push(number);
    else if (line.change !== LEFT_ALONE) lines.push(changedLine(saying, line, number));
  });
  if (lines.length + dropped.length === 0 && requestedShipDate === null) {
    saying.reader.object(segment, 'changes nothing');
  }
  saying.state(FACTS.salesOrderChangeRequested, segment, {
    salesOrder: salesOrderOf(saying, change.number),
    revision: revisionOf(saying, change),
    ...(requestedShipDate === null ? {} : { requestedShipDate }),
    lines,
    dropped,
  });
  orderCharges(saying, change);
}

function changedLine(saying: Saying, line: OrderChangeLine, number: number): unknown {
  const { segment, ids, unit, quantity, price } = line;
  if (ids.size === 0 && (quantity !== null || price !== null)) {
    saying.reader.object(segment, 'names no item, and what its unit holds depends on the item');
    return { line: number };
  }
  const item = ids.size === 0 ? undefined : saying.item(segment, ids);
  return {
    line: number,
    ...(item === undefined ? {} : { item }),
    ...(quantity === null ? {} : { quantity: saying.quantity(segment, item!, unit, quantity) }),
    ...(price === null ? {} : { unitPrice: priceOf(saying, line, item!) }),
  };
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
  orderCharges(saying, order);
}

function lineWire(saying: Saying, line: OrderedLine, index: number, used: Set<number>): unknown {
  const { segment, ids, unit, quantity } = line;
  const item = saying.item(segment, ids);
  const number = uniqueNumberOf(saying, line, index, used);
  return {
    line: number,
    item,
    quantity: saying.quantity(segment, item, unit, quantity ?? '0'),
    unitPrice: priceOf(saying, line, item),
  };
}

function uniqueNumberOf(saying: Saying, line: OrderedLine, index: number, used: Set<number>): number {
  const number = lineNumberOf(saying, line, index);
  if (used.has(number)) saying.reader.object(line.segment, `line ${number} stands twice in the order`);
  used.add(number);
  return number;
}

/** The number of a line; its place where the partner counts only. */
export function lineNumberOf(
  saying: Saying,
  { line, segment }: Pick<OrderedLine, 'line' | 'segment'>,
  index: number,
): number {
  if (line === '') return index + 1;
  if (/^0*[1-9]\d{0,5}$/.test(line)) return Number(line);
  saying.reader.object(segment, `line "${line}" is no number`);
  return index + 1;
}

/** Bases that say what one piece costs, whatever the line counts in (X12 639). */
const PER_PIECE = new Set(['PE', 'PU']);

/** Digits between the scale of numbers and that of unit prices, and that of amounts. */
const PRICE_DOWN = 10n ** BigInt(NUMBER_SCALE - UNIT_PRICE_SCALE);

type PricedLine = Pick<OrderedLine, 'segment' | 'price' | 'basis' | 'unit' | 'quantity' | 'charges'>;

/** The price of a base unit: exact, or refused, or rounded where the profile says so. */
export function priceOf(saying: Saying, line: PricedLine, item: string): string {
  const { segment, price, basis, unit } = line;
  if (price === null) {
    saying.reader.object(segment, 'has no price (PO104)');
    return '0';
  }
  const parsed = parseDecimal(price, NUMBER_SCALE);
  const size = PER_PIECE.has(basis) ? ONE_UNIT : saying.unitSize(item, unit);
  // A unit that nobody knows was named when the quantity was read.
  if (!parsed.ok || size === null) return '0';
  const charged = chargedOf(saying, line);
  let [over, under] = [parsed.value * ONE_UNIT, size * PRICE_DOWN];
  if (charged !== 0n) {
    const quantity = scaledOf(saying.quantity(segment, item, unit, line.quantity ?? '0'));
    if (quantity === 0n) {
      saying.reader.object(segment, 'has a charge for its price, and no quantity to share it out over');
      return '0';
    }
    // Beside the price by the size of its unit: the charge by all base units of the line.
    [over, under] = [over * quantity + charged * size * ONE_SCALED, under * quantity];
  }
  if (over % under === 0n) return formatDecimal(over / under, UNIT_PRICE_SCALE);
  if (saying.profile.orders.inexactPrices === 'refuse') {
    const charges = charged === 0n ? '' : ` with ${formatDecimal(charged, NUMBER_SCALE, 2)} of charges`;
    const what = `${price} per ${unit}${charges}`;
    saying.reader.object(segment, `${what} is no exact price of one base unit of ${item}`);
  }
  return formatDecimal(divideRounded(over, under, 'half-up'), UNIT_PRICE_SCALE);
}

const ONE_SCALED = 10n ** BigInt(NUMBER_SCALE);

/** What becomes of a charge, by its code. */
function ruleOf({ profile }: Saying, { kind, code }: Charge): 'refuse' | 'ignore' | 'into-price' {
  // N: named for information, neither charge nor allowance.
  if (kind === 'N') return 'ignore';
  const { charges } = profile.orders;
  return typeof charges === 'string' ? charges : (charges[code] ?? charges['*'] ?? 'refuse');
}

const notAgreed = (saying: Saying, { segment, code }: Charge): void =>
  saying.reader.object(
    segment,
    `charge or allowance "${code}" (SAC02) was not agreed: orders.charges says what becomes of it`,
  );

/** Charges of the order as a whole have no line whose price they could become part of. */
function orderCharges(saying: Saying, { charges }: OrderHeading): void {
  for (const charge of charges) {
    const rule = ruleOf(saying, charge);
    if (rule === 'refuse') notAgreed(saying, charge);
    if (rule === 'into-price') {
      const text = `"${charge.code}" is for the whole order, and no line's price can take it in`;
      saying.reader.object(charge.segment, text);
    }
  }
}

/** What the charges of a line add to it, at the scale of numbers; allowances take away. */
function chargedOf(saying: Saying, { charges }: PricedLine): bigint {
  let sum = 0n;
  for (const charge of charges) {
    const rule = ruleOf(saying, charge);
    if (rule === 'refuse') notAgreed(saying, charge);
    if (rule !== 'into-price') continue;
    const { kind, amount, segment, code } = charge;
    if (amount === null || (kind !== 'A' && kind !== 'C')) {
      saying.reader.object(segment, `"${code}" has no amount (SAC05) that is charged or allowed (SAC01)`);
      continue;
    }
    sum += kind === 'A' ? -scaledOf(amount) : scaledOf(amount);
  }
  return sum;
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

/** The buyer that a document names, by our number of him. */
export function customerOf(
  saying: Saying,
  { segment, parties }: Pick<OrderHeading, 'segment' | 'parties'>,
): string {
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
