import type { ContentOfFact, FACTS } from '../../canonical/catalogue.ts';
import { lineQuantities, type LineQuantities } from '../../domain/ordering/line-quantities.ts';
import {
  draftInvoice,
  type BillableLine,
  type InvoiceDraft,
} from '../../domain/billing/invoice-draft.ts';
import type { LotQuantity } from '../../domain/inventory/lot-promise.ts';
import { planRelease, type ReleaseBucket } from '../../domain/fulfillment/release-plan.ts';
import { registers, type Register, type RegisterType, type State } from '../../engine/state.ts';
import type { Currency } from '../../kernel/currency.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { lineTotal, type RoundingRule } from '../../kernel/money.ts';
import { maxQuantity, minQuantity, ZERO_QUANTITY, type Quantity } from '../../kernel/quantity.ts';
import { gatherBuckets, type GatheredBucket } from './buckets.ts';
import { disputes, type Dispute, type Settled, settle } from './disputes.ts';
import { instructionsOf, type Instruction } from './instruction.ts';
import { R } from './registers.ts';
import { replacesOf, type Replaces } from './replacement.ts';
import { revisionsOf, type Order, type Revision } from './revisions.ts';

export type { Order } from './revisions.ts';
export type OrderLine = Order['lines'][number];
export type Shipment = ContentOfFact<typeof FACTS.shipmentConfirmed>;
export type Registered = ContentOfFact<typeof FACTS.salesOrderRegistered>;
export type Terms = Registered['terms'];

/** What is promised, told and shipped of one line at one site, in one item. */
export interface Bucket extends ReleaseBucket {
  /** Total that the warehouse is told: to ship from there, and what it did not find. */
  readonly release: Quantity;
  /** Of the promise, what names its lot, those that go first in front. */
  readonly lots: readonly LotQuantity[];
  /** Of what left, what names its lot. */
  readonly shippedLots: readonly LotQuantity[];
}

/** One order line with everything that is known of its quantities. */
export interface LineView extends LineQuantities {
  readonly line: OrderLine;
  /** Names the values of the case that holds while more shipped than is ordered. */
  readonly overshipCase: string;
  readonly shipped: Quantity;
  readonly short: Quantity;
  /** Promised to the line in total, shipped and short parts included. */
  readonly allocated: Quantity;
  /** To ask of the owner of allocation: never less than what the warehouse has undertaken. */
  readonly toAllocate: Quantity;
  readonly undertaken: Quantity;
  readonly buckets: readonly Bucket[];
}

export interface ShipmentView extends Settled<Shipment> {
  /** Some line still has a quantity, or it is disputed whether one has. */
  readonly stands: boolean;
  /** Its goods at the price they were ordered at. */
  readonly draft: InvoiceDraft;
  /** Ids of the commands that it wants. */
  readonly ids: { readonly transport: string; readonly tax: string; readonly invoice: string };
  /** Changes exactly when the draft does. */
  readonly goodsMark: string;
}

/** Marks of what the commands of an order say, worked out once for the same figures. */
export interface Marks {
  /** What the ERP is told of it. */
  readonly registered: string;
  /** What is asked of the owner of allocation. */
  readonly allocated: string;
  /** What left of each line, and of how much. */
  readonly shipped: string;
}

/** What only changes when something is ordered, promised, undertaken, picked or shipped. */
interface Figures {
  readonly order: Settled<Order>;
  readonly revisions: readonly Revision[];
  readonly registered: Settled<Registered> | undefined;
  readonly terms: Terms;
  readonly lines: readonly LineView[];
  readonly shipments: readonly ShipmentView[];
  /** What left is contradicted somewhere: what is still to ship is not known either. */
  readonly shipmentsDisputed: boolean;
  /** Promise, undertaking or pick of a site is contradicted: the site is not told anything. */
  readonly stockDisputed: boolean;
  /** Everything that can still ship has shipped, and something did or all is cancelled. */
  readonly shippedInFull: boolean;
  readonly anyShipped: boolean;
  /** The owner of allocation has answered at least once. */
  readonly allocationDecided: boolean;
  /** Net value of what is ordered and not cancelled. */
  readonly valueMinor: bigint;
  readonly instructions: readonly Instruction[];
  readonly marks: Marks;
}

/** An order's facts, gathered for judging: one pass over the state, used by every rule. */
export interface OrderView extends Figures {
  readonly state: State;
  readonly disputes: readonly Dispute[];
  /** The return whose goods it replaces. */
  readonly replaces: Settled<Replaces> | undefined;
}

/** Terms until the ERP has stated the customer's own: the careful reading. */
const UNKNOWN_TERMS: Terms = {
  payment: 'on-account',
  netDays: 0,
  proofOfDelivery: false,
  shortShip: 'backorder',
  substitution: false,
};

/** Slots that figures are gathered from. */
const FIGURE_SLOTS: readonly number[] = [
  R.stated,
  R.change,
  R.cancellation,
  R.registered,
  R.allocated,
  R.accepted,
  R.changeRefused,
  R.pick,
  R.shipment,
  R.dispute,
].map(({ slot }) => slot);

interface RememberedFigures {
  readonly state: State;
  readonly rounding: RoundingRule;
  readonly figures: Figures;
}

/** Of the order that was judged last: it is asked about again at once, for what it means for stock. */
let lastFigures: RememberedFigures | undefined;

/** Gathers an order, or `undefined` while no channel has stated one. */
export function orderViewOf(state: State, rounding: RoundingRule): OrderView | undefined {
  if (registers(state, R.stated).length === 0) return undefined;
  const known = lastFigures;
  const isSame =
    known !== undefined &&
    known.rounding === rounding &&
    FIGURE_SLOTS.every((slot) => known.state.slots[slot] === state.slots[slot]);
  const figures = isSame ? known.figures : figuresOf(state, rounding);
  if (!isSame) lastFigures = { state, rounding, figures };
  return { ...figures, state, disputes: disputes(state), replaces: replacesOf(state) };
}

function figuresOf(state: State, rounding: RoundingRule): Figures {
  const revisions = revisionsOf(state);
  const order = revisions.at(-1)!;
  const registeredRegister = registers(state, R.registered)[0];
  const registered =
    registeredRegister && settle(state, registeredRegister, R.registered.type);
  const terms = registered?.value.terms ?? UNKNOWN_TERMS;
  const { currency } = order.value;
  const entries = linesOf(revisions, order.value);
  const shipments = registers(state, R.shipment).map((register) =>
    shipmentView(state, register, entries, currency, rounding),
  );
  const buckets = gatherBuckets(state, shipments);
  const cancelled = cancelledLines(state);
  const lines = entries.map(({ line, orderedEver }) =>
    lineView(line, orderedEver, buckets.of(line.line), cancelled, terms),
  );
  let anyShipped = false;
  let shippedInFull = true;
  let valueMinor = 0n;
  for (const line of lines) {
    valueMinor += lineTotal(line.effective, line.line.unitPrice, currency, rounding);
    if (line.shipped > 0n) anyShipped = true;
    if (line.shipped < line.toShip) shippedInFull = false;
  }
  const undecided = STOCK_TYPES.some((type) =>
    registers<unknown>(state, type).some((known) => settle(state, known, type.type).disputed),
  );
  return {
    order,
    revisions,
    registered,
    terms,
    lines,
    shipments,
    shipmentsDisputed: shipments.some((shipment) => shipment.disputed),
    stockDisputed: undecided,
    shippedInFull,
    anyShipped,
    allocationDecided: registers(state, R.allocated).length > 0,
    valueMinor,
    instructions: instructionsOf(order.value, lines),
    marks: marksOf(order.value, terms, lines),
  };
}

const STOCK_TYPES = [R.allocated, R.accepted, R.pick] as readonly RegisterType<unknown>[];

function marksOf(order: Order, terms: Terms, lines: readonly LineView[]): Marks {
  let registered = `${order.revision}|${order.customer}|${order.customerReference ?? ''}`;
  let allocated = terms.substitution ? 'or others' : '';
  let shipped = '';
  for (const { line, effective, toAllocate, shipped: left } of lines) {
    const { line: number, item } = line;
    registered += `|${number}/${item}*${effective}@${line.unitPrice}`;
    allocated += `|${number}/${item}*${toAllocate}`;
    shipped += `|${number}*${left}/${effective}`;
  }
  return {
    registered: fingerprint(registered),
    allocated: fingerprint(allocated),
    shipped: fingerprint(shipped),
  };
}

/** Lines of the newest revision, then those that it dropped, as ordered no more. */
function linesOf(revisions: readonly Revision[], newest: Order): readonly OrderedLine[] {
  const entries = newest.lines.map((line) => ({ line, orderedEver: line.quantity }));
  if (revisions.length === 1) return entries;
  const lines = new Map(entries.map((entry) => [entry.line.line, entry]));
  for (const revision of revisions.toReversed().slice(1)) {
    const { value, disputed } = revision;
    for (const line of value.lines) {
      const orderedThen = disputed ? leastStated(revision, line.line) : line.quantity;
      const known = lines.get(line.line);
      if (known === undefined) {
        const dropped = { ...line, quantity: ZERO_QUANTITY };
        lines.set(line.line, { line: dropped, orderedEver: orderedThen });
      } else known.orderedEver = maxQuantity(known.orderedEver, orderedThen);
    }
  }
  return [...lines.values()];
}

/** Of contents that contradict each other, what all of them admit. */
function leastStated({ contents }: Revision, number: number): Quantity {
  const quantities = contents.map(
    ({ lines }) => lines.find(({ line }) => line === number)?.quantity ?? ZERO_QUANTITY,
  );
  return quantities.reduce((a, b) => minQuantity(a, b));
}

interface OrderedLine {
  readonly line: OrderLine;
  readonly orderedEver: Quantity;
}

function shipmentView(
  state: State,
  known: Register<Shipment>,
  entries: readonly OrderedLine[],
  currency: Currency,
  rounding: RoundingRule,
): ShipmentView {
  const settled = settle(state, known, R.shipment.type);
  const left = settled.value.lines.filter(({ quantity }) => quantity > 0n);
  const billable: BillableLine[] = [];
  for (const { line: number, item, quantity } of left) {
    const ordered = entries.find(({ line }) => line.line === number);
    if (ordered === undefined) continue;
    billable.push({ line: number, item, quantity, unitPrice: ordered.line.unitPrice });
  }
  const draft = draftInvoice(billable, currency, rounding);
  let text = '';
  for (const { line, item, quantity, netMinor } of draft.lines) {
    text += `|${line}/${item}*${quantity}=${netMinor}`;
  }
  const stands = settled.disputed || left.length > 0;
  const { shipment } = settled.value;
  const ids = {
    transport: `arrange-transport:${shipment}`,
    tax: `quote-tax:${shipment}`,
    invoice: `post-invoice:${shipment}`,
  };
  return { ...settled, stands, ids, draft, goodsMark: fingerprint(text) };
}

/** Lines that the customer asked to cancel, or `'all'`. */
function cancelledLines(state: State): ReadonlySet<number> | 'all' {
  const requests = registers(state, R.cancellation);
  if (requests.length === 0) return NO_LINES;
  const lines = new Set<number>();
  for (const request of requests) {
    const named = request.contents[0].value.lines;
    if (named.length === 0) return 'all';
    for (const line of named) lines.add(line);
  }
  return lines;
}

const NO_LINES: ReadonlySet<number> = new Set();

function lineView(
  line: OrderLine,
  orderedEver: Quantity,
  buckets: readonly GatheredBucket[],
  cancelled: ReadonlySet<number> | 'all',
  terms: Terms,
): LineView {
  let [allocated, shipped, short, committed, undertaken] = [0n, 0n, 0n, 0n, 0n];
  for (const bucket of buckets) {
    allocated += bucket.allocated;
    shipped += bucket.shipped;
    short += bucket.short;
    committed += bucket.committed;
    undertaken += bucket.undertaken;
  }
  const quantities = lineQuantities({
    ordered: line.quantity,
    orderedEver,
    cancelRequested: cancelled === 'all' || cancelled.has(line.line),
    committed: committed as Quantity,
    shipped: shipped as Quantity,
    short: short as Quantity,
    shortShip: terms.shortShip,
  });
  const release = planRelease(quantities.toShip, buckets);
  const floor = undertaken - short > quantities.toShip ? undertaken - short : quantities.toShip;
  return {
    ...quantities,
    line,
    overshipCase: `overship:${line.line}:${shipped}:${line.quantity}`,
    shipped: shipped as Quantity,
    short: short as Quantity,
    allocated: allocated as Quantity,
    toAllocate: (floor + short) as Quantity,
    undertaken: undertaken as Quantity,
    buckets: buckets.map((bucket, index) => ({
      ...bucket,
      release: (release[index]! + bucket.short) as Quantity,
    })),
  };
}
